"""What time it is, where two clocks may be wrong: this machine's, and the hub's, sent on each connection. Pure.

Neither is believed alone: a machine's clock may be put right at any moment, and a hub may lie. The phone has the same
in model/clocks.js. Source: docs/protocol.md, "Time".
"""

from dataclasses import dataclass
from typing import Final

SLACK: Final = 3600
"""Seconds. Two clocks that are right may differ by less."""
LONGEST_LIFE: Final = 6 * 24 * 3600
"""Seconds that a session lives at most."""


@dataclass(frozen=True)
class Lifetime:
    """When the session began and when the hub deletes it, by the hub's clock, in seconds since 1970."""

    began: int
    ends: int


@dataclass(frozen=True)
class Measure:
    """The hub's time, and when it arrived by the monotonic clock, both in seconds."""

    hub: int
    at: float

    def time_by(self, steady: float) -> float:
        """Computes the time by the hub's clock.

        Args:
            steady: Seconds, by a clock that nobody sets.

        Returns:
            Seconds since 1970.
        """
        return self.hub + (steady - self.at)


@dataclass(frozen=True)
class Clocks:
    """What both clocks say.

    Attributes:
        now: Seconds since 1970, by this machine's clock.
        hub: The same by the hub's; None if it has told none that is believed.
        lifetime: Of the session.
    """

    now: float
    hub: float | None
    lifetime: Lifetime

    @property
    def name_days(self) -> bool:
        """Whether days may be named by this machine's clock: by any other clock any day would be another.

        The hub's clock agrees with it; or, if the hub has told none, it can be right, since a session that is there has
        begun and is not over.
        """
        if self.hub is not None:
            return abs(self.now - self.hub) < SLACK
        return self.lifetime.began - SLACK < self.now < self.lifetime.ends + SLACK


def measured(last: Measure | None, told: object, steady: float, lifetime: Lifetime) -> Measure | None:
    """Takes in what a hub tells of its time.

    Args:
        last: What was believed before.
        told: Seconds since 1970, not trusted.
        steady: Seconds, by a clock that nobody sets.
        lifetime: Of the session.

    Returns:
        The last one if this is no time, if the session has not begun or is over by it, or if it goes back.

    Source: docs/protocol.md, "Time".
    """
    if type(told) is not int:
        return last
    before = lifetime.began if last is None else last.time_by(steady)
    ends = min(lifetime.ends, lifetime.began + LONGEST_LIFE)
    is_believed = max(lifetime.began, before) - SLACK < told < ends + SLACK
    return Measure(told, steady) if is_believed else last
