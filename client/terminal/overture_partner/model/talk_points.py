"""The points that two people talk through, in their order. Pure.

They are limits, what is open, conditions, what to ask each other, and the stop signal. The list is always from the side
of seat A, so that both devices have the same one. The phones compute the same in client/static/js/model/talk-points.js.
Source: docs/question-sets.md, "Points to talk through".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from overture_partner.model.alignment import Direction
from overture_partner.model.answers import Answer
from overture_partner.model.document import Item, Question
from overture_partner.model.outcome import Who
from overture_partner.model.standing import ChapterResults, standing_of
from overture_partner.model.standing_points import (
    ActPoint,
    AnswerPoint,
    Clash,
    CommonPoint,
    FinalPoint,
    OpenPoint,
    Point,
    Reason,
    UntilPoint,
)
from overture_partner.protocol.box import peer_of
from overture_partner.protocol.encoding import H32, base64url, lv_cat
from overture_partner.protocol.pairing import Role

Kind = Literal["limits", "open", "condition", "ask", "signal"]
KINDS: tuple[Kind, ...] = ("limits", "open", "condition", "ask", "signal")
_NAME_BYTES = 6
_GIVE_FIRST: dict[Direction, int] = {None: 0, "give": 1, "receive": 2}
_FLIPPED: dict[Direction, Direction] = {None: None, "give": "receive", "receive": "give"}


@dataclass(frozen=True)
class Said:
    """One thing said.

    Attributes:
        seat: Whose word it is; None if it counts for both.
        direction: From the side of A.
        point: The point of the standing that it is in.
        row: The level, and the condition or the answer: the same on both devices.
    """

    seat: Role | None
    direction: Direction
    point: Point
    row: tuple[str, str]


@dataclass(frozen=True)
class TalkPoint:
    """One point.

    Attributes:
        id: Its name.
        kind: What is to be done with it.
        who: Whose limits they are.
        chapter: The qhash of its chapter.
        section: The id of its section.
        question: Its question.
        item: Its item.
        direction: The direction, from the side of A.
        open: Why it is open, from the reader's side.
        said: Limits, conditions and stop signals.
    """

    id: str
    kind: Kind
    who: Role | None
    chapter: str
    section: str
    question: Question
    item: Item | None = None
    direction: Direction = None
    open: OpenPoint | None = None
    said: tuple[Said, ...] = ()

    @property
    def reason(self) -> Reason | None:
        """Why it is open; None where it is for another cause."""
        return None if self.open is None else self.open.reason


_Found = tuple[tuple[int, ...], tuple[str, ...], TalkPoint]
"""Where it stands, the parts of its name, and the point, which has no name yet."""


def talk_points(chapters: Sequence[tuple[str, ChapterResults]], role: Role) -> tuple[TalkPoint, ...]:
    """Lists the points.

    Args:
        chapters: The qhash of each chapter and what is known of it, from the reader's side, in their order.
        role: The reader's seat.

    Returns:
        Each point once.

    Source: docs/question-sets.md, "Points to talk through".
    """
    sides = [_Chapter(at, qhash, results, role) for at, (qhash, results) in enumerate(chapters)]
    found = [each for side in sides for each in (*side.limits(), *side.open(), *side.conditions())]
    found += _signal(sides)
    points: dict[str, TalkPoint] = {}
    for _, parts, point in sorted(found, key=lambda each: each[0]):
        name = _name(point, parts)
        points.setdefault(name, replace(point, id=name))
    return tuple(points.values())


def _name(point: TalkPoint, parts: Iterable[str]) -> str:
    """Source: docs/protocol.md, "The name of a point"."""
    whole = lv_cat("overture1/point", point.kind, point.who or "", point.chapter, *parts)
    return base64url(H32(whole)[:_NAME_BYTES])


class _Chapter:
    """One chapter, from the side of A."""

    def __init__(self, number: int, qhash: str, results: ChapterResults, role: Role) -> None:
        self._number = number
        self.qhash = qhash
        self._results = results
        self._role = role
        self._standing = standing_of(results)
        document = results.document
        self._sections = {question.id: section.id for section in document.sections for question in section.questions}
        self._order = {question: at for at, question in enumerate(self._sections)}

    def seat(self, who: Who | None) -> Role | None:
        return None if who is None else self._role if who == "mine" else peer_of(self._role)

    def direction(self, direction: Direction) -> Direction:
        return direction if self._role == "A" else _FLIPPED[direction]

    def said(self, part: str) -> Iterator[Said]:
        for name, points in self._standing.parts.items():
            for point in points if name == part else ():
                direction = self.direction(point.direction) if isinstance(point, ActPoint) else None
                who = _speaker(point)
                yield Said(self.seat(who), direction, point, _row(point, self._role))

    def at(self, question: Question) -> int:
        return self._order[question.id]

    def section(self, question: Question) -> str:
        return self._sections[question.id]

    def point(self, kind: Kind, question: Question, who: Role | None = None) -> TalkPoint:
        return TalkPoint("", kind, who, self.qhash, self.section(question), question)

    def limits(self) -> Iterator[_Found]:
        """Limits are together by person, question and group of items."""
        together: dict[tuple[Role, int, int], list[Said]] = {}
        for said in self.said("limits"):
            if isinstance(said.point, UntilPoint):
                continue
            question, item = _about(said.point)
            group = -1 if item is None else _group(question, item)
            for seat in ("A", "B") if said.seat is None else (said.seat,):
                together.setdefault((seat, self.at(question), group), []).append(said)
        for (seat, at, group), all_said in together.items():
            question, _ = _about(all_said[0].point)
            ordered = _sorted(question, all_said)
            parts = [part for said in ordered for part in (_item_id(said), said.direction or "", *said.row)]
            place = (KINDS.index("limits"), 1, self._number, at, group, 0 if seat == "A" else 1)
            yield place, (question.id, *parts), replace(self.point("limits", question, seat), said=tuple(ordered))

    def open(self) -> Iterator[_Found]:
        """Each question or act once."""
        found = set()
        for point in self._standing.open:
            question, item, direction = point.question, point.item, self.direction(point.direction)
            key = (question.id, None if item is None else item.id, direction)
            if key in found:
                continue
            found.add(key)
            kind: Kind = _kind(point)
            place = -1 if item is None else [each.id for each in question.items].index(item.id)
            words = self._words(question, item, direction) if point.clash is None else self._clash_words(point.clash)
            yield (
                (
                    KINDS.index(kind),
                    0 if point.first else 1,
                    self._number,
                    self.at(question),
                    place,
                    _GIVE_FIRST[direction],
                ),
                (question.id, "" if item is None else item.id, direction or "", *words),
                replace(
                    self.point(kind, question),
                    item=item,
                    direction=direction,
                    open=point,
                ),
            )

    def _clash_words(self, clash: Clash) -> list[str]:
        return [clash.mine, clash.theirs] if self._role == "A" else [clash.theirs, clash.mine]

    def _words(self, question: Question, item: Item | None, direction: Direction) -> list[str]:
        """The newest answers of A and B."""
        opened = self._results.opened.get(self.section(question))
        sides = (None, None) if opened is None else (opened.mine, opened.theirs)
        answers = [None if side is None else side.answers.get(question.id) for side in sides]
        a, b = answers if self._role == "A" else reversed(answers)
        if item is None:
            return [_word(None if question.kind == "items" else answer) for answer in (a, b)]
        words = []
        for side, left, right in ((None, "", ""), ("give", "/give", "/receive"), ("receive", "/receive", "/give")):
            if direction in (None, side):
                for answer, suffix in ((a, left), (b, right)):
                    row = answer.get(item.id + suffix, {}) if isinstance(answer, dict) else {}
                    words += [row.get("level", ""), row.get("if", "")]
        return words

    def conditions(self) -> Iterator[_Found]:
        """Conditions are together by question or act."""
        together: dict[tuple[str, str], list[Said]] = {}
        for said in self.said("conditions"):
            if said.seat is not None and not isinstance(said.point, FinalPoint):
                question, item = _about(said.point)
                if question.align == "limit":
                    # What ends or is ruled out is no condition: nobody asks what would make it fine.
                    continue
                together.setdefault((question.id, "" if item is None else item.id), []).append(said)
        for (_, item_id), all_said in together.items():
            question, item = _about(all_said[0].point)
            place = -1 if item is None else [each.id for each in question.items].index(item.id)
            ordered = sorted(all_said, key=lambda said: (_GIVE_FIRST[said.direction], said.seat or ""))
            parts = [part for said in ordered for part in (said.seat or "", said.direction or "", *said.row)]
            yield (
                (KINDS.index("condition"), 1, self._number, self.at(question), place, 0),
                (question.id, item_id, *parts),
                replace(self.point("condition", question), item=item, said=tuple(ordered)),
            )


def _speaker(point: Point) -> Who | None:
    """Whose word a point is; None if it counts for both."""
    match point:
        case AnswerPoint(who=who) | ActPoint(who=who):
            return who
        case FinalPoint(final=final) if final.who != "both":
            return final.who
    return None


def _kind(point: OpenPoint) -> Kind:
    return "ask" if point.question.kind == "text" and point.reason not in ("stop-words", "different") else "open"


def _signal(sides: Iterable[_Chapter]) -> Iterator[_Found]:
    """All stop words and signals are one point, the last."""
    found: list[tuple[_Chapter, Said]] = []
    for side in sides:
        places = [(side.at(_about(said.point)[0]), said.seat or "", said) for said in side.said("stop-signals")]
        found += [(side, said) for *_, said in sorted(places, key=lambda place: place[:2])]
    if found:
        side, first = found[0]
        parts = [part for _, said in found for part in (_about(said.point)[0].id, said.seat or "", said.row[1])]
        point = side.point("signal", _about(first.point)[0])
        yield (KINDS.index("signal"),), tuple(parts), replace(point, said=tuple(said for _, said in found))


def _about(point: Point) -> tuple[Question, Item | None]:
    if isinstance(point, ActPoint):
        assert point.question is not None
        return point.question, point.item
    return point.question, None


def _item_id(said: Said) -> str:
    item = _about(said.point)[1]
    return "" if item is None else item.id


def _group(question: Question, item: Item) -> int:
    """The index of the first item of the group that the item is in."""
    return next(at for at, each in enumerate(question.items) if each.group == item.group)


def _sorted(question: Question, said: Iterable[Said]) -> list[Said]:
    places = {"": -1} | {item.id: at for at, item in enumerate(question.items)}
    return sorted(said, key=lambda each: (places[_item_id(each)], _GIVE_FIRST[each.direction], each.seat or ""))


def _row(point: Point, role: Role) -> tuple[str, str]:
    match point:
        case ActPoint(row=row):
            return ("", "") if row is None else (row["level"], row.get("if", ""))
        case AnswerPoint(answer=answer) | UntilPoint(until=answer):
            return "", _word(answer)
        case CommonPoint(mine=mine, theirs=theirs):
            return "", _word(mine if role == "A" else theirs)
        case FinalPoint(final=final):
            return "", final.option


def _word(answer: Answer | None) -> str:
    if answer is None or isinstance(answer, dict):
        return ""
    return ",".join(answer) if isinstance(answer, list) else str(answer)
