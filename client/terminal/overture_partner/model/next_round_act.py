"""What comes next in one asking of a section, whether it opens whole or is mutual. Pure.

The hub has these rules too, and is relied on for none of them. The phone has the same function in
model/next-round-act.js, and tests/vectors/rounds.json holds the two together.
"""

from dataclasses import dataclass
from typing import Literal

from overture_partner.model.views import RoundView, Slots

RoundAct = Literal["nothing", "commit", "open-commit", "release", "open-release", "report", "shut", "elsewhere"]
"""What to do:

- `nothing`: wait for another view.
- `commit`: send one's own commit.
- `open-commit`: open the partner's commit and store what is in it.
- `release`: send one's own release against what was in the partner's commit.
- `open-release`: open the partner's release, and with it their answers or the matches.
- `report`: tell the hub that the round cannot be opened here.
- `shut`: nothing can come of the round here any more: erase what was kept for it.
- `elsewhere`: the commit was not made here, so it is released and opened where it was made.
"""


@dataclass(frozen=True)
class Held:
    """What is stored here of a round."""

    commit: str | None = None
    """Digest of one's own commit, where it was made here."""
    inner: bool = False
    """What was in the partner's commit is stored: it was sealed by them, and it is sound."""
    released: bool = False
    """One's own release is stored: the partner may have seen what was sealed here."""
    opened: bool = False
    """It is open, and nothing is left to do."""
    seen: bool = False
    """It was opened here before, and has only to be read again; a terminal has it in memory, and never needs to."""
    broken: str | None = None
    """Why it can never be opened here."""
    burnt: bool = False
    """It was handed over to another phone unreleased, which may release it there; a terminal hands nothing over."""


@dataclass(frozen=True, kw_only=True)
class RoundFacts:
    """How things stand just before an act: a pause holds at once."""

    held: Held
    shown: RoundView
    """The round as the log joined with the view has it."""
    mutual: bool
    """Whether the section is mutual, by the document."""
    paused: bool
    """By either person, whether or not the hub has acknowledged it."""
    scene: bool
    """Whether a scene is running or stopped."""
    ready: bool
    """Whether both are ready."""
    newest: bool
    """Whether this is the newest round of its section."""


def next_round_act(facts: RoundFacts) -> RoundAct:
    """Decides what comes next in a round.

    Args:
        facts: How things stand now.

    Returns:
        The one act that is due; "nothing" to wait for another view.

    Source: docs/protocol.md, "Sealed answers" and "Mutual sections".
    """
    held, shown = facts.held, facts.shown
    if held.opened:
        return "nothing"
    if held.broken is not None:
        return "nothing" if shown.broken is not None else "report"
    if shown.mine.commit is None:
        may_commit = facts.ready and facts.newest and not (facts.paused or facts.scene or shown.broken)
        return "commit" if may_commit and held.commit is not None else "nothing"
    if shown.theirs is None or shown.theirs.commit is None:
        return "nothing"
    if held.burnt:
        # The other phone may release the same seal against another commit.
        return "shut"
    if held.commit != shown.mine.commit:
        return "elsewhere"
    return _exchange_act(facts, shown.theirs)


def _exchange_act(facts: RoundFacts, theirs: Slots) -> RoundAct:
    """What comes next when both commits are there, and one's own was made here."""
    held, shown = facts.held, facts.shown
    is_exchanged = held.inner and held.released and theirs.release is not None
    if shown.broken is not None and not is_exchanged:
        # A partner who reports a round after reading it cannot hide their own answers that way.
        return "shut" if facts.mutual else "nothing"
    if facts.paused:
        return "open-release" if is_exchanged and held.seen else "nothing"
    if not held.inner:
        return "open-commit"
    if is_exchanged:
        return "open-release"
    return "release" if shown.mine.release is None else "nothing"
