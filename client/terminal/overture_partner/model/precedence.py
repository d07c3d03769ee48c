"""Whose word stands on an act, over all chapters and rounds. Pure.

In one section the newest round counts. Nobody can know for sure what was said last in two sections, so there the most
careful word stands until its own person says otherwise in the place where they said it. A notice stands for good.
Directions are always from the reader's side. The phones compute the same in client/static/js/model/precedence.js, and
tests/vectors/standing.json binds both. Source: docs/question-sets.md, "Whose word stands".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from overture_partner.model.alignment import Direction, mirrored, rows_of, side_of
from overture_partner.model.answers import Pair
from overture_partner.model.document import Document, Question
from overture_partner.model.outcome import WILLING, Outcome, Who, Whose, whose
from overture_partner.protocol.asides import Notice

Row = dict[str, str]
"""One row of an item list: {"level": id, "if": text?}."""
WHO: tuple[Who, Who] = ("mine", "theirs")


@dataclass(frozen=True)
class Act:
    """Something that one does or has done: an item and a direction, from the reader's side."""

    item: str
    direction: Direction

    def meets(self, other: "Act") -> bool:
        """Whether both are the same item, in the same direction or where either has none."""
        return self.item == other.item and (
            self.direction == other.direction or self.direction is None or other.direction is None
        )


@dataclass(frozen=True)
class ChapterAnswers:
    """What is known of one chapter.

    Attributes:
        document: The question set.
        rounds: By id of a section that opens whole, (mine, theirs) of every opened round, oldest first.
        mine: The reader's notices.
        theirs: The partner's notices.
    """

    document: Document
    rounds: Mapping[str, Sequence[Pair]]
    mine: Sequence[Notice] = ()
    theirs: Sequence[Notice] = ()


@dataclass(frozen=True)
class Word:
    """What one person said of one act in one place, and what of it still stands.

    `means` is what the level means; or "blank": asked, and never said; "unsaid": a yes that was left blank since;
    "back": taken back. `section` is None in a notice, `question` where a notice takes back without a limit.
    """

    who: Who
    act: Act
    chapter: int
    section: str | None
    question: Question | None
    means: str
    answer: Row | None


@dataclass(frozen=True)
class ToTalk:
    """Something to talk about.

    The reason is "again" if there was a yes that was not repeated, "unsure" if somebody was and has left it blank
    since; `outcome` says why, where the newest answers themselves do, and else `who` of whom that is true.
    """

    act: Act
    chapter: int
    section: str
    question: Question
    reason: Literal["talk", "unsure", "again"]
    who: Whose
    outcome: Outcome | None


@dataclass(frozen=True)
class Precedence:
    """Whose word stands on each act.

    Attributes:
        words: Everything that either has said of an act.
        limits: For each person and act the firmest limit.
        back: The acts that a notice of either names.
        talk: What is to be talked about.
    """

    words: tuple[Word, ...] = ()
    limits: tuple[Word, ...] = ()
    back: tuple[Act, ...] = ()
    talk: tuple[ToTalk, ...] = ()

    def held_back(self, act: Act) -> Literal["limit", "back", "talk"] | None:
        """Decides what keeps an act from being shared ground, whatever was said for it.

        Args:
            act: The act, from the reader's side.

        Returns:
            The gravest reason; None if nothing holds it back.
        """
        if any(word.act.meets(act) for word in self.limits):
            return "limit"
        if any(act.meets(other) for other in self.back):
            return "back"
        return "talk" if any(point.act.meets(act) for point in self.talk) else None


def hardness(means: str) -> int:
    """Ranks a meaning: 2 for what rules an act out, 1 for what puts it off, 0 for everything else."""
    return {"limit": 2, "not-now": 1, "fantasy": 1}.get(means, 0)


def precedence_of(chapters: Sequence[ChapterAnswers]) -> Precedence:
    """Computes whose word stands.

    Args:
        chapters: All chapters of the session, in their order.

    Returns:
        The result over all of them.
    """
    words = [word for at, chapter in enumerate(chapters) for word in (*_answered(chapter, at), *_noticed(chapter, at))]
    limits: dict[tuple[Who, Act], Word] = {}
    for word in words:
        firmest = limits.get((word.who, word.act))
        if hardness(word.means) > 0 and (firmest is None or hardness(word.means) >= hardness(firmest.means)):
            limits[word.who, word.act] = word
    back = tuple(word.act for word in words if word.section is None)
    return Precedence(tuple(words), tuple(limits.values()), back, tuple(_to_talk(words, _unsettled(chapters))))


