"""What the standing is made of: points of its parts, open points, and what both have settled. Pure data.

Directions are always from the reader's side. Source: docs/question-sets.md, "What a question feeds".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from overture_partner.model.alignment import Direction, Experience
from overture_partner.model.answers import Answer
from overture_partner.model.document import Item, Question, Texts
from overture_partner.model.final import Final
from overture_partner.model.outcome import Outcome, Who, Whose
from overture_partner.model.precedence import Row
from overture_partner.model.until import Until
from overture_partner.protocol.asides import Notice

AnswerPart = Literal[
    "limits", "final", "shared", "conditions", "plan", "stop-signals", "aftercare", "check-in", "help"
]  # fmt: skip
"""What an answer can feed; "final" are answers to what is to be shared that hold because either gave them."""
Part = Literal[AnswerPart, "mutual"]
"""A part of the standing; "mutual" are matches of mutual sections."""
ClashKind = Literal["crossed", "alike", "stop", "slow"]
"""What is more dangerous comes first."""
Reason = Literal[
    "talk", "talk-answer", "unsure", "different", "partly", "missing", "same-side", "stop-words", "first", "again",
    "asked", "final",
]  # fmt: skip


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
class UntilPoint:
    """A question that the two have answered differently, with what stands until both have talked."""

    question: Question
    until: Until


@dataclass(frozen=True)
class FinalPoint:
    """An answer that holds for both because either gave it."""

    question: Question
    final: Final


@dataclass(frozen=True)
class ActPoint:
    """One item in one direction; with `who`, `question` and `row` where it is one person's own answer.

    Of an act that both agree to, `outcome` says how their answers meet, `risk` what both have to know of it, and
    `experience` what whoever would give has done before.
    """

    item: Item
    direction: Direction
    who: Who | None = None
    question: Question | None = None
    row: Row | None = None
    outcome: Outcome | None = None
    risk: Texts | None = None
    experience: tuple[Experience, ...] = ()


Point = AnswerPoint | CommonPoint | UntilPoint | FinalPoint | ActPoint


@dataclass(frozen=True)
class Clash:
    """Two words for stopping or for slowing down that differ, or one that is for both.

    Attributes:
        question: The question that was answered last of the two.
        kind: Which words differ; "crossed": the word stops one and only slows the other; "alike": somebody has one word
            for both.
        mine: What the reader said; empty for nothing.
        theirs: What the partner said; empty for nothing.
    """

    question: Question
    kind: ClashKind
    mine: str
    theirs: str


@dataclass(frozen=True)
class OpenPoint:
    """Something to talk about: a question, or one item of it.

    Attributes:
        question: The question.
        reason: Why; "talk-answer": not every one of `who` has marked it, but what they chose means to talk; "again":
            there was a yes, and it was not repeated; "unsure": somebody was, and has left it blank since; "final":
            whoever gave a final answer wants to talk about it all the same.
        item: The item.
        direction: Its direction.
        who: Who marked it to be talked about, or asks; of an act, of whom the reason is true.
        outcome: Of an act, why it is to be talked about.
        first: Whether either wants to talk about it first.
        text: What they ask.
        clash: Of a word for stopping, what each said.
        missing: The ids of the options that nobody has chosen.
    """

    question: Question
    reason: Reason
    item: Item | None = None
    direction: Direction = None
    who: Whose = None
    outcome: Outcome | None = None
    first: bool = False
    text: str | None = None
    clash: Clash | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class SettledWords:
    """What both have settled in their own words: it comes before anything else of its section.

    Attributes:
        section: The id of the section.
        text: Their words.
        parts: What the questions of the section feed, as `gather` names it.
    """

    section: str
    text: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """Where the two stand in one chapter.

    Attributes:
        settled_words: What both have settled, by section.
        parts: By part, its points in the order in which they are shown; a part without points is absent.
        open: What is to be talked about; first what either wants to talk about first.
        mine: The reader's notices.
        theirs: The partner's notices.
        unreadable: Whether a notice of the partner cannot be opened.
    """

    settled_words: tuple[SettledWords, ...]
    parts: Mapping[Part, tuple[Point, ...]]
    open: tuple[OpenPoint, ...]
    mine: tuple[Notice, ...]
    theirs: tuple[Notice, ...]
    unreadable: bool
