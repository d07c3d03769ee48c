"""The page from one place, the hub at another: what the hub can change then, and what it cannot."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from overture.site.export import export
from tests.browser.keeping import IS_WHOLE
from tests.browser.people import LOCALES, Person
from tests.client.runtime_support import stored
from tests.support.browser import Phone, Phones
from tests.support.hub import Hub, SharedHubs, free_port
from tests.support.lying import LyingHub
from tests.support.static_host import StaticHost, static_host
from tests.support.waiting import until

SECTION = "limits"
ASKED = re.compile(r"/about\.json|/questions|/questions/[\w-]{43}\.json|/start|/join/[0-9A-Z]{4}|/move")
"""All that a page asks of a hub."""
REFUSED = r"CORS policy|Failed to load resource"
CHANGED = b"document.title = 'changed by the hub';"


class PhonesElsewhere(Phones):
    """Phones that open the pages of one place, and reach one hub besides."""

    def __init__(self, browser: Browser, home: str, hub: str) -> None:
        self._besides = urlsplit(hub).netloc
        super().__init__(browser, home)

    def new(self, name: str, **options: object) -> Phone:
        return super().new(name, **{"besides": self._besides, **options})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def places_port() -> int:
    """Where the pages are, in each test anew: a hub knows their origin from its start."""
    return free_port()


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, places_port: int) -> Iterator[StaticHost]:
    with static_host(tmp_path_factory.mktemp("pages"), places_port) as host:
        yield host


@pytest.fixture
def hub(shared_hubs: SharedHubs, place: StaticHost) -> Hub:
    return shared_hubs.with_settings(ALLOWED_ORIGINS=place.origin)


@pytest.fixture
def asked() -> list[str]:
    """The paths that the hub was asked for."""
    return []


@pytest.fixture
def liar(hub: Hub, asked: list[str]) -> Iterator[LyingHub]:
    """A hub whose every script and page does something else than ours."""

    def lie(path: str, status: int, body: bytes) -> tuple[int, bytes]:
        asked.append(path)
        return status, CHANGED if path.endswith(".js") else body

    with LyingHub(hub.url) as lying:
        lying.http = lie
        yield lying


@pytest.fixture
def phones(browser: Browser, place: StaticHost, liar: LyingHub) -> Iterator[Phones]:
    export(place.folder, liar.url)
    both = PhonesElsewhere(browser, place.origin, liar.url)
    yield both
    problems = both.close()
    assert not problems, "\n".join(problems)


def texts(language: str) -> dict[str, str]:
    return {
        key: text
        for name in ("before", "elements", "phone")
        for key, text in json.loads((LOCALES / language / f"{name}.json").read_text(encoding="utf-8")).items()
    }


def people(phones: Phones, language: str) -> tuple[Person, Person]:
    locale = {"en": "en-GB", "de": "de-DE"}[language]
    return (
        Person(phones.new("mia-elsewhere", locale=locale), language=language),
        Person(phones.new("sam-elsewhere", locale=locale), language=language),
    )


def link_of(person: Person) -> str:
    """What the button copies."""
    person.phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = person.page.locator("[data-key=copy]")
    button.click()
    expect(button).to_have_text(texts(person.language)["code.copied"])
    copied: str = person.page.evaluate("() => navigator.clipboard.readText()")
    return copied


@pytest.mark.chromium_alone("Firefox knows no permission to read the clipboard")
@pytest.mark.parametrize("language", ["en", "de"])
def test_two_people_answer_and_open_and_the_hub_changes_nothing_of_their_page(
    phones: Phones, place: StaticHost, liar: LyingHub, asked: list[str], language: str
) -> None:
    mia, sam = people(phones, language)
    code = mia.starts()
    assert urlsplit(mia.page.url).path == {"en": "/s", "de": "/de/s"}[language]
    if language == "en":
        link = link_of(mia)
        assert link == f"{place.origin}/j#{code}@{liar.url}"
        sam.page.goto(link)
        expect(sam.page).to_have_url(f"{place.origin}/j")
        sam.page.get_by_role("button", name="Join", exact=True).click()
    else:
        sam.types_code(code)
    for person in (mia, sam):
        person.is_paired()
        person.is_ready()
    mia.answers_and_seals(SECTION, 1, by_touch=False)
    sam.answers_and_seals(SECTION, 2, by_touch=False)
    for person in (mia, sam):
        person.reads(SECTION)
    sam.page.reload()
    sam.reads(SECTION)
    sam.pauses()
    mia.sees_pause()
    # Not one page, script or style was asked of the hub, so what it changes there reaches nobody.
    assert not [path for path in asked if not ASKED.fullmatch(path)]
    assert [path for path in place.asked if path.endswith("/js/boot.js")]
    mia.phone.expect_problem("Content Security Policy")
    refused = "(at) => import(at + '/worker.js').then(() => 'loaded', () => 'refused')"
    assert mia.page.evaluate(refused, liar.url) == "refused"
    assert not [path for path in asked if path.endswith(".js")]


@pytest.mark.chromium_alone("Firefox knows no permission to read the clipboard")
def test_a_move_stays_at_the_hub(phones: Phones, place: StaticHost, liar: LyingHub) -> None:
    mia, sam = people(phones, "en")
    new = Person(phones.new("mia-new"))
    sam.types_code(mia.starts())
    for person in (mia, sam):
        person.is_paired()
        person.is_ready()
    move = mia.goes_to("this-conversation").locator("overture-move")
    move.get_by_text("Move to another phone").click()
    move.get_by_role("button", name="Show the code").click()
    expect(move.get_by_role("img", name="Code for the camera")).to_be_visible()
    link = link_of(mia)
    assert re.fullmatch(rf"{place.origin}/m#[\w-]{{22}}@{liar.url}", link)
    new.page.goto(link)
    expect(new.page).to_have_url(f"{place.origin}/m")
    new.page.get_by_role("button", name="Move to this phone").click()
    move.get_by_role("button", name="Yes, move").click()
    new.page.get_by_role("link", name="Continue here").click()
    expect(new.page.locator("#stage[data-screen=talk]")).to_be_visible()


def test_the_page_is_kept_on_the_phone_as_a_hubs_own_is(phones: Phones, place: StaticHost) -> None:
    phone = phones.new("keeping", service_workers="allow")
    phone.goto("/")
    phone.page.evaluate(IS_WHOLE)
    before = len(place.asked)
    phone.goto("/de/start")
    expect(phone.page.locator("overture-start input").first).to_be_visible()
    phone.goto("/j")
    expect(phone.page.get_by_label("Your code")).to_be_visible()
    assert {*place.asked[before:]} <= {"/client-manifest.json", "/worker.js"}


def test_a_link_to_another_hub_is_refused_with_a_sentence(phones: Phones, liar: LyingHub, asked: list[str]) -> None:
    sam, hub = Person(phones.sam), urlsplit(liar.url).netloc
    other = ("https://evil.example", "javascript:alert(1)", "", "<img src=x>", f"{liar.url}.evil.example")
    for language, hubs in (("en", other), ("de", other[:1])):
        said = texts(language)
        for each in hubs:
            # A page that is open already is loaded anew for another code.
            sam.page.goto("about:blank")
            sam.phone.goto(f"/{language}/j#HRWE-7K2M@{each}")
            expect(sam.page.get_by_text(said["join.other-hub"].replace("{server}", hub))).to_be_focused()
            expect(sam.page.get_by_label(said["join.code"])).to_have_value("")
        sam.phone.goto(f"/{language}/m#AAAAAAAAAAAAAAAAAAAAAA@https://evil.example")
        expect(sam.page.get_by_text(said["arriving.other-hub"].replace("{server}", hub))).to_be_visible()
    sam.phone.goto("/j#HRWE-7K2M@https://evil.example")
    sam.phone.check_accessible()
    assert [path for path in asked if path != "/about.json"] == []


@pytest.mark.chromium_alone("names errors as Chromium does")
def test_a_hub_that_does_not_allow_the_page_is_named_with_what_can_be_done(
    browser: Browser, start_hub: Callable[..., Hub], place: StaticHost
) -> None:
    hub = start_hub(env={"ALLOWED_ORIGINS": "https://another.example"})
    export(place.folder, hub.url)
    both = PhonesElsewhere(browser, place.origin, hub.url)
    for sam in people(both, "en")[1], people(both, "de")[1]:
        sam.phone.expect_problem(REFUSED)
        sentence = texts(sam.language)["failure.elsewhere"].replace("{server}", urlsplit(hub.url).netloc)
        sam.phone.goto("/start")
        expect(sam.page.get_by_text(sentence)).to_be_visible()
        sam.types_code("HRWE-7K2M")
        expect(sam.page.get_by_text(sentence)).to_be_visible()
        sam.phone.check_accessible()
    assert both.close() == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_conversation_stays_on_the_phone_when_its_pages_are_exported_for_another_hub(
    phones: Phones, place: StaticHost, asked: list[str], language: str
) -> None:
    mia, _ = people(phones, language)
    said = texts(language)
    mia.starts()
    before = {each["id"] for each in stored(mia.page)["sessions"]}
    # What the page loads when it is idle may be asked for while the folder is empty.
    mia.phone.expect_problem(r"404 \(File not found\) \(.*/(static|away)/")
    until(lambda: any(path.startswith("/questions/") for path in asked))
    shutil.rmtree(place.folder)
    export(place.folder, "https://another.example")
    asked.clear()
    # No phone reaches another hub: if it were asked for anything, the test would fail.
    mia.page.reload()
    expect(mia.page.get_by_role("heading", name=said["local.other-hub"])).to_be_visible()
    expect(mia.page.get_by_text(said["local.other-hub-hint"])).to_be_visible()
    mia.looks_around(f"other-hub-{language}")
    assert {each["id"] for each in stored(mia.page)["sessions"]} == before
    assert asked == []
