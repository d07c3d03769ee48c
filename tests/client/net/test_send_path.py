"""Every command of a phone leaves by one path. What is no command is neither sent nor stored, however it comes."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.client.modules import ROOT

SCRIPTS = ROOT / "client" / "static" / "js"

DIGEST, ID, BOX = "D" * 43, "i" * 22, "Qm94"
ROUND = {"chapter": DIGEST, "section": "limits", "round": 1}
COMMANDS: dict[str, dict[str, Any]] = {
    "offer": {"m1": BOX},
    "reply": {"m2": BOX},
    "answer": {"m2": DIGEST, "m3": BOX},
    "reject": {"m2": DIGEST, "m1": BOX},
    "confirm": {},
    "leave": {},
    "renew": {"spent": "7K2M"},
    "ready": {},
    "pause": {"pause": ID, "later": BOX},
    "resume": {"pause": ID},
    "add": {"chapter": DIGEST},
    "commit": {**ROUND, "box": BOX},
    "release": {**ROUND, "box": BOX},
    "broken": ROUND,
    "again": ROUND,
    "not-again": ROUND,
    "note": {"chapter": DIGEST, "section": "limits", "n": 1, "box": BOX},
    "settle": {"chapter": DIGEST, "section": "limits", "n": 1, "note": DIGEST, "yes": True, "box": BOX},
    "notice": {"chapter": DIGEST, "n": 1, "box": BOX},
    "talk": {"n": 1, "box": BOX},
    "prolong": {"until": 2_000_000_000},
    "not-prolong": {},
    "begin-scene": {"n": 1},
    "not-begin-scene": {"n": 1},
    "scene-over": {"n": 1},
    "move": {"move": ID, "m1": BOX},
    "move-reply": {"m2": BOX},
    "move-approve": {"move": ID, "m2": DIGEST, "m3": BOX, "box": BOX},
    "move-claim": {},
    "move-cancel": {"move": ID},
    "fetch": {"box": DIGEST},
    "end": {},
}
"""One of each command in docs/protocol.md, with every field that it may have."""
OPTIONAL = {("reject", "m1"), ("reject", "m2"), ("pause", "later")}

# What a path gives to the socket, and what of it the page stores. The hub of the page acknowledges everything.
SENT_BY = """async ([path, command]) => {
  const at = (name) => import(`/static/js/${name}.js`);
  const { Connection } = await at('net/connection');
  const { Outbox } = await at('net/outbox');
  const { sendFor } = await at('net/pending-ends');
  const { drop, entriesOf } = await at('storage/outbox-store');
  const { done, transact } = await at('storage/database');
  const sent = [];
  const { WebSocket, reportError } = window;
  const reported = [];
  window.reportError = (error) => reported.push(error.name);
  window.WebSocket = class {
    constructor() { queueMicrotask(() => { this.onopen(); this.#tell({ view: {} }); }); }
    send(text) {
      const message = JSON.parse(text);
      if (!message.hello) sent.push(message);
      queueMicrotask(() => this.#tell({ ack: message.id }));
    }
    close() {}
    #tell(message) { this.onmessage?.({ data: JSON.stringify(message) }); }
  };
  const seat = { id: 'session', token: 'token' };
  // What is no longer on the phone sends nothing.
  await transact(['sessions'], 'readwrite', (store) => done(store('sessions').put(seat)));
  const connection = new Connection(seat);
  const connected = new Promise((done) => connection.addEventListener('view', done, { once: true }));
  connection.start();
  await connected;
  const outbox = new Outbox(seat.id, connection);
  const paths = {
    socket: () => connection.send(command),
    fetch: () => connection.fetch(command.box),
    outbox: () => outbox.send(command),
    stored: () => outbox.store(command).then(({ answered }) => answered),
    pause: async () => {
      await outbox.pause(command.pause, command.later);
      await outbox.drain();
    },
    resume: () => outbox.resume(() => command.pause, { kept: false }),
    alone: () => sendFor(seat, command),
    'page before': async () => {
      const entry = { session: seat.id, command, tried: false };
      await transact(['outbox'], 'readwrite', (store) => done(store('outbox').add(entry)));
      await outbox.drain();
    },
  };
  const failed = await paths[path]().then(() => null, (error) => error.name);
  const entries = await entriesOf(seat.id);
  const kept = entries.map(({ command }) => command);
  outbox.close();
  connection.stop();
  await drop(entries.map(({ seq }) => seq));
  await transact(['sessions'], 'readwrite', (store) => done(store('sessions').delete(seat.id)));
  Object.assign(window, { WebSocket, reportError });
  return { sent: sent.map(({ id, ...command }) => command), failed: failed ?? reported[0] ?? null, kept };
}"""
ANY_COMMAND = ("socket", "outbox", "stored", "alone", "page before")


def sent_by(page: Page, path: str, command: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(SENT_BY, [path, command])
    return found


def bad_forms(name: str) -> list[dict[str, Any]]:
    """A command as no phone may send it: with a field too many, without one, and with one of another shape."""
    command = {"do": name, **COMMANDS[name]}
    fields = [field for field in command if field != "do"]
    return [
        {**command, "text": "what a person wrote"},
        *(
            {key: value for key, value in command.items() if key != field}
            for field in fields
            if (name, field) not in OPTIONAL
        ),
        *({**command, field: "what a person wrote"} for field in fields),
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_sent_as_it_is_and_in_no_other_form(page: Page, name: str) -> None:
    command = {"do": name, **COMMANDS[name]}
    assert sent_by(page, "socket", command) == {"sent": [command], "failed": None, "kept": []}
    for bad in bad_forms(name):
        assert sent_by(page, "socket", bad) == {"sent": [], "failed": "CommandError", "kept": []}, bad


@pytest.mark.parametrize("path", ANY_COMMAND)
@pytest.mark.parametrize(
    "bad",
    [
        {"do": "ready", "text": "what a person wrote"},
        {"do": "say", "text": "what a person wrote"},
        {"do": "note", "chapter": DIGEST, "section": "limits", "n": 1, "box": "what a person wrote"},
        {"do": "constructor"},
        {"do": None},
    ],
    ids=["extra field", "unknown", "text for a box", "inherited name", "nothing"],
)
def test_what_is_no_command_is_neither_sent_nor_stored(page: Page, path: str, bad: dict[str, Any]) -> None:
    assert sent_by(page, path, bad) == {"sent": [], "failed": "CommandError", "kept": []}


@pytest.mark.parametrize("path", ANY_COMMAND)
def test_a_command_is_sent_by_every_path(page: Page, path: str) -> None:
    assert sent_by(page, path, {"do": "ready"}) == {"sent": [{"do": "ready"}], "failed": None, "kept": []}


@pytest.mark.parametrize(
    ("path", "bad"),
    [
        ("fetch", {"box": "what a person wrote"}),
        ("pause", {"pause": "what a person wrote"}),
        ("pause", {"pause": ID, "later": "what a person wrote"}),
        ("resume", {"pause": "what a person wrote"}),
    ],
)
def test_a_path_of_its_own_sends_no_text_either(page: Page, path: str, bad: dict[str, Any]) -> None:
    assert sent_by(page, path, bad) == {"sent": [], "failed": "CommandError", "kept": []}


def places_of(pattern: str) -> dict[str, int]:
    """How often a pattern stands in which of the phone's modules."""
    found = {
        path.relative_to(SCRIPTS).as_posix(): len(re.findall(pattern, path.read_text(encoding="utf-8")))
        for path in sorted(SCRIPTS.rglob("*.js"))
    }
    return {name: count for name, count in found.items() if count}


def test_only_one_function_has_the_socket() -> None:
    assert places_of(r"new WebSocket\(") == {"net/connection.js": 1}
    assert places_of(r"\bsocket\.send\(") == {"net/connection.js": 2}, "the hello, and the checked command"
    assert places_of(r"sendBeacon|XMLHttpRequest|EventSource|WebTransport|RTCPeerConnection") == {}
    request = (SCRIPTS / "net" / "connection.js").read_text(encoding="utf-8").partition("  #request(command")[2]
    assert re.match(r"[^\n]*\n    checkCommand\(command\);\n", request)


def test_only_the_outbox_stores_commands() -> None:
    assert places_of(r"(store|stores)\('outbox'\)\.(add|put)\(") == {"storage/outbox-store.js": 2}, "pauses apart"
    importing = r"import \{[^}]*\b(addCommand|addPauseCommand)\b[^}]*\} from '[^']*outbox-store\.js'"
    assert places_of(importing) == {"net/outbox.js": 1, "net/pause-delivery.js": 1}


def test_the_commands_of_the_page_are_all_there() -> None:
    page = (Path(ROOT) / "docs" / "protocol.md").read_text(encoding="utf-8")
    table = page.partition("### Commands")[2].partition("### Refusal codes")[0]
    named = {
        name for row in re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE) for name in re.findall(r"`([a-z-]+)`", row)
    }
    assert named - {"do"} == COMMANDS.keys() - {"fetch"}
