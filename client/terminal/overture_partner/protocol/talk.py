"""Seals and opens where a seat is in the talk, and what it has marked.

Source: docs/protocol.md, "The talk".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from overture_partner.protocol.box import Place, open_box, pad, seal, unpad
from overture_partner.protocol.encoding import ProtocolError, from_json, to_json

Timed = tuple[int, str]
"""A Lamport time, and what was done at it."""
PointMark = Literal["talked", "later", "yes", "not-quite", "open"]

TALK_PAD: Final = 4096
"""The pad length, in bytes of plaintext."""
MAX_TIME: Final = 2**31 - 1
"""The highest Lamport time."""
END: Final = "end"
"""The place behind the last point."""


@dataclass(frozen=True)
class Talk:
    """Where one seat is among the points to talk through, and what it has marked.

    Attributes:
        at: The time of its last move and the point, or `END`; None if it has not moved yet.
        marks: By point: the time of this seat's own newest mark, and the mark.
    """

    at: Timed | None = None
    marks: Mapping[str, Timed] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Returns it as JSON data."""
        return {"at": self.at, "marks": dict(self.marks)}


def seal_talk(place: Place, n: int, talk: Talk, salt: bytes | None = None) -> bytes:
    """Seals where a seat is in the talk, and what it has marked.

    Args:
        place: The first chapter, with an empty section, and the seat that sends.
        n: The number of the talk, from 1, counted for each seat.
        talk: The talk.
        salt: 32 bytes, for test vectors only.

    Returns:
        The box.

    Raises:
        ProtocolError: "bad content" for any other shape, or "too long".
    """
    read_talk(talk.as_json())
    return seal(place.key, place.context(n, "talk"), pad(to_json(talk.as_json()), TALK_PAD), salt)


def open_talk(place: Place, n: int, box: bytes) -> Talk:
    """Opens a talk.

    Args:
        place: The first chapter, with an empty section, and the seat that sent it.
        n: The number of the talk, from 1.
        box: The box.

    Returns:
        The talk.

    Raises:
        ProtocolError: "cannot open", "bad padding" or "bad content".
    """
    return read_talk(from_json(unpad(open_box(place.key, place.context(n, "talk"), box), TALK_PAD)))


def read_talk(value: object) -> Talk:
    """Reads a talk from JSON data that is not trusted.

    Args:
        value: The data.

    Returns:
        The talk.

    Raises:
        ProtocolError: "bad content".
    """
    if not isinstance(value, dict) or "at" not in value or not isinstance(value.get("marks"), dict):
        raise ProtocolError("bad content")
    at, marks = value["at"], value["marks"]
    if not all(_is_point(point) for point in marks):
        raise ProtocolError("bad content")
    return Talk(
        at=None if at is None else _timed(at, lambda point: point == END or _is_point(point)),
        marks={point: _timed(marked, lambda mark: mark in get_args(PointMark)) for point, marked in marks.items()},
    )


def _is_point(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_-]{8}", name) is not None


def _timed(value: object, check: Callable[[str], bool]) -> Timed:
    """A time may be written as 3, 3.0 or 3e0, as in answers."""
    match value:
        case [int() | float() as time, str(named)] if not isinstance(time, bool):
            if 1 <= time <= MAX_TIME and time == int(time) and check(named):
                return int(time), named
    raise ProtocolError("bad content")
