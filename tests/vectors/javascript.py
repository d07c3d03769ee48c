"""The JavaScript implementation in the system's Chromium, on a page of a small server on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, BrowserType, Error, Page, sync_playwright

from tests.support.browser import FLAGS, chromium_here
from tests.vectors.files import Vector

ROOT = Path(__file__).parents[2]
FOLDERS = {"static": ROOT / "client" / "static", "vectors": ROOT / "tests" / "vectors"}


class ChromiumError(Exception):
    """There is no browser to run JavaScript in; the message is the sentence to show."""


class _Handler(SimpleHTTPRequestHandler):
    """Serves FOLDERS, and an empty page at /. runner.js imports from `static` by its path in the tree."""

    extensions_map = {".js": "text/javascript", ".json": "application/json", "": "application/octet-stream"}  # noqa: RUF012 - the base class has it so

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        page = b'<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Protocol</title>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def translate_path(self, path: str) -> str:
        folder, _, rest = path.lstrip("/").removeprefix("client/").partition("/")
        inside = Path(super().translate_path(f"/{rest}")).relative_to(self.directory)
        return str(FOLDERS.get(folder, Path("/nonexistent")) / inside)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        """Says nothing."""


@contextmanager
def served() -> Iterator[str]:
    """The address of a server of FOLDERS, for as long as it is needed."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def protocol_page(browser: Browser) -> Iterator[Page]:
    """A page without crypto.subtle, as on plain http in a local network, whose scripts can import from /static/ and
    /vectors/.
    """
    with served() as address, browser.new_context() as context:
        page = context.new_page()
        page.add_init_script("delete Crypto.prototype.subtle")
        page.goto(address)
        yield page


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium. While it is open, no other event loop can run in this thread. Raises ChromiumError."""
    executable = chromium_here()
    if executable is None:
        raise ChromiumError(
            "JavaScript is run in Chromium: install it (on Debian: apt-get install chromium-headless-shell)."
        )
    with sync_playwright() as playwright:
        browser = _launch(playwright.chromium, executable)
        try:
            yield browser
        finally:
            browser.close()


def _launch(chromium: BrowserType, executable: str) -> Browser:
    try:
        return chromium.launch(executable_path=executable, args=FLAGS)
    except Error:
        raise ChromiumError(f"{executable} does not start: try it by hand to see why.") from None


def run(page: Page, vector: Vector) -> dict[str, Any]:
    """As in python.py."""
    outcome: dict[str, Any] = page.evaluate(
        "async (vector) => (await import('/vectors/runner.js')).run(vector)", vector
    )
    return outcome
