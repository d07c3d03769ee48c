"""The page that holds nothing but what a test puts there: the elements, and a conversation that the test makes up."""

import functools
import mimetypes
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from overture.site.modules import Module, name
from tests.client.whole_support import FAST_SCRYPT, PAGE, SCRIPT, TEXTS

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "client" / "static"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "worker-src 'self'; form-action 'none'; base-uri 'none'"
)
SHEETS = re.findall(
    r"/css/([\w-]+)\.css",
    "".join((ROOT / "client" / "templates" / "pages" / f"{name}.html").read_text() for name in ("layout", "session")),
)
SHELL = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Notes</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{"".join(f'<link rel="stylesheet" href="/static/x/css/{name}.css">' for name in SHEETS)}
<script type="module" src="/static/x/js/shell.js"></script></head>
<body><p id="status" class="status" role="status"></p><div id="above"></div>
<main id="stage" class="stack" tabindex="-1"></main></body></html>"""
ICON = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
SHELL_JS = """import '../elements/index.js';
import '../elements/answering.js';
import '../elements/later.js';
import '../elements/overture-arriving.js';
import '../elements/overture-home.js';
import '../elements/overture-join.js';
import '../elements/overture-start.js';
import '../pages/about.js';
import '../ui/lock-door.js';
import { begin, Conversation } from '../session/conversation.js';
window.start = (state) => { window.conversation = new Conversation(state); begin(window.conversation); };
"""
INSIDE = """
  const inside = async (path) => (await import('/static/x/js/shell.js'))['$' + path.replace(/\\W/g, '_')];
"""
"""JavaScript: `await inside('storage/drafts')` is what that module of the page exports."""


@functools.cache
def _shell_js() -> str:
    """The modules in one file: a hundred take a page half a second longer."""
    folder = STATIC / "js"
    sources = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.js")}
    stand_in = Path(__file__).parent / "stand_in_conversation.js"
    sources |= {"session/conversation.js": stand_in.read_text(encoding="utf-8"), "tests/shell.js": SHELL_JS}
    modules = {path: Module(path, text) for path, text in sources.items()}
    order: dict[str, None] = {}

    def visit(path: str) -> None:
        if path not in modules or path in order:
            return
        for other in modules[path].imports:
            visit(other)
        order[path] = None
        for other in modules[path].loads:
            visit(other)

    visit("tests/shell.js")
    held = [modules[path].as_function("shell.js", dict.fromkeys(order, "shell.js")) for path in order]
    vendored = sorted({path for each in order for path in modules[each].imports} - modules.keys())
    imports = [f"import * as {name(path)} from '/static/x/js/{path}';\n" for path in vendored]
    return "".join([*imports, TEXTS, *held, f"export{{{','.join(map(name, order))}}};\n"])


def _answer(path: str) -> tuple[str, bytes] | None:
    made = dict.fromkeys(("/", "/j", "/j/HRWE", "/m", "/s"), ("text/html", SHELL))
    made["/de/"] = ("text/html", SHELL.replace('lang="en"', 'lang="de"'))
    made["/static/x/js/shell.js"] = ("text/javascript", _shell_js())
    # The same phone whole.
    made["/whole"] = ("text/html", PAGE)
    made["/whole.js"] = ("text/javascript", SCRIPT)
    made["/static/y/vendor/scrypt.js"] = ("text/javascript", FAST_SCRYPT)
    if path in made:
        return made[path][0], made[path][1].encode()
    file = (STATIC / path.removeprefix("/static/x/").removeprefix("/static/y/")).resolve()
    if not path.startswith(("/static/x/", "/static/y/")) or not file.is_relative_to(STATIC) or not file.is_file():
        return None
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream", file.read_bytes()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        found = ("image/svg+xml", ICON) if self.path in ("/favicon.ico", "/favicon.svg") else _answer(self.path)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", f"{found[0]}; charset=utf-8" if found else "text/plain")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(found[1]) if found else 0))
        if self.path.startswith("/static/"):
            self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(found[1] if found else b"")

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """The address of a page that holds nothing but what a test puts there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
