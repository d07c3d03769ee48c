"""What answers that are no item list come to: the part of the standing that each feeds. Pure.

The phones compute the same in client/static/js/model/standing-answers.js.
Source: docs/question-sets.md, "What a question feeds".
"""

import unicodedata
from collections.abc import Iterator
from typing import get_args

from overture_partner.model.alignment import Alignment, names_limit
from overture_partner.model.answers import Answer, Opened
from overture_partner.model.document import Question
from overture_partner.model.outcome import Who
from overture_partner.model.standing_points import AnswerPart, AnswerPoint, CommonPoint, FinalPoint, UntilPoint

_PARTS: tuple[AnswerPart, ...] = get_args(AnswerPart)
_UNSAID = ("Zs", "Zl", "Zp", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Cc", "Cf")
"""Categories of what a keyboard sets in its own way, or nobody sees. Between two numbers it says something."""


def answer_points(
    question: Question, opened: Opened, aligned: Alignment
) -> Iterator[tuple[AnswerPart, AnswerPoint | CommonPoint | UntilPoint | FinalPoint]]:
    """Finds what an answer of each feeds.

    Where the question says what counts, an answer that does not count is in no part: it would read as a permission. A
    final answer is no shared ground: it needs no agreement.

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
    mine, theirs = (_fed(question, side.answers.get(question.id)) for side in (opened.mine, opened.theirs))
    if aligned.final is not None:
        yield "final" if part == "shared" else part, FinalPoint(question, aligned.final)
    elif aligned.until is not None:
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


def _fed(question: Question, answer: Answer | None) -> Answer | None:
    """What feeds the standing: nothing where somebody, asked for limits, has said that there are none."""
    return None if question.align == "limit" and not names_limit(question, answer) else answer


def _common(question: Question, aligned: Alignment, mine: Answer | None, theirs: Answer | None) -> CommonPoint:
    if isinstance(mine, list):
        mine = theirs = list(aligned.common)
    return CommonPoint(question, mine, theirs)


def is_same(one: Answer, other: Answer) -> bool:
    """Tells whether two answers say the same.

    Case, spaces, marks, the width of letters and the order of options do not count: each keyboard sets them in its
    own way. What stands between two numbers does, and so do marks alone.
    """
    return _plain(one) == _plain(other)


def _plain(answer: Answer) -> object:
    """The same for what says the same."""
    if isinstance(answer, str):
        return _bare(unicodedata.normalize("NFKC", answer).lower()) or answer
    return frozenset(answer) if isinstance(answer, list) else answer


def _bare(text: str) -> str:
    said, unsaid = "", ""
    for each in text:
        if each == "\ufe0f" or unicodedata.category(each) in _UNSAID:
            unsaid += each
            continue
        between_numbers = said != "" and all(unicodedata.category(one)[0] == "N" for one in (said[-1], each))
        said += unsaid + each if between_numbers else each
        unsaid = ""
    return said
