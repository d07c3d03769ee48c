"""What two people's answers to one act mean together. Pure.

The phones compute the same in client/static/js/model/outcome.js, and tests/vectors/outcomes.json binds both:
every pair of levels, from either side. Source: docs/question-sets.md, "How two answers are compared".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Who = Literal["mine", "theirs"]
Whose = Literal["mine", "theirs", "both"] | None
Group = Literal["talk", "both", "condition", "not-this-time", "none"]
"""Which kind of result it is, for headings and filters."""
OutcomeName = Literal[
    "limit", "not-now", "fantasy", "not-this-time",
    "talk-unsure", "talk-unsure-blank", "condition-unsaid", "talk-condition", "talk-yes-curious", "talk-curious-both",
    "both-give", "both-receive", "both-risk", "for-you-risk", "both", "for-you", "condition", "condition-alone",
    "neither-asks", "unanswered", "open", "none",
]  # fmt: skip
GROUPS: Mapping[OutcomeName, Group] = {
    "limit": "not-this-time",
    "not-now": "not-this-time",
    "fantasy": "not-this-time",
    "not-this-time": "not-this-time",
    "talk-unsure": "talk",
    "talk-unsure-blank": "talk",
    "condition-unsaid": "talk",
    "talk-condition": "talk",
    "talk-yes-curious": "talk",
    "talk-curious-both": "talk",
    "both-give": "talk",
    "both-receive": "talk",
    "both-risk": "talk",
    "for-you-risk": "talk",
    "both": "both",
    "for-you": "both",
    "condition": "condition",
    "condition-alone": "condition",
    "neither-asks": "none",
    "unanswered": "none",
    "open": "none",
    "none": "none",
}
WILLING = frozenset({"yes", "curious", "condition", "willing"})
"""Levels that are one kind of yes."""
_AGREED = frozenset({"both", "both-risk", "for-you", "for-you-risk", "condition"})
_UNSETTLED = frozenset(
    {"talk-unsure", "talk-unsure-blank", "condition-unsaid", "talk-condition", "talk-yes-curious", "talk-curious-both"}
)
_ASKING = frozenset({"yes", "curious", "condition", "condition-unsaid"})
"""What asks for the act, and does not only agree to it."""


@dataclass(frozen=True)
class Outcome:
    """What two answers to an act come to.

    Attributes:
        outcome: Its name.
        who: Whose limit or condition it is, who is curious or not sure, who left it blank, for whom it is;
            None: nobody's.
    """

    outcome: OutcomeName
    who: Whose

    @property
    def group(self) -> Group:
        """Which kind of result it is."""
        return GROUPS[self.outcome]

    @property
    def is_agreed(self) -> bool:
        """Whether both agree to the act: it is shared ground, with whatever else the outcome says."""
        return self.outcome in _AGREED

    @property
    def is_unsettled(self) -> bool:
        """Whether the act has to be talked about before it is shared ground anywhere."""
        return self.outcome in _UNSETTLED


_NONE = Outcome("none", None)


@dataclass(frozen=True)
class Sides:
    """What both said to one direction, each from `said_of`."""

    mine: str | None
    theirs: str | None

    def by(self, *means: str | None) -> Whose:
        """Returns who said one of these."""
        return whose(mine=self.mine in means, theirs=self.theirs in means)


def whose(*, mine: bool, theirs: bool) -> Whose:
    """Names whom something is true of."""
    if mine and theirs:
        return "both"
    return "mine" if mine else "theirs" if theirs else None


def said_of(means: str | None, row: Mapping[str, str] | None) -> str | None:
    """Reads an answer for `outcome_of`.

    Args:
        means: What the level means; None when blank.
        row: The answer.

    Returns:
        The same, but "condition-unsaid" for a condition without its text.
    """
    return "condition-unsaid" if means == "condition" and not (row or {}).get("if") else means


def outcome_of(sides: Sides, *, has_risk: bool = False, is_compared: bool = True) -> Outcome:
    """Says what two answers to an act in one direction come to.

    Args:
        sides: What both said.
        has_risk: Whether the item has a risk line.
        is_compared: False where the list is only shown, so that nothing but a limit counts.

    Returns:
        The outcome.

    Source: docs/question-sets.md, "How two answers are compared".
    """
    by = sides.by
    if who := by("limit"):
        return Outcome("limit", who)
    if by("not-now") and by("fantasy"):
        return Outcome("not-this-time", "both")
    if who := by("not-now"):
        return Outcome("not-now", who)
    if who := by("fantasy"):
        return Outcome("fantasy", who)
    if not is_compared or by("plain"):
        return _NONE
    if who := by("unsure"):
        return Outcome("talk-unsure-blank" if by(None) else "talk-unsure", who)
    if who := by(None):
        return Outcome("open", None) if by("open") else Outcome("unanswered", who)
    if who := by("condition-unsaid"):
        return Outcome("condition-unsaid", who)
    return _met(sides, has_risk=has_risk)


def _met(sides: Sides, *, has_risk: bool) -> Outcome:
    """Of two that are neither a limit nor blank."""
    by = sides.by
    if by("open") == "both":
        return Outcome("open", None)
    if by("open"):
        return Outcome("condition-alone", who) if (who := by("condition")) else _NONE
    if who := by("condition"):
        return Outcome("talk-condition" if by("curious", "willing") else "condition", who)
    if by("willing") == "both":
        return Outcome("neither-asks", "both")
    if by("willing"):
        return Outcome("for-you-risk" if has_risk else "for-you", by("yes", "curious"))
    if who := by("curious"):
        return Outcome("talk-curious-both" if who == "both" else "talk-yes-curious", who)
    # What this version does not know is no yes.
    return Outcome("both-risk" if has_risk else "both", "both") if by("yes") == "both" else _NONE


def same_side(give: Sides, receive: Sides) -> Outcome | None:
    """Says whether two people want the same side of an act, and nobody the other.

    Args:
        give: What I said to giving, and they to receiving.
        receive: What I said to receiving, and they to giving.

    Returns:
        The outcome of the act; None where it is not so.
    """
    if give.mine in _ASKING and receive.theirs in _ASKING and give.theirs is None and receive.mine is None:
        return Outcome("both-give", "both")
    if give.theirs in _ASKING and receive.mine in _ASKING and give.mine is None and receive.theirs is None:
        return Outcome("both-receive", "both")
    return None
