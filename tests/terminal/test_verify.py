"""`overture-partner verify`: exact answers, against hubs that serve almost the same."""

import gzip
import http.server
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import pytest

from overture_partner import verify
from overture_partner.model.client_manifest import Entry, Manifest, Response, difference
from overture_partner.net.client_files import fetch_entry, fetch_manifest
from tests.support.hub import Hub
from tests.support.lying import LyingHub
from tests.terminal.terminals import PARTNER

NO_CRYPTOGRAPHY = """
import sys
for name in ("cryptography", "pysodium"):
    sys.modules[name] = None
"""


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    hub = Hub(
        tmp_path_factory.mktemp("hub"), env={"OPERATOR": "Robin <b>", "HELP_LINKS": "Help = https://help.example"}
    )
    hub.start()
    yield hub
    hub.discard()


@pytest.fixture
def liar(honest: Hub) -> Iterator[LyingHub]:
    with LyingHub(honest.url) as lying:
        yield lying


@pytest.fixture(scope="module")
def listed() -> Any:
    """The manifest of this version, as the hub's command prints it."""
    command = [str(Path(PARTNER).with_name("overture")), "client", "manifest"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


@pytest.fixture
def manifest(listed: Any, tmp_path: Path) -> Path:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(listed))
    return file


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command, and returns its exit code and the lines that it prints."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def run(*arguments: object) -> tuple[int, list[str]]:
        code = verify.run([str(each) for each in arguments])
        printed = capsys.readouterr()
        return code, (printed.out + printed.err).splitlines()

    return run


