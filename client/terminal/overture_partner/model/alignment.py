"""How two people's answers to one question meet. Pure.

A limit that either has set wins over any yes. The phones compute the same in client/static/js/model/alignment.js.
Source: docs/question-sets.md, "How two answers are compared".
"""

from dataclasses import dataclass
from typing import Literal

from overture_partner.model.answers import Answer, Answers
from overture_partner.model.document import Document, Question

State = Literal["both", "different", "limit", "talk", "one-sided", "none"]
Direction = Literal["give", "receive"] | None
Who = Literal["mine", "theirs"]
BY_WEIGHT: tuple[State, ...] = ("limit", "talk", "different", "both", "one-sided", "none")
"""The state of a list of items is that of its weightiest row."""
WILLING = frozenset({"yes", "curious", "condition"})
TIGHTENING = frozenset({"limit", "not-now", "fantasy"})
"""What a level may mean that a notice sets: it can only take away."""


@dataclass(frozen=True)
class Row:
    """One item in one direction, from the reader's side.

    Attributes:
        item: The id of the item.
        direction: Whether the reader gives or receives; None where the item has no direction.
        mine: The reader's row {"level": id, "if": text?}; None if blank.
        theirs: The partner's row.
        state: How the two meet.
    """

    item: str
    direction: Direction
    mine: dict[str, str] | None
    theirs: dict[str, str] | None
    state: State


def state_of(document: Document, question: Question, mine: Answers, theirs: Answers) -> State:
    """Compares the answers to one question.

    Args:
        document: The question set.
        question: One of its questions.
        mine: The reader's answers to the section.
        theirs: The partner's.

    Returns:
        The state. A question that either has marked to talk about is "talk"; a list of items has that of its weightiest
        row.
    """
    if _marked(question, mine) or _marked(question, theirs):
        return "talk"
    if question.kind == "items":
        states = {row.state for row in rows_of(document, question, mine, theirs)}
        return next((state for state in BY_WEIGHT if state in states), "none")
    left, right = mine.answers.get(question.id), theirs.answers.get(question.id)
    if question.align == "none" or (left is None and right is None):
        return "none"
    if question.align == "limit":
        return "limit"
    if left is None or right is None:
        return "one-sided"
    return "both" if _meet(question.align, left, right) else "different"


def _meet(align: str, left: Answer, right: Answer) -> bool:
    if align == "overlap" and isinstance(left, list) and isinstance(right, list):
        return not set(left).isdisjoint(right)
    if align == "near" and isinstance(left, int) and isinstance(right, int):
        return abs(left - right) <= 1
    return left == right


def _marked(question: Question, answers: Answers) -> bool:
    if question.id in answers.talk:
        return True
    answer = answers.answers.get(question.id)
    chosen = answer if isinstance(answer, list) else [answer]
    return any(option.talk and option.id in chosen for option in question.options)


def rows_of(document: Document, question: Question, mine: Answers, theirs: Answers) -> tuple[Row, ...]:
    """Pairs the rows of an item list: what the reader gives stands beside what the partner receives.

    Args:
        document: The question set.
        question: A question of the kind "items".
        mine: The reader's answers to the section.
        theirs: The partner's.

    Returns:
        Every row that either has answered, in the order of the document.
    """
    left, right = mine.rows(question.id), theirs.rows(question.id)
    rows = []
    for item in question.items:
        for key in item.keys:
            one, other = left.get(key), right.get(mirrored(key))
            if one is not None or other is not None:
                either = [document.meaning(question, None if row is None else row["level"]) for row in (one, other)]
                rows.append(Row(item.id, side_of(key), one, other, _row_state(question, *either)))
    return tuple(rows)


def _row_state(question: Question, left: str | None, right: str | None) -> State:
    either = (left, right)
    if "limit" in either:
        return "limit"
    if question.align == "none" or "plain" in either:
        return "none"
    if "unsure" in either:
        return "talk"
    if "not-now" in either or "fantasy" in either:
        return "different"
    return "both" if left in WILLING and right in WILLING else "one-sided"


def mirrored(key: str) -> str:
    """Returns the key of the same act from the other side: what one gives the other receives."""
    if key.endswith("/give"):
        return key.removesuffix("give") + "receive"
    return key.removesuffix("receive") + "give" if key.endswith("/receive") else key


def side_of(key: str) -> Direction:
    """Returns which direction a key names: "item/give", "item/receive", or "item" without a direction."""
    if key.endswith("/give"):
        return "give"
    return "receive" if key.endswith("/receive") else None
