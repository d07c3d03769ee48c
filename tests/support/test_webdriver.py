"""What the drivers of WebKit and Firefox do about a browser that does not do its part."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.support import webdriver
from tests.support.handset import Handset
from tests.support.webdriver import ELEMENT, HttpWire, Refused

FOUND = {ELEMENT: "7"}


class Forgetful(ThreadingHTTPServer):
    """A driver that never answers the first script, as WebKit's may when a page is left."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.forgot = False
        self.over = Event()


class Answers(BaseHTTPRequestHandler):
    server: Forgetful

    def do_POST(self) -> None:
        if "/execute/" in self.path and not self.server.forgot:
            self.server.forgot = True
            self.server.over.wait()
        made = {"sessionId": "1", "capabilities": {}}
        text = json.dumps({"value": FOUND if "/execute/" in self.path else made}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpWire]:
    monkeypatch.setattr(webdriver, "LOST", 0.2)
    with Forgetful() as driver:
        Thread(target=driver.serve_forever).start()
        yield HttpWire(driver.server_port, {})
        driver.over.set()
        driver.shutdown()


def test_a_script_that_is_never_answered_is_refused(wire: HttpWire) -> None:
    with pytest.raises(Refused, match="execute/sync was not answered"):
        wire.send("POST", "execute/sync", {"script": "", "args": []})


def test_whoever_looks_out_for_something_looks_again(wire: HttpWire, tmp_path: Path) -> None:
    assert Handset(wire, "Mia", "http://localhost", tmp_path).see("h1") == FOUND
