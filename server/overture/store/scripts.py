"""What the engine is told to do in one step: its scripts, and the keys that they are about."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from overture.core.session import Seat, Session
from overture.store.engine import Script

SMALL = 512
"""Bytes of boxes with which a change still counts as small: a release, a settlement, what goes with a pause."""
WRITTEN = [1]
"""What store.lua answers when it has written."""

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


def change_of(
    session: Session, longer: int, expected: bytes, tag: bytes, fresh: Mapping[str, bytes], used: str = ""
) -> tuple[Script, tuple[str, str], tuple[str | bytes | int, ...]]:
    """The script that writes a change, and its keys and arguments (store.lua).

    `longer`: seconds that a new session lives, or by which another was prolonged. `expected` is the tag of the state
    before, empty for a new session, `used` the digest of a box that nobody needs any more.
    """
    core = b"" if session.ended else msgspec.msgpack.encode(session)
    rest: tuple[str | bytes | int, ...] = (channel(session.id), expected, tag, core, longer * 1000, used)
    size = 0
    for named in fresh.items():
        rest += named
        size += len(named[1])
    script = WRITE if not expected or size > SMALL else WRITE_SMALL
    return script, (core_key(session.id), box_key(session.id)), rest


def used_up(before: Session, after: Session) -> str:
    """The box of a move that is over: it can be large, and nobody needs it any more."""
    used = (move.box for seat in Seat if (move := before.place(seat).move) and move != after.place(seat).move)
    return next((box for box in used if box is not None), "")


def channel(id: str) -> str:
    return f"overture:{{{id}}}"


def core_key(id: str) -> str:
    return f"overture:{{{id}}}:core"


def box_key(id: str) -> str:
    return f"overture:{{{id}}}:box"


def move_key(id: str) -> str:
    return f"overture:move:{id}"


def code_key(locator: str) -> str:
    return f"overture:code:{locator}"