def test_an_honest_hub_serves_exactly_this_version_whatever_it_says_of_itself(honest: Hub, tmp_path: Path) -> None:
    """As a person runs it, also where nothing but the package itself is installed."""
    (tmp_path / "sitecustomize.py").write_text(NO_CRYPTOGRAPHY, encoding="utf-8")
    done = subprocess.run(
        [PARTNER, "verify", honest.url],
        env={"PATH": os.environ["PATH"], "LANG": "en_GB.UTF-8", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "serves exactly Overture" in done.stdout
    assert "cannot see" in done.stdout


def test_the_help_of_the_command_names_it() -> None:
    done = subprocess.run(
        [PARTNER, "--help"], capture_output=True, text=True, check=True, env={**os.environ, "LANG": "en_GB"}
    )
    assert "overture-partner verify ADDRESS" in done.stdout


CODE = re.compile(r"/j/[0-9A-HJKMNP-TV-Z]{4}")
"""What follows a link asks for."""


def one_byte(body: bytes) -> bytes:
    return body[:-2] + bytes([body[-2] ^ 1]) + body[-1:]


def test_everything_that_differs_is_named_and_nothing_else(
    liar: LyingHub, manifest: Path, listed: Any, said: Any
) -> None:
    """One altered byte in a script, a vendored file, a catalogue, a style, a font, the worker, the icon and a page; one
    page altered for one language, and one for who follows a link; a file that is missing, and one that is more."""
    build = f"/static/{listed['build']}"
    altered = {f"{build}/{name}" for name in ("js/boot.js", "vendor/htmx.js", "locales/de/phone.json", "css/page.css")}
    altered |= {f"{build}/fonts/literata-400.woff2", f"{build}/home-screen/de.webmanifest"}
    altered |= {"/favicon.svg", "/worker.js", "/de/start"}
    missing = f"{build}/js/exit.js"

    def lie(path: str, status: int, body: bytes) -> tuple[int, bytes]:
        if path == missing:
            return 404, b"{}"
        if path == "/client-manifest.json":
            more = {"path": "/more.js", "type": "x", "size": 1, "sha256": ""}
            return status, json.dumps({**listed, "entries": [*listed["entries"], more]}).encode()
        longer = CODE.fullmatch(path) or (path == "/s" and b'<html lang="de"' in body)
        return status, one_byte(body) if path in altered else body + b" " * bool(longer)

    liar.http = lie
    code, lines = said(liar.url, "--manifest", manifest)
    assert code == 1
    assert f"does not serve exactly Overture {listed['version']} (build {listed['build']}). 14 differences:" in lines[0]
    codes = [f"/j/{{locator}} ({language})" for language in ("de", "en")]
    named = [*altered, "/s (de)", *codes]
    assert sorted(lines[1:]) == sorted(
        [*(f"different: {path}" for path in named), f"missing: {missing}", "more than this version has: /more.js"]
    )


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": partial(gzip.compress, mtime=0),
    "br": partial(brotli.compress, quality=1),
}


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("hidden", ["nothing", "a second member", "anything", "one byte", "no end"])
def test_nothing_hides_behind_what_is_compressed(
    liar: LyingHub, manifest: Path, said: Any, coding: str, hidden: str
) -> None:
    pack = PACKED[coding]
    forms = {
        "nothing": pack,
        "a second member": lambda body: pack(body) + pack(b";alert(1)"),
        "anything": lambda body: pack(body) + b"anything",
        "one byte": lambda body: pack(one_byte(body)),
        "no end": lambda body: pack(body)[: len(pack(body)) // 2],
    }
    liar.headers = lambda _: {"content-encoding": coding}
    liar.http = lambda path, status, body: (status, (forms[hidden] if path.endswith("/js/boot.js") else pack)(body))
    found, lines = said(liar.url, "--manifest", manifest)
    assert (found, [line for line in lines if "boot.js" in line] != []) == (int(hidden != "nothing"),) * 2


def test_a_header_that_loads_more_is_named_with_each_page(
    liar: LyingHub, manifest: Path, said: Any, listed: Any
) -> None:
    liar.headers = lambda _: {"link": "</evil.css>; rel=stylesheet"}
    code, lines = said(liar.url, "--manifest", manifest)
    assert code == 1
    assert "sent with another header “link”: /de/start" in lines
    assert len(lines) == len(listed["entries"]) + 1


def test_the_worker_is_asked_for_as_a_browser_asks() -> None:
    """A hub could send anybody else the honest one."""
    asked: list[dict[str, str]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        for path in ("/worker.js", "/de/s"):
            thread = threading.Thread(target=server.handle_request)
            thread.start()
            fetch_entry(f"http://127.0.0.1:{server.server_port}", entry_at(path))
            thread.join()
    assert [each.get("service-worker") for each in asked] == ["script", None]
    assert all("Mozilla" in each["user-agent"] for each in asked)


def entry_at(path: str) -> Entry:
    return Entry(path, ENTRY.type, ENTRY.size, ENTRY.sha256)


ENTRY = Entry("/x", "text/html; charset=utf-8", 2, "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603")
"""The digest is that of "ab"."""
MANIFEST = Manifest("1", "b", {"content-security-policy": "default-src 'none'"}, (ENTRY,))
SENT = (("content-type", ENTRY.type), ("content-security-policy", "default-src 'none'"), ("server", "x"))
RIGHT = Response(200, SENT, b"ab")


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (RIGHT, ""),
        (replace(RIGHT, status=404), "missing"),
        (replace(RIGHT, status=302), "body"),
        (replace(RIGHT, status=203), "body"),
        (replace(RIGHT, body=b""), "body"),
        (replace(RIGHT, body=b"abc"), "body"),
        (replace(RIGHT, body=b"ac"), "body"),
        (replace(RIGHT, headers=SENT[:1]), "header content-security-policy"),
        (replace(RIGHT, headers=SENT[1:]), "header content-type"),
        (replace(RIGHT, headers=(*SENT, ("content-type", "text/plain"))), "header content-type"),
        (replace(RIGHT, headers=(*SENT, ("content-security-policy", "x"))), "header content-security-policy"),
        (replace(RIGHT, headers=(("content-security-policy", "x"), *SENT)), "header content-security-policy"),
        *(
            (replace(RIGHT, headers=(*SENT, (name, "x"))), f"header {name}")
            for name in ("link", "refresh", "set-cookie", "speculation-rules", "sourcemap", "service-worker-allowed")
        ),
    ],
)
def test_each_kind_of_difference_is_found(got: Response, expected: str) -> None:
    assert difference(MANIFEST, ENTRY, got) == expected


@pytest.mark.parametrize(
    "lie", [b"", b"[]", b"{", b"[" * 5000, gzip.compress(b"x", mtime=0), b'{"entries": 3}'], ids=range(6)
)
def test_its_own_list_decides_nothing(liar: LyingHub, lie: bytes) -> None:
    liar.http = lambda path, status, body: (status, lie if path == "/client-manifest.json" else body)
    assert not isinstance(fetch_manifest(liar.url).get("entries"), list)


def test_another_build_is_not_this_one(honest: Hub, listed: Any, tmp_path: Path, said: Any) -> None:
    older = tmp_path / "older.json"
    older.write_text(json.dumps(listed).replace(listed["build"], "0123456789ab"))
    code, lines = said(honest.url, "--manifest", older)
    assert code == 1
    assert "missing: /static/0123456789ab/js/boot.js" in lines
    assert f"more than this version has: /static/{listed['build']}/js/boot.js" in lines


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"version":"1","build":"","headers":{},"entries":[]}', None])
def test_a_file_that_is_no_manifest_is_refused_with_what_to_do(tmp_path: Path, said: Any, content: str | None) -> None:
    file = tmp_path / "manifest.json"
    if content is not None:
        file.write_text(content)
    code, lines = said("http://127.0.0.1:9", "--manifest", file)
    assert (code, "overture client manifest > FILE" in lines[0]) == (1, True)


def test_nobody_there(manifest: Path, said: Any) -> None:
    code, lines = said("http://127.0.0.1:9", "--manifest", manifest)
    assert (code, "Nobody answers" in lines[0]) == (1, True)
