"""What both people see of a talk: where they are among the points, and what is marked. Pure.

The phone has the same functions in model/talk.js, and tests/vectors/talk.json holds the two together. Source:
docs/protocol.md, "The talk".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from overture_partner.protocol.pairing import Role
from overture_partner.protocol.talk import MAX_TIME, TALK_PAD, Talk, Timed

Talks = Mapping[Role, Talk]
"""The newest talk of each seat."""

_MOST_BYTES = TALK_PAD - 4
"""Bytes that a talk may have before it is padded."""


@dataclass(frozen=True)
class SharedTalk:
    """What both see.

    Attributes:
        at: Where both are; `END` behind the last point, None before the first move.
        marks: The mark of each point that has one.
    """

    at: str | None
    marks: Mapping[str, str]


def shared(talks: Talks, limits: Mapping[str, Role]) -> SharedTalk:
    """Merges the talks of both seats.

    Args:
        talks: The newest talk of each seat.
        limits: By point: the seat whose limits it holds, and which alone confirms them.

    Returns:
        What both see, in whichever order the talks came.
    """
    at = _later(talks["A"].at, talks["B"].at)
    marks = {}
    for point in [*talks["A"].marks, *talks["B"].marks]:
        newest = _later(_counting(talks["A"], "A", point, limits), _counting(talks["B"], "B", point, limits))
        if newest is not None and newest[1] != "open":
            marks[point] = newest[1]
    return SharedTalk(None if at is None else at[1], marks)


def _later(a: Timed | None, b: Timed | None) -> Timed | None:
    """The later one; of two at once A's."""
    if a is None or b is None:
        return b if a is None else a
    return b if b[0] > a[0] else a


def _counting(talk: Talk, by: Role, point: str, limits: Mapping[str, Role]) -> Timed | None:
    marked = talk.marks.get(point)
    if marked is None or (marked[1] in {"yes", "not-quite"} and limits.get(point) != by):
        return None
    return marked


def stepped(talks: Talks, role: Role, at: str | None = None, mark: tuple[str, str] | None = None) -> Talk:
    """Moves on, marks a point, or both.

    Args:
        talks: The newest talk of each seat.
        role: The seat that does it.
        at: The point to move to, or `END`; None to stay.
        mark: The point and its mark; None to mark nothing.

    Returns:
        The seat's talk from now on. Marks that do not fit any more are left out, those of the lowest times first.
    """
    time = min(MAX_TIME, 1 + max((time for talk in talks.values() for time in _times(talk)), default=0))
    own = talks[role]
    marks = dict(own.marks) if mark is None else {**own.marks, mark[0]: (time, mark[1])}
    return _fitted(Talk(own.at if at is None else (time, at), marks))


def _times(talk: Talk) -> list[int]:
    return [*([] if talk.at is None else [talk.at[0]]), *(time for time, _ in talk.marks.values())]


def _fitted(talk: Talk) -> Talk:
    newest = sorted(talk.marks.items(), key=lambda marked: -marked[1][0])
    while len(json.dumps(Talk(talk.at, dict(newest)).as_json(), separators=(",", ":"))) > _MOST_BYTES:
        newest.pop()
    return Talk(talk.at, dict(newest))
