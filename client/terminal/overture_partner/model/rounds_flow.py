"""What comes next in one asking of a section (docs/protocol.md, "Sealed answers"). Pure.

These are one's own rules: the hub has the same, and is not relied on for any of them.
"""

from dataclasses import dataclass
from enum import Enum, auto

from overture_partner.model.views import RoundView


class Act(Enum):
    WAIT = auto()
    COMMIT = auto()
    OPEN_COMMIT = auto()
    """Open and keep the partner's inner box; only then may one's own key be released."""
    RELEASE = auto()
    OPEN_RELEASE = auto()
    REPORT = auto()
    """Tell that the round cannot be opened."""


@dataclass(frozen=True)
class Held:
    """What is stored of this asking: the digest of one's own commit, whether the partner's inner box came out of a
    genuine commit, whether their answers have been read, why it cannot be opened, and whether there is a release, so
    that one's own answers may have been seen.
    """

    commit: str | None = None
    inner: bool = False
    opened: bool = False
    broken: str | None = None
    released: bool = False


def next_act(asked: RoundView, held: Held, *, may_seal: bool, paused: bool) -> Act:
    """`may_seal`: both are ready and this is the newest round. `paused`: by anyone, heard of by the hub or not."""
    if held.commit is None or held.opened:
        return Act.WAIT
    if held.broken is not None:
        return Act.REPORT if asked.broken is None and asked.state != "broken" else Act.WAIT
    if asked.mine.commit is None:
        return Act.COMMIT if may_seal and not paused and asked.state == "open" else Act.WAIT
    theirs = asked.theirs
    if paused or asked.mine.commit != held.commit or theirs is None or theirs.commit is None:
        return Act.WAIT
    if asked.state == "broken" and (asked.mine.release is None or theirs.release is None):
        return Act.WAIT
    if not held.inner:
        return Act.OPEN_COMMIT
    if asked.mine.release is None:
        return Act.RELEASE
    # A partner who reports a round as broken the moment they have read it does not keep their own answers back by that.
    return Act.OPEN_RELEASE if theirs.release is not None else Act.WAIT
