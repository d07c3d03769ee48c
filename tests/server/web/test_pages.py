"""Every page is the same bytes for everyone, tells nothing over a shoulder, and fetches from here only."""

import gzip
import itertools
import json
import re

import brotli
import pytest

from overture.i18n import languages, preferred, text
from overture.site.files import imports_between
from overture.site.joined import loaded_at_once
from overture.site.manifest import client as the_client
from overture.site.pages import PAGES
from tests.server.page_client import BUILD, Client, Page

PATHS = [path.replace("{locator}", "HRWE") for path in PAGES]
OURS = [path for path in PATHS if path != "/away"]
NEED_SCRIPTS = ["/", "/start", "/j", "/j/HRWE", "/s", "/how", "/words"]


@pytest.fixture(scope="module")
def client() -> Client:
    return Client()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_same_bytes_whoever_asks(client: Client, path: str) -> None:
    first = client.get(path)
    other = client.get(path, headers={"cookie": "a=b", "user-agent": "someone"})
    assert first.status == 200
    assert first.content == other.content
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert "set-cookie" not in first.headers


@pytest.mark.parametrize("path", [*PATHS, "/favicon.svg"])
def test_head_says_what_get_would(client: Client, path: str) -> None:
    head, get = client.ask("HEAD", path), client.get(path)
    assert head.status == 200
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_code_in_the_address_is_neither_looked_up_nor_written_down(client: Client) -> None:
    # The routes are given no store at all, and every code gives the page that no code gives.
    page = client.get("/j").content
    for code in ("HRWE", "AAAA", "not-a-code", "%3Cscript%3E"):
        assert client.get(f"/j/{code}").content == page


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_changed_by_other_methods(client: Client, path: str) -> None:
    assert client.ask("POST", path).status == 405


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fetches_from_this_hub_and_this_build_only(client: Client, path: str) -> None:
    page = Page(client.get(path).text)
    for tag, attributes in page.tags:
        for name in ("src", "href", "action", "poster", "srcset"):
            value = attributes.get(name)
            if value is None:
                continue
            assert re.match(r"(/(?!/)|#)", value), (tag, value)
            if tag in {"script", "link"}:
                assert value == "/favicon.svg" or value.startswith(f"/static/{BUILD}/")


@pytest.mark.parametrize("path", PATHS)
def test_every_file_that_a_page_names_in_its_head_is_there(client: Client, path: str) -> None:
    page = Page(client.get(path).text)
    named = [a.get("href") for a in page.all("link")] + [a.get("src") for a in page.all("script")]
    whole = the_client()
    for address in named:
        assert address
        assert address == "/favicon.svg" or address.removeprefix(f"/static/{BUILD}/") in whole.files


@pytest.mark.parametrize("path", OURS)
def test_titles_are_neutral_and_nothing_is_written_for_previews(client: Client, path: str) -> None:
    body = client.get(path).text
    assert re.findall(r"<title>(.*?)</title>", body) == ["Notes"]
    metas = Page(body).all("meta")
    assert not [
        m for m in metas if "property" in m or str(m.get("name")).startswith(("og:", "twitter:", "description"))
    ]
    named = {str(m.get("name")): str(m.get("content")) for m in metas}
    assert named["robots"] == "noindex, nofollow"
    assert named["referrer"] == "no-referrer"
    assert named["color-scheme"] == "light dark"
    assert not re.search(r"maximum-scale|user-scalable", named["viewport"])


@pytest.mark.parametrize("path", OURS)
def test_leaving_is_in_reach_everywhere(client: Client, path: str) -> None:
    page = Page(client.get(path).text)
    acts = [a.get("data-act") for a in page.all("button")]
    assert acts == (["pause", "exit"] if path == "/s" else ["exit"])
    assert {a.get("type") for a in page.all("button")} == {"button"}


@pytest.mark.parametrize("path", NEED_SCRIPTS)
def test_where_scripts_are_needed_the_page_says_so_itself(client: Client, path: str) -> None:
    body = client.get(path).text
    assert "<noscript><p" in body
    assert text("en", "page.noscript") in body


