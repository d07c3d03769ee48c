"""One element at a time, in a page of its own, with a conversation that the test makes up.

Everything is the product's own except session.js: there the conversation is a plain table that the test fills, that
writes down what it was asked to do, and that tells of a change whenever the test changes it.
"""

import json
import mimetypes
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from overture.questions.model import load_file
from tests.client.whole_support import FAST_SCRYPT, PAGE, SCRIPT, TEXTS
from tests.support.browser import Phone

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "client" / "static"
FIRST_SCENE = ROOT / "server" / "overture" / "questions" / "builtin" / "first-scene.toml"
EVERY_KIND = Path(__file__).parent / "every-kind.toml"

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
<script type="module" src="/shell.js"></script></head>
<body><p id="status" class="status" role="status"></p><div id="above"></div>
<main id="stage" class="stack" tabindex="-1"></main></body></html>"""
ICON = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
SHELL_JS = (
    TEXTS
    + """
const { begin, Conversation } = await import('/static/x/js/session/conversation.js');
for (const name of ['index', 'later', 'overture-arriving', 'overture-home', 'overture-join', 'overture-start',
  '../pages/about']) {
  await import(`/static/x/js/elements/${name}.js`);
}
window.start = (state) => { window.conversation = new Conversation(state); begin(window.conversation); };
document.documentElement.dataset.loaded = 'yes';
"""
)
SESSION_JS = """
import * as drafts from '../storage/drafts.js';
const at = (table, ...path) => (table ?? {})[path.join('/')] ?? null;
export class Conversation extends EventTarget {
  calls = [];
  constructor(state) {
    super();
    this.state = state;
    const work = Object.assign(new EventTarget(), { now: null });
    const called = (name) => async (...given) => this.#told(name, given);
    this.rounds = {
      work,
      opened: (chapter, section, round) =>
        at(this.state.opened, chapter, section, round) ?? at(this.state.opened, section, round),
      sealed: (chapter, section, round) => at(this.state.sealed, section, round),
      seal: called('seal'),
    };
    this.notes = { note: (chapter, section) => at(this.state.notes, section), notices: () => this.state.notices ?? [] };
    this.writing = { writeNote: called('writeNote'), settle: called('settle'), sendNotice: called('sendNotice') };
  }
  changed() { this.dispatchEvent(new Event('change')); }
  become(change) { Object.assign(this.state, change); this.changed(); }
  get id() { return 'this-session'; }
  get role() { return this.state.role ?? 'A'; }
  get document() { return this.state.document ?? null; }
  get chapter() { return 'Q'; }
  get view() { return this.state.view ?? null; }
  get link() { return this.state.link ?? 'connected'; }
  get ended() { return this.state.ended ?? false; }
  get keys() { return this.state.sas ? { sas: Uint8Array.from(this.state.sas) } : null; }
  get pairing() { return { locator: 'HRWE', secret: '7K2M', problem: null, ...this.state.pairing }; }
  get pausedByMe() { return this.state.pausedByMe ?? false; }
  get pausedByThem() { return this.state.pausedByThem ?? false; }
  get moving() {
    const told = (name) => async () => this.#told(name, []);
    const { secret = null, sas = null, ...rest } = this.state.moving ?? {};
    const bytes = (given) => given && Uint8Array.from(given);
    return { frozen: false, stage: 'none', trouble: null, ...rest, secret: bytes(secret), sas: bytes(sas),
      begin: told('begin'), approve: told('approve'), cancel: told('cancel') };
  }
  get pauseAcknowledged() { return this.state.pauseAcknowledged ?? this.pausedByMe; }
  get scene() {
    const told = this.view?.scene ?? { state: 'none', n: 0, begin: { me: false, them: false }, over: false };
    return told.state === 'running' && this.paused ? { ...told, state: 'stopped' } : told;
  }
  get nextScene() { return (this.view?.scene.n ?? 0) + 1; }
  get inScene() { return ['running', 'stopped'].includes(this.scene.state); }
  get lifetime() { return this.state.lifetime ?? null; }
  get pauseUnstored() { return this.state.pauseUnstored ?? false; }
  get paused() { return this.pausedByMe || this.pausedByThem; }
  get resumeTime() {
    const set = async (...given) => this.#told('set', given);
    return { mine: null, theirs: null, possible: false, ...this.state.resumeTime, set };
  }
  documentOf(chapter) { return ['Q', 'R'].includes(chapter) ? this.document : null; }
  section(chapter, id) { return this.view?.chapters[0].sections.find((each) => each.id === id) ?? null; }
  get history() {
    return { behind: false, forked: false, contradicted: false, provedNotices: () => this.state.proved ?? 0,
      released: () => this.state.released ?? false };
  }
  computes(now) { this.rounds.work.now = now; this.rounds.work.dispatchEvent(new Event('change')); }
  loadDraft(section, chapter = 'Q', round = 1) { return drafts.load(this.id, chapter, section, round); }
  saveDraft(section, answers, chapter = 'Q', round = 1) { drafts.save(this.id, chapter, section, round, answers); }
  #told(name, given) {
    this.calls.push([name, ...given]);
    const answer = this.state.answers?.[name];
    if (answer === 'throws') throw new Error(name);
    if (answer === 'no worker') throw Object.assign(new Error(name), { name: 'WorkerError' });
    if (answer === 'waits') return new Promise(() => {});
    return answer;
  }
  async send(...given) { return this.#told('send', given); }
  async beginScene(n) { return this.#told('beginScene', [n]); }
  async notBeginScene(n) { return this.#told('notBeginScene', [n]); }
  async sceneOver(n) { return this.#told('sceneOver', [n]); }
  async pause() { this.#told('pause', []); this.become({ pausedByMe: true }); }
  async resume() { this.#told('resume', []); this.become({ pausedByMe: false }); }
  async forget() { return this.#told('forget', []); }
}
let arrived;
const arrival = new Promise((resolve) => (arrived = resolve));
export const whenReady = () => arrival;
export const begin = (conversation) => arrived(conversation);
"""


def _answer(path: str) -> tuple[str, bytes] | None:
    made = dict.fromkeys(("/", "/j", "/j/HRWE", "/m", "/s"), ("text/html", SHELL))
    made["/de/"] = ("text/html", SHELL.replace('lang="en"', 'lang="de"'))
    made["/shell.js"] = ("text/javascript", SHELL_JS)
    made["/static/x/js/session/conversation.js"] = ("text/javascript", SESSION_JS)
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


def document(path: Path = EVERY_KIND) -> dict[str, Any]:
    """A question set as a phone gets it. In that of every kind an open list asks for a yes as well.

    Where a mutual section has the same act the check refuses this. Conversations that began before go on with such a
    document, so phones have to read it right.
    """
    loaded: dict[str, Any] = json.loads(load_file(path).document)
    for section in loaded["sections"]:
        for question in section["questions"]:
            if question.get("levels") == "bounds":
                question["levels"] = "activity"
    return loaded


def answers(**said: Any) -> dict[str, Any]:
    """Sealed answers: `skip`, `talk` and `first` are lists, everything else an answer; `_` in a name stands for `-`."""
    marks = {name: said.pop(name, []) for name in ("skip", "talk", "first")}
    return {"v": 1, "answers": {name.replace("_", "-"): answer for name, answer in said.items()}, **marks}


def section_view(section: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": section,
        "reveal": "both",
        "pad": 8192,
        "round": 1,
        "state": "open",
        "mine": {"commit": None, "release": None},
        "note": None,
        "settled": {"me": None, "them": None},
        "agreed": False,
        "again": {"me": False, "them": False},
        "earlier": [],
        **fields,
    }


def scene_view(state: str = "none", *, me: bool = False, them: bool = False, over: bool = False) -> dict[str, Any]:
    number = 1 if state in ("running", "stopped") else 0
    return {"state": state, "n": number, "begin": {"me": me, "them": them}, "over": over}


def view(*sections: dict[str, Any], both_ready: bool = True, scene: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "v": 1,
        "role": "A",
        "phase": "talking",
        "pairing": None,
        "ready": {"me": True, "both": both_ready},
        "scene": scene or scene_view(),
        "chapters": [{"qhash": "Q", "notices": {"mine": [], "theirs": []}, "sections": list(sections)}],
    }


class Screen:
    """A phone that shows one element."""

    def __init__(self, browser: Browser, home: str, **options: Any) -> None:
        self.phone = Phone(browser, options.pop("name", "mia"), home, **options)
        self.page: Page = self.phone.page

    def show(self, html: str, *, above: str = "", path: str = "/", **state: Any) -> None:
        """Opens the page anew with this on the stage and this conversation; storage of the tab stays."""
        self.page.goto(path)
        self.page.wait_for_selector("html[data-loaded]", state="attached")
        self.page.evaluate(
            """([html, above]) => {
              document.querySelector('#stage').innerHTML = html;
              document.querySelector('#above').innerHTML = above;
            }""",
            [html, above],
        )
        self.page.evaluate("(state) => window.start(state)", {"document": document(), **state})

    def become(self, **change: Any) -> None:
        self.page.evaluate("(change) => window.conversation.become(change)", change)

    def calls(self, name: str) -> list[list[Any]]:
        said: list[list[Any]] = self.page.evaluate("() => window.conversation.calls")
        return [call[1:] for call in said if call[0] == name]

    def draft(self, section: str) -> Any:
        return self.page.evaluate("(section) => window.conversation.loadDraft(section)", section)

    def press(self, name: str) -> None:
        self.button(name).click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def close(self) -> None:
        problems = self.phone.unexpected()
        self.phone.close()
        assert not problems, "\n".join(problems)
