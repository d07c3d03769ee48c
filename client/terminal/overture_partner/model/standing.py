"""Where two people stand in one chapter: what their newest opened rounds and notices come to, by part. Pure data.

An act that a limit, a notice or a talk point of any chapter holds back is held back in this chapter too. Directions are
always from the reader's side. The phones compute the same in client/static/js/model/standing.js;
`console/standing_text` writes it as lines. Source: docs/question-sets.md, "What a question feeds".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from overture_partner.model.alignment import WILLING, Direction, State, Who, rows_of, state_of
from overture_partner.model.answers import Answer, Answers, Opened
from overture_partner.model.document import Document, Item, Question
from overture_partner.model.mutual_items import ComparedAct
from overture_partner.model.precedence import Act, Precedence, Row
from overture_partner.protocol.seal import Notice

Part = Literal["limits", "shared", "mutual", "conditions", "stop-signals", "aftercare", "check-in"]
"""What an answer can feed; "mutual" are matches of mutual sections."""
_OF_EACH = frozenset({"limits", "conditions", "stop-signals", "aftercare", "check-in"})
"""Parts that list each person's own answer."""


@dataclass(frozen=True)
class ChapterResults:
    """What is known of one chapter, as the input of `standing_of`.

    Attributes:
        document: The question set of the chapter.
        opened: By section id, the newest round that both have opened.
        notes: By section id, the text of the note that both have settled.
        matched: What both want in the mutual sections.
        mine: The reader's notices, oldest first.
        theirs: The partner's notices, oldest first.
        unreadable: Whether a notice of the partner cannot be opened.
        at: The index of the chapter in the session, from 0.
        precedence: Whose word stands on which act, over all chapters.
        agreed: The acts that both want and nothing holds back, over all chapters.
    """

    document: Document
    opened: Mapping[str, Opened]
    notes: Mapping[str, str]
    matched: tuple[ComparedAct, ...]
    mine: tuple[Notice, ...]
    theirs: tuple[Notice, ...]
    unreadable: bool
    at: int
    precedence: Precedence
    agreed: tuple[Act, ...]


@dataclass(frozen=True)
class AnswerPoint:
    """One person's answer to one question that is no item list."""

    question: Question
    who: Who
    answer: Answer


@dataclass(frozen=True)
class CommonPoint:
    """A question that both have answered alike.

    `mine` and `theirs` differ only for two neighbouring steps of a scale. Of several options both hold the common ones.
    """

    question: Question
    mine: Answer | None
    theirs: Answer | None


@dataclass(frozen=True)
class ActPoint:
    """One item in one direction; with `who`, `question` and `row` where it is one person's own answer."""

    item: Item
    direction: Direction
    who: Who | None = None
    question: Question | None = None
    row: Row | None = None


Point = AnswerPoint | CommonPoint | ActPoint


@dataclass(frozen=True)
class OpenPoint:
    """Something to talk about: a question, or one item of it. `is_again`: there was a yes, and it was not repeated."""

    question: Question
    item: Item | None = None
    direction: Direction = None
    is_again: bool = False


@dataclass(frozen=True)
class Standing:
    """Where the two stand in one chapter.

    Attributes:
        notes: By section id, the text that both have settled.
        parts: By part, its points in the order in which they are shown; a part without points is absent.
        open: What is to be talked about.
        mine: The reader's notices.
        theirs: The partner's notices.
        unreadable: Whether a notice of the partner cannot be opened.
    """

    notes: Mapping[str, str]
    parts: Mapping[Part, tuple[Point, ...]]
    open: tuple[OpenPoint, ...]
    mine: tuple[Notice, ...]
    theirs: tuple[Notice, ...]
    unreadable: bool


Parts = defaultdict[Part, list[Point]]