def _answered(chapter: ChapterAnswers, at: int) -> Iterator[Word]:
    for section in chapter.document.sections:
        rounds = chapter.rounds.get(section.id, ()) if section.reveal == "both" else ()
        if not rounds:
            continue
        for question in section.questions:
            for key in (key for item in question.items for key in item.keys):
                for side, who in enumerate(WHO):
                    history = [pair[side].rows(question.id).get(key) for pair in rounds]
                    answer = next((row for row in reversed(history) if row is not None), None)
                    means = _comes_to(chapter.document, question, answer, is_blank=history[-1] is None)
                    if means is not None:
                        yield Word(who, _act(key, who), at, section.id, question, means, answer)


def _comes_to(document: Document, question: Question, answer: Row | None, *, is_blank: bool) -> str | None:
    """From the last answer that was given. Left blank by the newest round takes no limit away.

    None: it says nothing of what this person would do.
    """
    if answer is None:
        return "blank" if _asks_for_wishes(document, question) else None
    means = document.meaning(question, answer["level"])
    if means in (None, "plain", "open") or (question.align == "none" and hardness(means) == 0):
        return None
    return "unsaid" if is_blank and means in WILLING else means


def _asks_for_wishes(document: Document, question: Question) -> bool:
    """Whether a yes could have been said there."""
    return question.align == "levels" and any(level.means in ("yes", "curious") for level in document.levels(question))


def _noticed(chapter: ChapterAnswers, at: int) -> Iterator[Word]:
    questions = [question for section in chapter.document.sections for question in section.questions]
    for who, notices in zip(WHO, (chapter.mine, chapter.theirs), strict=True):
        for key, level in (named for notice in notices for named in _named(notice)):
            act = _act(key, who)
            asking = [question for question in questions if any(item.id == act.item for item in question.items)]
            if not asking:
                continue
            meanings = ((question, chapter.document.meaning(question, level) or "") for question in asking)
            found = next(((question, means) for question, means in meanings if hardness(means) > 0), None)
            if found is None:
                yield Word(who, act, at, None, None, "back", None)
            else:
                yield Word(who, act, at, None, found[0], found[1], {"level": level})


def _named(notice: Notice) -> Iterable[tuple[str, str]]:
    for ids in notice.values():
        yield from ids.items() if isinstance(ids, dict) else ((key, "") for key in ids)


def _act(key: str, who: Who) -> Act:
    """Of the key of an answer of theirs or one's own."""
    seen = key if who == "mine" else mirrored(key)
    return Act(seen.split("/")[0], side_of(seen))


def _unsettled(chapters: Sequence[ChapterAnswers]) -> Iterator[ToTalk]:
    """By the newest round of each section, what two answers together leave to be talked about."""
    for at, chapter in enumerate(chapters):
        for section in chapter.document.sections:
            rounds = chapter.rounds.get(section.id, ()) if section.reveal == "both" else ()
            for question in section.questions if rounds else ():
                for row in rows_of(chapter.document, question, *rounds[-1]):
                    if row.outcome.is_unsettled:
                        yield ToTalk(Act(row.item, row.direction), at, section.id, question, "talk", None, row.outcome)


def _to_talk(words: Sequence[Word], unsettled: Iterable[ToTalk]) -> Iterable[ToTalk]:
    """Each act once, where it was asked last."""
    of_person: dict[tuple[Who, str], list[Word]] = defaultdict(list)
    for word in words:
        of_person[word.who, word.act.item].append(word)
    found = {point.act: point for point in unsettled}
    for word in words:
        own = of_person[word.who, word.act.item]
        is_open = word.means in ("unsure", "unsaid") or (word.means == "blank" and _is_left_blank(own, word))
        if not is_open or word.section is None or word.question is None:
            continue
        known = found.get(word.act)
        if known is not None and known.outcome is not None and known.chapter >= word.chapter:
            continue
        given: Literal["unsure", "again"] = "unsure" if word.means == "unsure" else "again"
        reason: Literal["talk", "unsure", "again"] = given
        if known is not None and known.reason != "again":
            reason = "talk" if known.outcome is not None else "unsure"
        who = _of_whom(known, reason, word.who if reason == given else None)
        if known is not None and known.reason != "again" and known.chapter >= word.chapter:
            found[word.act] = replace(known, reason=reason, who=who)
        else:
            outcome = None if known is None else known.outcome
            found[word.act] = ToTalk(word.act, word.chapter, word.section, word.question, reason, who, outcome)
    return found.values()


def _of_whom(known: ToTalk | None, reason: str, who: Who | None) -> Whose:
    """All of whom the reason is true, with the one who gives it now."""
    before = known.who if known is not None and known.reason == reason else None
    return whose(mine="mine" in (before, who) or before == "both", theirs="theirs" in (before, who) or before == "both")


def _is_left_blank(own: Sequence[Word], blank: Word) -> bool:
    """Whether a yes of an earlier chapter was not repeated in this one."""
    answered = [
        word for word in own if word.means != "blank" and word.section is not None and word.act.meets(blank.act)
    ]
    return any(word.means in WILLING for word in answered) and all(word.chapter < blank.chapter for word in answered)
