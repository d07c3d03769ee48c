"""How two people's answers to one question meet. Pure.

A limit that either has set wins over any yes. The phones compute the same in client/static/js/model/alignment.js.
Source: docs/question-sets.md, "How two answers are compared".
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from overture_partner.model.answers import Answer, Answers
from overture_partner.model.document import Document, Item, Question, Texts
from overture_partner.model.final import Final, final_of, may_reopen
from overture_partner.model.outcome import Group, Outcome, Sides, Who, Whose, outcome_of, said_of, same_side, whose
from overture_partner.model.until import Until, until_talked

State = Literal["both", "partly", "missing", "different", "same-side", "final", "limit", "talk", "one-sided", "none"]
Direction = Literal["give", "receive"] | None
BY_WEIGHT: tuple[State, ...] = (
    "final",
    "limit",
    "talk",
    "same-side",
    "different",
    "missing",
    "partly",
    "both",
    "one-sided",
    "none",
)
"""The order in which questions are shown."""
_OF_GROUP: tuple[tuple[Group, State], ...] = (
    ("not-this-time", "limit"), ("talk", "talk"), ("condition", "both"), ("both", "both"),
)  # fmt: skip
"""The state of a list of items is that of its weightiest row."""
TIGHTENING = frozenset({"limit", "not-now", "fantasy"})
"""What a level may mean that a notice sets: it can only take away."""
AnswersOf = Callable[[str], tuple[Answers, Answers] | None]
"""By section id, (mine, theirs) of what was opened last."""


@dataclass(frozen=True)
class Experience:
    """What one person has done before, in giving: a level of a question that asks for experience."""

    who: Who
    question: Question
    level: str


@dataclass(frozen=True)
class Row:
    """One item in one direction, from the reader's side.

    Attributes:
        item: The id of the item.
        direction: Whether the reader gives or receives; None where the item has no direction.
        mine: The reader's row {"level": id, "if": text?}; None if blank.
        theirs: The partner's row.
        outcome: How the two meet.
        risk: What both have to know of it, where both are open to it.
        experience: Of whoever would give; of both where the item has no direction.
    """

    item: str
    direction: Direction
    mine: dict[str, str] | None
    theirs: dict[str, str] | None
    outcome: Outcome
    risk: Texts | None = None
    experience: tuple[Experience, ...] = ()


@dataclass(frozen=True)
class Alignment:
    """How two answers to one question meet.

    Attributes:
        state: The state; of a list of items that of its weightiest row.
        talk: Who wants to talk about it, whatever else the state is; beside a final answer only whoever gave it.
        limit: Whether there is a limit to respect in it, whatever else the state is.
        final: What holds for both, because either has said so.
        until: Where the answers differ, what stands until both have talked.
        rows: Every row of a list that either has answered, in the order of the document.
        common: Of several options, those that both have chosen.
        rest: Of several options, those that only the reader, and only the partner, has chosen.
        missing: Of several options that the two are to cover, those that nobody has chosen; none while nobody has
            answered.
    """

    state: State
    talk: Whose
    limit: bool
    final: Final | None = None
    until: Until | None = None
    rows: tuple[Row, ...] = ()
    common: tuple[str, ...] = ()
    rest: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    missing: tuple[str, ...] = ()


def names_limit(question: Question, answer: Answer | None) -> bool:
    """Tells whether an answer to a question for limits, which is no item list, names one.

    Args:
        question: A question with `align` "limit".
        answer: A validated answer; None if there is none.

    Returns:
        False for an option that excludes all others, such as "None of these".
    """
    alone = {option.id for option in question.options if option.alone}
    chosen = answer if isinstance(answer, list) else [answer]
    return answer is not None and any(one not in alone for one in chosen)


def align_question(
    document: Document, question: Question, mine: Answers, theirs: Answers, answers_of: AnswersOf = lambda _: None
) -> Alignment:
    """Compares the answers to one question.

    Args:
        document: The question set.
        question: One of its questions.
        mine: The reader's answers to the section.
        theirs: The partner's.
        answers_of: For the experience of both, which another section may have asked for.

    Returns:
        How they meet. A limit stays one, whoever wants to talk about it.
    """
    left, right = mine.answers.get(question.id), theirs.answers.get(question.id)
    final = final_of(question, left, right)
    talk = whose(
        mine=may_reopen(final, "mine") and _marked(question, mine),
        theirs=may_reopen(final, "theirs") and _marked(question, theirs),
    )
    if question.kind == "items":
        rows = tuple(
            _with_experience(row, question, document, answers_of) for row in rows_of(document, question, mine, theirs)
        )
        groups = {row.outcome.group for row in rows}
        limit = "not-this-time" in groups
        weightiest: State = next((state for group, state in _OF_GROUP if group in groups), "none")
        return Alignment("talk" if talk is not None and not limit else weightiest, talk, limit, rows=rows)
    until = until_talked(question, left, right) if final is None else None
    limit = question.align == "limit" and (names_limit(question, left) or names_limit(question, right))
    common, rest = _overlap(left, right) if question.align == "overlap" else ((), ((), ()))
    state: State = "limit" if limit else "talk" if talk is not None else _state(question, left, right)
    if final is not None:
        state = "final"
    missing = _missing(question, left, right) if question.align == "cover" else ()
    return Alignment(state, talk, limit, final, until, (), common, rest, missing)


def _state(question: Question, left: Answer | None, right: Answer | None) -> State:
    if _on_same_side(question, left, right):
        return "same-side"
    if question.align in ("none", "limit") or (left is None and right is None):
        return "none"
    if question.align == "cover":
        return "missing" if _missing(question, left, right) else "both"
    if left is None or right is None:
        return "one-sided"
    if question.align == "overlap":
        common, rest = _overlap(left, right)
        return "different" if not common else "partly" if any(rest) else "both"
    if question.align == "near" and isinstance(left, int) and isinstance(right, int):
        return "both" if abs(left - right) <= 1 else "different"
    return "both" if left == right else "different"


def _on_same_side(question: Question, left: Answer | None, right: Answer | None) -> bool:
    """Whether both have answered, and all that either chose is on one side of two that need each other."""
    if left is None or right is None:
        return False
    chosen = [*(left if isinstance(left, list) else [left]), *(right if isinstance(right, list) else [right])]
    sides = {option.id: option.side for option in question.options}
    named = {sides.get(one) if isinstance(one, str) else None for one in chosen}
    return len(named) == 1 and None not in named


def _overlap(
    left: Answer | None, right: Answer | None
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]:
    """The options that both have chosen, and those of each alone."""
    one, other = (tuple(answer) if isinstance(answer, list) else () for answer in (left, right))
    rest = tuple(o for o in one if o not in other), tuple(o for o in other if o not in one)
    return tuple(option for option in one if option in other), rest


def _missing(question: Question, left: Answer | None, right: Answer | None) -> tuple[str, ...]:
    """What nobody has chosen, without options that are no such thing: "None of these", or that mean to talk."""
    if left is None and right is None:
        return ()
    chosen = [option for answer in (left, right) if isinstance(answer, list) for option in answer]
    return tuple(o.id for o in question.options if not o.alone and not o.talk and o.id not in chosen)


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
        Every row that either has answered, in the order of the document, without experience.
    """
    left, right = mine.rows(question.id), theirs.rows(question.id)
    return tuple(
        row
        for item in question.items
        for row in _rows_of_item(document, question, item, left, right)
        if row.mine is not None or row.theirs is not None
    )


