"""Conversations under way, written into the store as the hub would have left them, and what phones say in them.

The hub never looks into a box, so boxes are random bytes of the right size, made once and sent by every pair.
"""

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from overture.core import encoding
from overture.core.chapter import Chapter, Round, Section, Slots
from overture.core.seat import Seat, SeatState
from overture.core.session import HOUR, Session
from overture.core.tokens import token_hash
from overture.core.transitions import commit_box, release_box
from overture.questions.model import QuestionSet, digest_text, load_folder
from overture.settings import BUILTIN_QUESTIONS
from overture.web.live import HTML, JSON
from tests.support.engines import Engine


@dataclass(frozen=True)
class Script:
    """What one seat says for each section in turn, as frames."""

    commits: Sequence[bytes]
    releases: Sequence[bytes]


@dataclass(frozen=True)
class Paired:
    """The first message of either phone of one session, as frames."""

    hello_a: bytes
    hello_b: bytes


@cache
def questions() -> QuestionSet:
    return next(iter(load_folder(BUILTIN_QUESTIONS).values()))


def qhash() -> str:
    return digest_text(questions().qhash)


def frame(value: object) -> bytes:
    """A masked text frame. A mask of zeros costs whoever unmasks it as much as any other, and the sender nothing."""
    text = json.dumps(value, separators=(",", ":")).encode()
    size = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2)
    return b"\x81" + size + bytes(4) + text


def script() -> Script:
    """One seat's answers to every section that has a box."""
    sealed = questions().sealed
    boxes = [
        (kind, section.id, secrets.token_bytes(size))
        for section in sealed
        for ids in [len(section.shared_ids)]
        for kind, size in (("commit", commit_box(section.pad, ids)), ("release", release_box(ids)))
    ]
    frames = [
        frame({"id": n, "do": kind, "chapter": qhash(), "section": id, "round": 1, "box": encoding.encode(box)})
        for n, (kind, id, box) in enumerate(boxes, 1)
    ]
    return Script(frames[::2], frames[1::2])


def opening(port: int, *, html: bool) -> bytes:
    """The request for a socket."""
    host = f"127.0.0.1:{port}"
    lines = [
        "GET /live HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: {HTML if html else JSON}",
        *([f"Origin: http://{host}"] if html else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def write_sessions(engine: Engine, count: int, *, opened: int = 0) -> list[Paired]:
    """That many sessions of two people who are ready; in each the first `opened` sections have been opened."""
    pairs: list[Paired] = []
    with engine.client() as client:
        for _ in range(0, count, 500):
            batch = client.pipeline(transaction=False)
            for _ in range(min(500, count - len(pairs))):
                tokens = secrets.token_bytes(32), secrets.token_bytes(32)
                session = _session(tokens, opened)
                key = f"overture:{{{session.id}}}:core"
                batch.hset(key, mapping={"tag": f".1.{session.id}", "core": msgspec.msgpack.encode(session)})
                batch.expireat(key, session.expires)
                hellos = [frame({"hello": {"id": session.id, "token": encoding.encode(token)}}) for token in tokens]
                pairs.append(Paired(*hellos))
            batch.execute()
    return pairs


def _session(tokens: tuple[bytes, bytes], opened: int) -> Session:
    now = int(time.time())
    sections = tuple(
        Section(each.id, each.reveal, each.pad, (_opened_round() if n < opened else Round(),), ids=len(each.shared_ids))
        for n, each in enumerate(questions().sealed)
    )
    a, b = (SeatState(token=token_hash(token), ready=True) for token in tokens)
    id = encoding.encode(secrets.token_bytes(16))
    return Session(id, 1, now, now + 24 * HOUR, None, a, b, (Chapter(qhash(), sections),))


def _opened_round() -> Round:
    made = Round()
    for seat in Seat:
        commit, release = (encoding.digest(secrets.token_bytes(32)) for _ in range(2))
        made = made.with_slots(seat, Slots(commit, release))
    return made
