"""Where two people stand in one chapter: what their newest opened rounds and notices come to, by part. Pure data.

An act that a limit, a notice or a talk point of any chapter holds back is held back in this chapter too. What is
private is nowhere in it. Directions are always from the reader's side. The phones compute the same in
client/static/js/model/standing.js; `console/standing_text` writes it as lines.
Source: docs/question-sets.md, "What a question feeds".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from overture_partner.model.alignment import (
    Alignment,
    Experience,
    align_question,
    experience_of,
)
from overture_partner.model.answers import Answers, Opened, Pair
from overture_partner.model.document import Document, Item, Question, Section
from overture_partner.model.final import may_reopen, with_standing_answers
from overture_partner.model.mutual_items import ComparedAct
from overture_partner.model.newest_answers import newest_answers
from overture_partner.model.outcome import WILLING, Who
from overture_partner.model.precedence import Act, Precedence
from overture_partner.model.privacy import is_private, private_questions
from overture_partner.model.standing_answers import answer_points
from overture_partner.model.standing_points import (
    ActPoint,
    AnswerPoint,
    Clash,
    FinalPoint,
    OpenPoint,
    Part,
    Point,
    SettledWords,
    Standing,
)
from overture_partner.model.stop_words import StopWords
from overture_partner.protocol.asides import Notice

_ASK_FIRST = frozenset({"both-risk", "for-you-risk", "both-give", "both-receive"})
"""What is to be talked about, though nothing holds it back."""


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
        agreed: The acts that may be done and that nothing holds back, over all chapters.
        stop_words: Which of its words for stopping differ or were replaced, over all chapters.
        rounds: By section id, (mine, theirs) of every opened round, oldest first.
        newest: By question id, (mine, theirs) as they stand over all chapters.
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
    stop_words: StopWords = field(default_factory=StopWords)
    rounds: Mapping[str, Sequence[Pair]] = field(default_factory=dict)
    newest: Mapping[str, Pair] = field(default_factory=dict)

    def answers_of(self, section: str) -> tuple[Answers, Answers] | None:
        """Returns (mine, theirs) of what was opened last of a section."""
        opened = self.opened.get(section)
        return None if opened is None else (opened.mine, opened.theirs)

    def standing_answers(self, section: Section) -> Pair | None:
        """Returns the same with what stands of earlier rounds though the newest leaves it blank."""
        opened = self.opened.get(section.id)
        if opened is None:
            return None
        earlier = self.rounds.get(section.id, ())
        return with_standing_answers(section.questions, (*earlier, (opened.mine, opened.theirs)))


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
    named = _named_in(results)
    asked = list(_every_question(results))
    for question, opened, aligned in asked:
        for part, point in answer_points(question, opened, aligned):
            # What is taken back is shown with the notices. A final answer permits nothing, so only a new answer of its
            # own person takes it back.
            is_back = question.id in named and part in ("shared", "conditions") and not isinstance(point, FinalPoint)
            is_replaced = isinstance(point, AnswerPoint) and (point.who, question.id) in results.stop_words.replaced
            if not is_back and not is_replaced:
                parts[part].append(point)
        open_points += _open_questions(question, opened, aligned, results.stop_words.clashes.get(question.id))
    _add_acts(parts, results, asked)
    open_points += _open_acts(results, asked, {point.question.id for point in open_points if point.first})
    hidden = private_questions(results.document)
    return Standing(
        tuple(settled_in(results.document, results.notes)),
        {part: shown for part, points in parts.items() if (shown := tuple(_without(hidden, points)))},
        tuple(sorted((p for p in open_points if p.question.id not in hidden), key=lambda point: not point.first)),
        results.mine,
        results.theirs,
        results.unreadable,
    )


def with_newest_answers(chapters: Sequence[ChapterResults]) -> list[ChapterResults]:
    """Relates chapters, so that an answer that its own person has replaced in a later one stands nowhere.

    Args:
        chapters: What is known of each, in their order.

    Returns:
        The same with the answers that stand.

    Source: docs/question-sets.md, "Whose answer stands".
    """
    given = [[(question, (one.mine, one.theirs)) for question, one in _given_in(results)] for results in chapters]
    newest = newest_answers(zip(given, map(_named_in, chapters), strict=True))
    return [replace(results, newest=stands) for results, stands in zip(chapters, newest, strict=True)]


def _named_in(results: ChapterResults) -> frozenset[str]:
    """What its notices name."""
    return frozenset(key for notice in (*results.mine, *results.theirs) for ids in notice.values() for key in ids)


def _every_question(results: ChapterResults) -> Iterator[tuple[Question, Opened, Alignment]]:
    """What stands of each question."""
    for question, opened in _given_in(results):
        sides = results.newest.get(question.id, (opened.mine, opened.theirs))
        aligned = align_question(results.document, question, *sides, results.answers_of)
        yield question, Opened(opened.number, *sides), aligned


def _given_in(results: ChapterResults) -> Iterator[tuple[Question, Opened]]:
    """By the newest round of each section, without what is private."""
    for section in results.document.sections:
        opened, sides = results.opened.get(section.id), results.standing_answers(section)
        if opened is None or sides is None:
            continue
        stood = Opened(opened.number, *sides)
        for question in section.questions:
            if question.kind != "statement" and not is_private(section, question):
                yield question, stood


def _without(hidden: frozenset[str], points: Iterable[Point]) -> Iterator[Point]:
    for point in points:
        if point.question is None or point.question.id not in hidden:
            yield point


def settled_in(document: Document, notes: Mapping[str, str]) -> Iterator[SettledWords]:
    """Lists what both have settled in their own words, without what is private.

    Args:
        document: The question set.
        notes: By section id, the text of the note that both have settled.

    Yields:
        The words of each section.
    """
    for section in document.sections:
        if section.id in notes and not section.private:
            parts = dict.fromkeys(question.gather for question in section.questions if question.gather is not None)
            yield SettledWords(section.id, notes[section.id], tuple(parts))


def _open_questions(question: Question, opened: Opened, aligned: Alignment, clash: Clash | None) -> Iterator[OpenPoint]:
    asked = list(_asked(question, opened))
    sides: tuple[tuple[Who, Answers], ...] = (("mine", opened.mine), ("theirs", opened.theirs))
    first = any(may_reopen(aligned.final, who) and question.id in side.first for who, side in sides)
    for who, text in asked:
        yield OpenPoint(question, "asked", who=who, first=first, text=text)
    if clash is not None:
        yield OpenPoint(question, "stop-words", first=first, clash=clash)
    if aligned.final is not None:
        if aligned.talk is not None or first:
            yield OpenPoint(question, "final", who=aligned.talk, first=first)
    elif aligned.talk is not None:
        marked = all(question.id in side.talk for who, side in sides if aligned.talk in (who, "both"))
        yield OpenPoint(question, "talk" if marked else "talk-answer", who=aligned.talk, first=first)
    elif clash is None:
        yield from _left_open(question, aligned, first=first, is_asked=bool(asked))


def _left_open(question: Question, aligned: Alignment, *, first: bool, is_asked: bool) -> Iterator[OpenPoint]:
    """What two answers leave open by themselves."""
    if question.gather is not None and aligned.state in ("different", "partly", "same-side"):
        yield OpenPoint(question, aligned.state, first=first)
    elif question.gather is not None and aligned.state == "missing":
        yield OpenPoint(question, "missing", first=first, missing=aligned.missing)
    elif question.gather is not None and aligned.until is not None:
        yield OpenPoint(question, "different", first=first)
    elif first and not is_asked:
        yield OpenPoint(question, "first", first=first)


def _asked(question: Question, opened: Opened) -> Iterator[tuple[Who, str]]:
    """What each would like to know of the other."""
    sides: tuple[tuple[Who, Answers], ...] = (("mine", opened.mine), ("theirs", opened.theirs))
    for who, side in sides:
        text = side.answers.get(question.id)
        if question.gather == "ask" and isinstance(text, str):
            yield who, text


def _add_acts(parts: Parts, results: ChapterResults, asked: Iterable[tuple[Question, Opened, Alignment]]) -> None:
    precedence = results.precedence
    for word in precedence.limits:
        if word.chapter == results.at and word.question is not None and word.answer is not None:
            item = _item(word.question, word.act)
            parts["limits"].append(ActPoint(item, word.act.direction, word.who, word.question, word.answer))
    for question, _, aligned in asked:
        for row in aligned.rows:
            act = Act(row.item, row.direction)
            if row.outcome.is_agreed and precedence.held_back(act) is None:
                item = _item(question, act)
                parts["shared"].append(
                    ActPoint(item, row.direction, outcome=row.outcome, risk=row.risk, experience=row.experience)
                )
    parts["mutual"] += [
        ActPoint(compared.item, compared.direction, risk=compared.item.risk, experience=_experience(results, compared))
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


def _experience(results: ChapterResults, compared: ComparedAct) -> tuple[Experience, ...]:
    asked = compared.item.experience
    if asked is None:
        return ()
    return tuple(experience_of(results.document, asked, compared.direction, results.answers_of))


def _open_acts(
    results: ChapterResults, asked: Iterable[tuple[Question, Opened, Alignment]], first: set[str]
) -> Iterator[OpenPoint]:
    for point in results.precedence.talk:
        if point.chapter == results.at and results.precedence.held_back(point.act) == "talk":
            question = point.question
            yield OpenPoint(
                question, point.reason, _item(question, point.act), point.act.direction,
                who=point.who if point.outcome is None else point.outcome.who, outcome=point.outcome,
                first=question.id in first,
            )  # fmt: skip
    for question, _, aligned in asked:
        named: set[str] = set()
        for row in aligned.rows:
            act, outcome = Act(row.item, row.direction), row.outcome
            if outcome.outcome not in _ASK_FIRST or results.precedence.held_back(act) is not None:
                continue
            is_of_both = outcome.outcome in ("both-give", "both-receive")
            if is_of_both and row.item in named:
                continue
            named.add(row.item)
            direction = None if is_of_both else row.direction
            item = _item(question, act)
            yield OpenPoint(question, "talk", item, direction, outcome.who, outcome, first=question.id in first)


def _item(question: Question, act: Act) -> Item:
    return next(item for item in question.items if item.id == act.item)
