"""Answers that hold for both people as soon as either gives one, such as "I want to end it". Pure.

The phones compute the same in client/static/js/model/final.js, and tests/vectors/outcomes.json binds both.
Source: docs/question-sets.md, "Final answers".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from overture_partner.model.answers import Answer, Answers, Pair
from overture_partner.model.document import Question
from overture_partner.model.outcome import Who, whose


@dataclass(frozen=True)
class Final:
    """A final answer that was given.

    Attributes:
        option: The id of the option that holds.
        who: Who has chosen it.
    """

    option: str
    who: Literal[Who, "both"]


def final_of(question: Question, mine: Answer | None, theirs: Answer | None) -> Final | None:
    """Finds the final answer that either has given.

    Args:
        question: The question.
        mine: The reader's answer; None when blank.
        theirs: The partner's.

    Returns:
        Of several the narrowest; None if neither has given one.
    """
    for option in _final_ids(question):
        who = whose(mine=_chose(mine, option), theirs=_chose(theirs, option))
        if who is not None:
            return Final(option, who)
    return None


def may_reopen(final: Final | None, who: Who) -> bool:
    """Tells whether somebody's marks make a question one to talk about.

    Beside a final answer only the marks of whoever gave it do.
    """
    return final is None or final.who in (who, "both")


_PROTECTING = frozenset({"stop-signals", "at-a-stop", "help"})
"""What each says for themselves of stopping, and of what a medic has to know."""


def with_standing_answers(questions: Iterable[Question], rounds: Sequence[Pair]) -> Pair:
    """Reads the newest round with what it leaves blank of earlier ones and a blank does not take back.

    These are final answers, and those that protect whoever gave them.

    Args:
        questions: The questions of the section.
        rounds: Every opened round, the newest last; at least one.

    Returns:
        (mine, theirs).
    """
    asked = [question for question in questions if _protects(question) or _final_ids(question)]
    mine, theirs = (_kept(asked, [pair[side] for pair in rounds]) for side in (0, 1))
    return mine, theirs


def _kept(asked: Iterable[Question], said: Sequence[Answers]) -> Answers:
    newest = said[-1]
    kept: dict[str, Answer] = {}
    for question in asked:
        last = next((one.answers[question.id] for one in reversed(said) if question.id in one.answers), None)
        if last is None or question.id in newest.answers:
            continue
        final = [option for option in _final_ids(question) if _chose(last, option)]
        if _protects(question):
            kept[question.id] = last
        elif final:
            kept[question.id] = final if isinstance(last, list) else final[0]
    return replace(newest, answers={**newest.answers, **kept}) if kept else newest


def _protects(question: Question) -> bool:
    """Whether an answer protects whoever gave it: it asks for no agreement, and nothing of it permits anything."""
    says = question.align == "limit" or question.gather in _PROTECTING
    is_own = says or (question.gather == "conditions" and question.kind == "text")
    return is_own and question.kind != "items" and question.counts != "first"


def _final_ids(question: Question) -> tuple[str, ...]:
    """Narrow to wide."""
    return tuple(option.id for option in question.options if option.final)


def _chose(answer: Answer | None, option: str) -> bool:
    return option in (answer if isinstance(answer, list) else [answer])
