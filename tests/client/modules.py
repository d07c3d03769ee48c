"""The phones' modules, run in Chromium from a file server of their own."""

import functools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
VECTORS: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "answers.json").read_text("utf-8"))
DOCUMENT: dict[str, Any] = VECTORS["document"]

RUN = """async ([module, body, value]) => {
  const code = await import(module);
  return await new Function('code', 'value', 'return (async () => {' + body + '})()')(code, value);
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is that of the base class
        pass


class Tree(Quiet):
    """Serves `client/static` under /static as a hub does, and what tests import by its path in the tree."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(f"/client{path}" if path.startswith("/static/") else path)


@contextmanager
def module_page(browser: Browser) -> Iterator[Page]:
    """A page that can import the phones' modules."""
    handler = functools.partial(Tree, directory=str(ROOT))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/static/favicon.svg")
        yield page
        context.close()
        server.shutdown()
        thread.join()


def run(page: Page, module: str, body: str, value: Any) -> Any:
    """What `body` returns, with the module as `code` and the value as `value`."""
    return page.evaluate(RUN, [f"/static/js/{module}", body, value])