@pytest.mark.parametrize("path", OURS)
def test_the_first_script_runs_before_anything_else_and_the_rest_in_order(client: Client, path: str) -> None:
    page = Page(client.get(path).text)
    scripts = page.all("script")
    entries = {"/": "home", "/start": "start", "/j": "join", "/j/HRWE": "join", "/s": "session", "/m": "move"}
    entry = {**entries, "/how": "about", "/words": "about", "/help": "about"}.get(path)
    expected = [{"src": f"/static/{BUILD}/js/boot.js"}]
    if path == "/s":
        expected.append({"src": f"/static/{BUILD}/vendor/htmx.js", "defer": None})  # type: ignore[dict-item]
    assert scripts == expected
    names = [tag for tag, _ in page.tags]
    assert "link" not in names[: names.index("script")]
    about = {"lang": "en", "data-build": BUILD, "data-base": "", "data-languages": "en de"}
    (html,) = page.all("html")
    ahead = str(html.pop("data-ahead", "")).split()
    assert html == ({**about, "data-entry": entry} if entry else about)
    # The first paint waits for boot.js and the styles alone, and on a slow line nothing else may come before them.
    assert all(link["fetchpriority"] == "low" for link in page.all("link") if str(link["rel"]).endswith("preload"))
    links = [link for link in page.all("link") if link["rel"] == "modulepreload"]
    addresses = [link["href"] for link in links]
    files = the_client().files
    imports = imports_between(files)
    ours = [f"/static/{BUILD}/{each}" for each in (loaded_at_once(imports, f"js/pages/{entry}.js") if entry else [])]
    assert addresses == ours
    # What a conversation needs is no business of the browser's before the page is whole: boot.js asks for it then.
    after = "js/elements/qr.js" if path == "/start" else "js/elements/answering.js"
    soon = ("js/pages/session.js", "js/session/pairing-flow.js", after)
    session = {each for path in soon for each in loaded_at_once(imports, path)}
    session -= {each.removeprefix(f"/static/{BUILD}/") for each in ours}
    session |= {"css/session.css", "vendor/htmx.js", "locales/en/elements.json"}
    assert set(ahead) == (session if path in {"/start", "/j", "/j/HRWE"} else set())
    assert len(set(ahead)) == len(ahead)
    assert set(ahead) <= files.keys()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_inline_and_nothing_can_be_submitted(client: Client, path: str) -> None:
    body = client.get(path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<form|<input|<textarea|<select", body)
    assert not re.search(r"<script(?![^>]*\ssrc=)", body)


@pytest.mark.parametrize("path", PATHS)
def test_headings_go_down_one_step_at_a_time(client: Client, path: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(client.get(path).text).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("path", PATHS)
def test_ids_are_unique_and_what_is_pointed_at_is_there(client: Client, path: str) -> None:
    page = Page(client.get(path).text)
    ids = [str(a["id"]) for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    pointed = [str(a["href"])[1:] for a in page.all("a") if str(a.get("href")).startswith("#")]
    pointed += [str(a["aria-labelledby"]) for _, a in page.tags if "aria-labelledby" in a]
    assert set(pointed) <= set(ids)


def test_the_session_page_sets_htmx_up_for_morphing_around_the_phone(client: Client) -> None:
    page = Page(client.get("/s").text)
    (config,) = [m for m in page.all("meta") if m.get("name") == "htmx-config"]
    assert json.loads(str(config["content"])) == {
        "includeIndicatorCSS": False,
        "history": False,
        "morphSkipChildren": "[data-phone]",
        "morphIgnore": ["data-htmx-powered", "hidden", "open", "data-local", "aria-current", "tabindex"],
    }
    assert [a["role"] for a in page.all("p") if a.get("id") == "status"] == ["status"]
    assert [a["tabindex"] for a in page.all("main") if a.get("id") == "stage"] == ["-1"]
    (paused,) = page.all("overture-paused")
    assert "data-phone" in paused
    assert paused["aria-label"]


@pytest.mark.parametrize(("path", "element"), [("/", "home"), ("/start", "start"), ("/j", "join")])
def test_pages_leave_room_for_the_phones_own_part(client: Client, path: str, element: str) -> None:
    assert Page(client.get(path).text).all(f"overture-{element}") == [{"data-phone": None}]


def test_the_neutral_page_has_nothing_of_ours(client: Client) -> None:
    answer = client.get("/away")
    page = Page(answer.text)
    assert "<title>Kitchen measures</title>" in answer.text
    assert page.all("a") == []
    assert page.all("script") == []
    assert not re.search(r"overture|session|partner|scene|data-build", answer.text, re.IGNORECASE)
    assert len(page.all("table")) == 3


def test_pages_are_not_kept_by_the_browser_but_the_neutral_one_is(client: Client) -> None:
    assert {client.get(path).headers["cache-control"] for path in OURS} == {"no-store"}
    assert client.get("/away").headers["cache-control"] == "public, max-age=86400"


def test_no_page_knows_the_hub_that_serves_it(client: Client) -> None:
    """Nor a link that leads away: the phone draws what a hub says of itself (test_about.py)."""
    assert not [path for path in PATHS if "http" in client.get(path).text]
    parts = {"overture-operator", "overture-sets", "overture-help-links", "overture-glossary"}
    found = {path: {tag for tag, _ in Page(client.get(path).text).tags} & parts for path in PATHS}
    assert {path: tags for path, tags in found.items() if tags} == {
        "/": {"overture-operator"},
        "/how": {"overture-operator", "overture-sets"},
        "/help": {"overture-help-links"},
        "/words": {"overture-glossary"},
    }


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_there_in_every_language_under_an_address_of_its_own(client: Client, path: str) -> None:
    for language in languages():
        named = client.get(f"/{language}{path}".rstrip("/"), headers={"accept-language": "en;q=0.9,de;q=0.8"})
        wished = client.get(path, headers={"accept-language": language})
        for answer in (named, wished):
            assert answer.status == 200
            assert Page(answer.text).all("html")[0]["lang"] == language
            assert answer.headers["content-language"] == language
        assert wished.headers["vary"] == "Accept-Encoding, Accept-Language"
        assert named.headers["vary"] == "Accept-Encoding"
        assert Page(named.text).all("h1") == Page(client.get(path).text).all("h1")


def test_a_page_comes_in_the_smallest_form_that_is_taken_and_is_kept_no_longer_for_it(client: Client) -> None:
    plain = client.get("/")
    for coding, undo in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = client.get("/", headers={"accept-encoding": coding})
        assert (answer.headers["content-encoding"], undo(answer.content)) == (coding, plain.content)
        assert answer.headers["cache-control"] == plain.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", OURS)
def test_a_page_leads_to_itself_in_the_other_languages_and_keeps_its_own(client: Client, path: str) -> None:
    page = Page(client.get(f"/de{path}".rstrip("/")).text)
    links = page.all("a")
    assert [a["hreflang"] for a in links if "hreflang" in a] == ["en"]
    # The half of a code in the address is never written into the page; the phone puts it behind the link.
    assert [a["href"] for a in links if "hreflang" in a] == [f"/en{path.removesuffix('/HRWE')}".rstrip("/")]
    inside = [str(a["href"]) for a in links if "hreflang" not in a and not str(a["href"]).startswith("#")]
    assert inside
    assert all(re.match(r"/de(/|$)", address) for address in inside)
    assert client.get(inside[0]).status == 200


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,en;q=0.5", "de"),
        ("en;q=0.5, DE;q=0.9", "de"),
        ("fr-CH, fr;q=0.9, de;q=0.7, *;q=0.5", "de"),
        ("de;q=0, en", "en"),
        ("de,en", "de"),
        ("en,de", "en"),
        ("de;q=much", "en"),
        (",;=,,;q", "en"),
        ("../de", "en"),
    ],
)
def test_the_languages_of_the_browser_decide_where_the_address_does_not(accepted: str, language: str) -> None:
    assert preferred(accepted) == language
