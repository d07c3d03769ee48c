"""What each of the two has changed in a section since it was asked the last time. Pure.

Only for sections that open whole: for a mutual section it would reveal who took a yes back. The phones compute the same
in client/static/js/model/changes.js, and tests/vectors/changes.json binds both.
"""

from dataclasses import dataclass
from typing import Literal

from overture_partner.model.alignment import TIGHTENING, names_limit
from overture_partner.model.answers import Answer, Answers
from overture_partner.model.document import Document, Question, Section
from overture_partner.model.outcome import WILLING

Who = Literal["mine", "theirs"]
Kind = Literal[
    "new-limit", "limit-unsaid", "limit-still", "limit-lifted", "no-longer", "new-yes", "changed", "talk"
]  # fmt: skip
"""`limit-still`: a hard limit has become one for this time, or for real: still a limit."""
BY_WEIGHT: tuple[Kind, ...] = (
    "new-limit", "limit-unsaid", "limit-still", "limit-lifted", "no-longer", "new-yes", "changed", "talk",
)  # fmt: skip
"""The order in which they are shown. A limit that is left blank now is not lifted: a blank is no yes."""

Row = dict[str, str]
"""One row of an item list: {"level": id, "if": text?}."""


@dataclass(frozen=True)
class Change:
    """One change of one person.

    Attributes:
        who: Whose answer it is.
        question: The id of the question.
        key: The key of the item row in that person's own answers; None for a question that is no item list.
        kind: What the change means.
    """

    who: Who
    question: str
    key: str | None
    kind: Kind


def changes_of(
    document: Document, section: Section, before: tuple[Answers, Answers], now: tuple[Answers, Answers]
) -> tuple[Change, ...]:
    """Compares two rounds of a section.

    Args:
        document: The question set.
        section: The section.
        before: (mine, theirs) of the earlier round.
        now: (mine, theirs) of the later round.

    Returns:
        What differs, the weightiest first.
    """
    found: list[Change] = []
    sides: tuple[tuple[Who, Answers, Answers], ...] = (("mine", before[0], now[0]), ("theirs", before[1], now[1]))
    for who, old, new in sides:
        for question in section.questions:
            was, is_now = old.answers.get(question.id), new.answers.get(question.id)
            if question.kind == "items":
                found += _rows(document, question, who, was, is_now)
            elif (kind := _whole(question, was, is_now)) is not None:
                found.append(Change(who, question.id, None, kind))
            if question.id in new.talk and question.id not in old.talk:
                found.append(Change(who, question.id, None, "talk"))
    return tuple(sorted(found, key=lambda change: BY_WEIGHT.index(change.kind)))


def _rows(document: Document, question: Question, who: Who, was: Answer | None, is_now: Answer | None) -> list[Change]:
    means = {level.id: level.means for level in document.levels(question)}
    old, new = (rows if isinstance(rows, dict) else {} for rows in (was, is_now))
    found = []
    for item in question.items:
        for key in item.keys:
            if old.get(key) != new.get(key):
                left, right = (None if row is None else means.get(row["level"]) for row in (old.get(key), new.get(key)))
                found.append(Change(who, question.id, key, _row(left, right)))
    return found


def _row(was: str | None, is_now: str | None) -> Kind:
    """From what two levels mean; None is blank."""
    if was == is_now:
        return "changed"
    if is_now == "limit":
        return "new-limit"
    if was in TIGHTENING and is_now is None:
        return "limit-unsaid"
    if was == "limit":
        return "limit-still" if is_now in TIGHTENING else "limit-lifted"
    if was in TIGHTENING and is_now == "open":
        return "limit-lifted"
    if was in WILLING:
        return "changed" if is_now in WILLING else "no-longer"
    return "new-yes" if is_now in WILLING else "changed"


def _whole(question: Question, was: Answer | None, is_now: Answer | None) -> Kind | None:
    """Of an answer that is no item list. Which comes first in a list of options says nothing."""
    if _plain(was) == _plain(is_now):
        return None
    before, after = (question.align == "limit" and names_limit(question, answer) for answer in (was, is_now))
    if before == after:
        return "changed"
    return "new-limit" if after else "limit-unsaid" if is_now is None else "limit-lifted"


def _plain(answer: Answer | None) -> object:
    return frozenset(answer) if isinstance(answer, list) else answer