def standing_of(results: ChapterResults) -> Standing:
    """Sums up one chapter.

    Args:
        results: What is known of the chapter, and of all chapters where that matters here.

    Returns:
        The points by part. Limits in words of one's own stand above the limits of items, as nothing else applies them.

    Source: docs/question-sets.md, "What a question feeds".
    """
    parts: Parts = defaultdict(list)
    open_points: list[OpenPoint] = []
    named = frozenset(key for notice in (*results.mine, *results.theirs) for ids in notice.values() for key in ids)
    for section in results.document.sections:
        opened = results.opened.get(section.id)
        for question in section.questions if opened is not None else ():
            if opened is None or question.kind == "statement":
                continue
            state = state_of(results.document, question, opened.mine, opened.theirs)
            _add_answers(parts, question, opened, state, is_withdrawn=question.id in named)
            if _is_open(question, opened, state):
                open_points.append(OpenPoint(question))
    _add_acts(parts, results)
    open_points += _open_acts(results)
    return Standing(
        results.notes,
        {part: tuple(points) for part, points in parts.items() if points},
        tuple(open_points),
        results.mine,
        results.theirs,
        results.unreadable,
    )


def wanted_by_both(document: Document, opened: Mapping[str, Opened]) -> Iterator[tuple[Item, Act]]:
    """Lists the items that both have said yes to in the newest round of each section, whatever holds them back.

    Args:
        document: The question set.
        opened: By section id, the newest opened round.

    Yields:
        Each item with the act, from the reader's side.
    """
    for section in document.sections:
        for question in section.questions if section.id in opened else ():
            items = {item.id: item for item in question.items}
            for row in rows_of(document, question, opened[section.id].mine, opened[section.id].theirs):
                if row.state == "both":
                    yield items[row.item], Act(row.item, row.direction)


def _add_answers(parts: Parts, question: Question, opened: Opened, state: State, *, is_withdrawn: bool) -> None:
    if question.kind == "items" or question.gather is None:
        return
    part: Part = question.gather if question.gather in _OF_EACH else "shared"  # type: ignore[assignment]
    if is_withdrawn and part in ("shared", "conditions"):
        return  # It is shown with the notices.
    if question.gather == "shared" and question.align != "none":
        if state == "both":
            parts["shared"].append(_common(question, opened))
    else:
        parts[part] += _of_each(question, opened)


def _common(question: Question, opened: Opened) -> CommonPoint:
    mine, theirs = (side.answers.get(question.id) for side in (opened.mine, opened.theirs))
    if isinstance(mine, list) and isinstance(theirs, list):
        mine = theirs = [option for option in mine if option in theirs]
    return CommonPoint(question, mine, theirs)


def _of_each(question: Question, opened: Opened) -> Iterator[AnswerPoint]:
    sides: tuple[tuple[Who, Answers], ...] = (("mine", opened.mine), ("theirs", opened.theirs))
    for who, side in sides:
        answer = side.answers.get(question.id)
        if answer is not None:
            yield AnswerPoint(question, who, answer)


def _is_open(question: Question, opened: Opened, state: State) -> bool:
    if any(question.id in side.talk or question.id in side.first for side in (opened.mine, opened.theirs)):
        return True
    return question.kind != "items" and (state == "talk" or (state == "different" and question.gather is not None))


def _add_acts(parts: Parts, results: ChapterResults) -> None:
    precedence = results.precedence
    for word in precedence.limits:
        if word.chapter == results.at and word.question is not None and word.answer is not None:
            item = _item(word.question, word.act)
            parts["limits"].append(ActPoint(item, word.act.direction, word.who, word.question, word.answer))
    for item, act in wanted_by_both(results.document, results.opened):
        if precedence.held_back(act) is None:
            parts["shared"].append(ActPoint(item, act.direction))
    parts["mutual"] += [
        ActPoint(compared.item, compared.direction)
        for compared in results.matched
        if precedence.held_back(compared.act) is None
    ]
    for word in precedence.words:
        if word.chapter != results.at or word.section is None or word.question is None or word.answer is None:
            continue
        has_condition = word.means in WILLING and ("if" in word.answer or word.means == "condition")
        if has_condition and any(word.act.meets(act) for act in results.agreed):
            item = _item(word.question, word.act)
            parts["conditions"].append(ActPoint(item, word.act.direction, word.who, word.question, word.answer))


def _open_acts(results: ChapterResults) -> Iterable[OpenPoint]:
    for point in results.precedence.talk:
        if point.chapter == results.at and results.precedence.held_back(point.act) == "talk":
            item = _item(point.question, point.act)
            yield OpenPoint(point.question, item, point.act.direction, is_again=point.reason == "again")


def _item(question: Question, act: Act) -> Item:
    return next(item for item in question.items if item.id == act.item)
