"""What answers that are no item list come to: the part of the standing that each feeds. Pure.

It finds stop words that differ, too.

The phones compute the same in client/static/js/model/standing-answers.js.
Source: docs/question-sets.md, "What a question feeds".
"""

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from overture_partner.model.alignment import Alignment
from overture_partner.model.answers import Answer, Answers, Opened
from overture_partner.model.document import Question
from overture_partner.model.outcome import Who
from overture_partner.model.standing_points import AnswerPart, AnswerPoint, CommonPoint, UntilPoint

_PARTS: tuple[AnswerPart, ...] = get_args(AnswerPart)
_NO_WORD = frozenset(
    {
        "going-quiet", "not-all-right", "at-a-stop", "safety-kit", "silent-tried", "too-much", "pause-means",
        "pause-ends",
    }
)  # fmt: skip
"""What is said of stopping, and is no word or signal for it: there is nothing to settle where it differs."""
_MARKS = ".,;:!\"'“”„‘’"


def answer_points(
    question: Question, opened: Opened, aligned: Alignment
) -> Iterator[tuple[AnswerPart, AnswerPoint | CommonPoint | UntilPoint]]:
    """Finds what an answer of each feeds.

    Where the question says what counts, an answer that does not count is in no part: it would read as a permission.

    Args:
        question: The question.
        opened: The answers to its section.
        aligned: How they meet.

    Yields:
        Each point with its part; nothing for an item list.
    """
    gather = "stop-signals" if question.gather == "at-a-stop" else question.gather
    part = next((part for part in _PARTS if part == gather), None)
    if question.kind == "items" or part is None:
        return
    mine, theirs = (side.answers.get(question.id) for side in (opened.mine, opened.theirs))
    if aligned.until is not None:
        yield part, UntilPoint(question, aligned.until)
    elif part == "shared" and question.align != "none":
        if aligned.state in ("both", "partly"):
            yield part, _common(question, aligned, mine, theirs)
    elif question.counts is not None and mine is not None and theirs is not None and is_same(mine, theirs):
        yield part, CommonPoint(question, mine, theirs)
    else:
        sides: tuple[tuple[Who, Answer | None], ...] = (("mine", mine), ("theirs", theirs))
        for who, answer in sides:
            if answer is not None:
                yield part, AnswerPoint(question, who, answer)


def _common(question: Question, aligned: Alignment, mine: Answer | None, theirs: Answer | None) -> CommonPoint:
    if isinstance(mine, list):
        mine = theirs = list(aligned.common)
    return CommonPoint(question, mine, theirs)


def are_different_words(question: Question, mine: Answers, theirs: Answers) -> bool:
    """Whether two people have said different things; False where either has said nothing."""
    left, right = mine.answers.get(question.id), theirs.answers.get(question.id)
    return left is not None and right is not None and not is_same(left, right)


def differing_stop_words(
    chapters: Iterable[Iterable[tuple[Question, Answers, Answers]]],
) -> list[frozenset[str]]:
    """Finds the questions for stop words and signals to which not everything that was said is the same.

    Args:
        chapters: Of each chapter, what was opened last: the questions, each with the answers of both to its section.

    Returns:
        Of each chapter, the ids of those that it is the last to ask.
    """
    said: dict[str, set[object]] = {}
    last: dict[str, int] = {}
    count = 0
    for at, asked in enumerate(chapters):
        count = at + 1
        for question, mine, theirs in asked:
            if _asks_for_word(question):
                given = (side.answers.get(question.id) for side in (mine, theirs))
                said.setdefault(question.id, set()).update(_plain(answer) for answer in given if answer is not None)
                last[question.id] = at
    differing = {question for question, all_said in said.items() if len(all_said) > 1}
    return [frozenset(question for question in differing if last[question] == at) for at in range(count)]


def _asks_for_word(question: Question) -> bool:
    return question.gather == "stop-signals" and question.kind != "items" and question.id not in _NO_WORD


def is_same(one: Answer, other: Answer) -> bool:
    """Tells whether two answers say the same.

    Case, spaces, marks around a word and the order of options do not count.
    """
    return _plain(one) == _plain(other)


def _plain(answer: Answer) -> object:
    """The same for what says the same."""
    if isinstance(answer, str):
        words = (word.strip(_MARKS) for word in re.split(r"[ \t\r\n]+", answer.lower()))
        return " ".join(word for word in words if word)
    return frozenset(answer) if isinstance(answer, list) else answer
