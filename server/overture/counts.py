"""What one process counts of itself, so that an operator can see how it does (`METRICS` in docs/operating.md).

Nothing here is about people: there are no ids, codes, addresses or names, and every name of a count comes from a list
in the code. What two people do in a conversation is one kind of command, because in a quiet hub a count of pauses, kept
over time, would say when somebody paused.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

ENGINE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the classes in which the engine's times are counted."""
REFUSALS = frozenset({"away", "bad-message", "full", "gone", "slow-down"})
"""The refusals that tell something about a hub. All others follow from the rules of a conversation."""


class Histogram:
    """Counts of values by class.

    Args:
        bounds: The upper bound of each class, in rising order. What is above the last is in one more class.
    """

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value


class Counts:
    """The counts of one process. They only grow, except `sockets`."""

    def __init__(self) -> None:
        self.sockets = 0
        """Open sockets."""
        self.commands: Counter[str] = Counter()
        """Commands by kind."""
        self.refusals: Counter[str] = Counter()
        """Refused commands by code; "rules" for every code that is not in `REFUSALS`."""
        self.requests: Counter[tuple[str, int]] = Counter()
        """Answered HTTP requests by kind and status."""
        self.engine = Histogram(ENGINE_SECONDS)
        """Seconds that the engine took for the commands of one pipeline."""
        self.sessions: Callable[[], int] = int
        """Returns how many sessions have a socket here."""
        self.is_away: Callable[[], bool] = bool
        """Returns whether the engine is away."""
        self.cached: Callable[[], int] = int
        """Returns the characters of boxes that are kept to be sent on."""

    def refused(self, code: str) -> None:
        """Count a refusal."""
        self.refusals[code if code in REFUSALS else "rules"] += 1
