"""The client as files for a static host: every page and file, the same bytes each time, and its own policy."""

import hashlib
import html
import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from overture.i18n import languages, text
from overture.setting_values import origin
from overture.site.export import ExportError, export, exported
from overture.site.headers import HEADERS, policy, policy_in_page
from overture.site.manifest import client
from overture.site.pages import PAGES
from tests.support.static_host import static_host

HUB = "https://hub.example:8443"
SITE = exported(HUB)
CARRIED = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
NAMED = re.compile(rb' data-hub="[^"]*"')


def read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "overture.cli", "client", "export", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def test_every_page_in_every_language_and_every_file_is_there() -> None:
    pages = {path for path in PAGES if "{" not in path}
    expected = {f"{base}{path}".strip("/") for path in pages for base in ("", *(f"/{code}" for code in languages()))}
    assert {path for path in SITE if path.endswith(".html")} == {
        f"{path}/index.html".removeprefix("/") for path in expected
    }
    static = {f"static/{client().build}/{path}": file.body for path, file in client().files.items()}
    assert {path: body for path, body in SITE.items() if path.startswith("static/")} == static
    assert SITE["worker.js"] == client().files["js/worker.js"].body


def test_the_same_bytes_twice_from_another_process_and_another_folder(tmp_path: Path) -> None:
    export(tmp_path / "one", HUB)
    done = run(tmp_path / "deep" / "two", "--hub", "HTTPS://Hub.Example:8443/", PYTHONHASHSEED="7", LANG="C")
    assert (done.returncode, done.stderr) == (0, "")
    assert read(tmp_path / "one") == read(tmp_path / "deep" / "two") == SITE


def test_each_page_is_the_page_of_a_hub_with_a_policy_and_a_hub() -> None:
    ours = {(page.path.rstrip("/") + "/", page.language): page.body for page in client().pages}
    for path, body in SITE.items():
        if not path.endswith(".html"):
            continue
        (carried,) = CARRIED.findall(body)
        assert html.unescape(carried.decode()) == policy_in_page(HUB)
        assert body.index(b"Content-Security-Policy") < body.index(b"<link")
        assert b"<script" not in body or body.index(b"Content-Security-Policy") < body.index(b"<script")
        language = re.search(rb'lang="(\w+)"', body)[1].decode()  # type: ignore[index]
        bare = NAMED.sub(b"", body.replace(CARRIED.search(body)[0] + b"\n", b""))  # type: ignore[index]
        own = ours[f"/{path.removesuffix('index.html')}", language].decode()
        # One sentence differs: who can change the pages.
        own = own.replace(f"<li>{text(language, 'hub.can-pages')}</li>\n", "")
        assert bare.decode() == own.replace(text(language, "hub.check"), text(language, "hub.elsewhere"))


def test_the_policy_allows_one_hub_and_its_socket_and_all_else_as_ever() -> None:
    allowed = f"connect-src 'self' {HUB} wss://hub.example:8443"
    assert policy(HUB) == HEADERS["Content-Security-Policy"].replace("connect-src 'self'", allowed)
    assert policy("http://localhost:8000").count("ws://localhost:8000") == 1
    assert policy("") == HEADERS["Content-Security-Policy"]
    # A browser ignores these in a page, and warns of them.
    assert not re.search("frame-ancestors|report-uri|sandbox", policy_in_page(HUB))
    assert policy_in_page(HUB) == policy(HUB).replace("frame-ancestors 'none'; ", "")


def test_its_own_list_names_exactly_what_it_is() -> None:
    listed = json.loads(SITE["client-manifest.json"])
    assert listed["headers"]["content-security-policy"] == policy(HUB)
    found = {}
    for entry in listed["entries"]:
        name = entry["path"].removeprefix("/")
        body = SITE[f"{name}index.html" if name == "" or name.endswith("/") else name]
        assert (entry["size"], entry["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
        assert "language" not in entry
        found[entry["path"]] = body
    assert len(found) == len(listed["entries"]) == len(SITE) - 1


def test_a_plain_static_host_answers_for_clean_addresses(tmp_path: Path) -> None:
    export(tmp_path / "site", "")
    with static_host(tmp_path / "site") as host:
        for path in (path for path in PAGES if "{" not in path):
            for base in ("", "/de"):
                with urllib.request.urlopen(f"{host.origin}{base}{path}") as answer:
                    assert answer.read() == (tmp_path / "site" / base[1:] / path[1:] / "index.html").read_bytes()


def test_an_export_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(ExportError, match="is not empty"):
        export(tmp_path, HUB)
    assert read(tmp_path) == {"notes": b"mine"}
    done = run(tmp_path / "notes", "--hub", HUB)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tmp_path / 'notes'} cannot be written: File exists.\n"


def test_a_hub_that_no_page_could_trust_is_refused_with_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path / "site", "--hub", "http://hub.example")
    assert (done.returncode, (tmp_path / "site").exists()) == (1, False)
    assert "--hub must be an address without a path" in done.stderr


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://hub.example", "https://hub.example"),
        (" HTTPS://Hub.Example/ ", "https://hub.example"),
        ("https://hub.example:443", "https://hub.example"),
        ("https://hub.example:80", "https://hub.example:80"),
        ("https://[FD00:0::7]:8443", "https://[fd00::7]:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        *(
            (each, None)
            for each in (
                "",
                "*",
                "null",
                "hub.example",
                "//hub.example",
                "http://hub.example",
                "http://localhost.hub.example",
                "http://10.0.0.1",
                "ftp://hub.example",
                "https://",
                "https://hub.example/x",
                "https://hub.example//",
                "https://hub.example?",
                "https://hub.example#",
                "https://me@hub.example",
                "https://hub.example:0",
                "https://hub.example:65536",
                "https://hub.example:",
                "https://[::x]",
                "https://hub.example https://evil.example",
                "https://hub.example; script-src *",
                "https://hub\u00e9.example",
            )
        ),
    ],
)
def test_what_counts_as_the_origin_of_a_page(address: str, expected: str | None) -> None:
    assert origin(address) == (None if expected is None else expected)
