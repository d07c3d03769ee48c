"""What the engine does in one step: the scripts that it runs, and the keys that they use."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from overture.core.seat import Seat
from overture.core.session import Session
from overture.core.view import boxes_named
from overture.store.engine import Script

SMALL = 512
"""Bytes of boxes with which a change still counts as small: a release, a settlement, what goes with a pause."""
WRITTEN = [1]
"""The reply of store.lua when it has written."""

_CODE = Path(__file__).with_name("store.lua").read_text(encoding="utf-8")


WRITE = Script("#!lua\n" + _CODE)
WRITE_SMALL = Script("#!lua flags=allow-oom\n" + _CODE)
"""It may pass the engine's memory limit: pausing, resuming and ending must stay possible when the engine is full, what
both have sealed opens, and a settlement can be taken back. All of this hardly needs any memory."""
RELEASE_LOCATOR = Script(
    "#!lua flags=allow-oom\n"
    "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end\n"
    "if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end\n"
    "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])\n"
    "return 1"
)
KEEP_DOCUMENT = Script(
    "#!lua\n"
    "if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])\n"
    "else redis.call('PEXPIRE', KEYS[1], ARGV[2], 'GT') end\n"
    "return 1"
)


def compare_and_set(
    session: Session, longer: int, expected: bytes, tag: bytes, boxes: Mapping[str, bytes], obsolete: Iterable[str] = ()
) -> tuple[Script, tuple[str, str], tuple[str | bytes | int, ...]]:
    """Prepare the write of a new state (store.lua).

    Args:
        session: the state to write.
        longer: seconds that a new session lives, or by which an old one was prolonged.
        expected: the tag of the state that it replaces; empty for a new session.
        tag: the tag of the new state.
        boxes: digest -> bytes of the boxes to write with it.
        obsolete: the digests of boxes to delete.

    Returns:
        The script, its keys, and its other arguments.
    """
    core = b"" if session.ended else msgspec.msgpack.encode(session)
    rest: tuple[str | bytes | int, ...] = (channel(session.id), expected, tag, core, longer * 1000, " ".join(obsolete))
    size = 0
    for named in boxes.items():
        rest += named
        size += len(named[1])
    script = WRITE if not expected or size > SMALL else WRITE_SMALL
    return script, (core_key(session.id), box_key(session.id)), rest


def obsolete_boxes(before: Session, after: Session) -> list[str]:
    """Return the digests of the boxes that have done their work with this change.

    They are those of a move that has ended, and of a talk that another has replaced. A client may say the same bytes
    twice, also those of the other seat: nothing goes that is still named.
    """
    passing = _passing_boxes(before) - _passing_boxes(after)
    return sorted(passing and passing.difference(*(boxes_named(after, seat) for seat in Seat)))


def _passing_boxes(session: Session) -> set[str]:
    """The boxes that are kept for no longer than a seat names them."""
    states = (session.a, session.b)
    moves = {state.move.box for state in states if state.move is not None and state.move.box is not None}
    return moves | {state.talk.box for state in states if state.talk is not None}


def channel(id: str) -> str:
    """Return the channel on which the changes of a session are published."""
    return f"overture:{{{id}}}"


def session_of(channel: str) -> str:
    """Return the id of the session whose channel this is."""
    return channel[len("overture:{") : -1]


def core_key(id: str) -> str:
    """Return the key of a session's state."""
    return f"overture:{{{id}}}:core"


def box_key(id: str) -> str:
    """Return the key of a session's boxes."""
    return f"overture:{{{id}}}:box"


def move_key(id: str) -> str:
    """Return the key that resolves a move."""
    return f"overture:move:{id}"


def code_key(locator: str) -> str:
    """Return the key that resolves a locator."""
    return f"overture:code:{locator}"