def _rows_of_item(
    document: Document,
    question: Question,
    item: Item,
    left: dict[str, dict[str, str]],
    right: dict[str, dict[str, str]],
) -> Iterator[Row]:
    is_compared = question.align != "none"
    pairs = {key: (left.get(key), right.get(mirrored(key))) for key in item.keys}
    sides = {key: Sides(*(_said(document, question, row) for row in pair)) for key, pair in pairs.items()}
    same = same_side(*sides.values()) if item.direction and is_compared else None
    for key, (one, other) in pairs.items():
        outcome = same or outcome_of(sides[key], has_risk=item.risk is not None, is_compared=is_compared)
        is_open = outcome.group in ("talk", "both", "condition") and outcome.outcome != "talk-unsure-blank"
        yield Row(item.id, side_of(key), one, other, outcome, item.risk if is_open else None)


def _said(document: Document, question: Question, row: dict[str, str] | None) -> str | None:
    return None if row is None else said_of(document.meaning(question, row["level"]), row)


def once_per_act(rows: Iterable[Row]) -> Iterator[Row]:
    """Lists rows for their reader: two who want the same side are told once, and not once a direction.

    Yields:
        Each act whose outcome is that of both its directions as one row, without a direction.
    """
    twins: dict[str, Row] = {}
    for row in rows:
        if row.outcome.outcome not in ("both-give", "both-receive"):
            yield row
        elif (first := twins.pop(row.item, None)) is None:
            twins[row.item] = row
        else:
            yield replace(first, direction=None, mine=first.mine or row.mine, theirs=first.theirs or row.theirs)


def _with_experience(row: Row, question: Question, document: Document, answers_of: AnswersOf) -> Row:
    asked = next(item.experience for item in question.items if item.id == row.item)
    if asked is None:
        return row
    return replace(row, experience=tuple(experience_of(document, asked, row.direction, answers_of)))


def experience_of(
    document: Document, experience: str, direction: Direction, answers_of: AnswersOf
) -> Iterator[Experience]:
    """Finds the experience of the person who would give.

    Args:
        document: The question set.
        experience: The id of an item of a question that asks for experience.
        direction: The direction of the act, from the reader's side.
        answers_of: What was opened last of each section.

    Yields:
        Nothing where it was not answered, or not opened.
    """
    givers: tuple[Who, ...] = {"give": ("mine",), "receive": ("theirs",)}.get(direction or "", ("mine", "theirs"))  # type: ignore[assignment]
    for section in document.sections:
        pair = answers_of(section.id) if section.reveal == "both" else None
        for question in section.questions if pair is not None else ():
            if pair is None or question.gather != "experience":
                continue
            for item in (item for item in question.items if item.id == experience):
                for who in givers:
                    row = pair[0 if who == "mine" else 1].rows(question.id).get(item.keys[0])
                    if row is not None:
                        yield Experience(who, question, row["level"])


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
