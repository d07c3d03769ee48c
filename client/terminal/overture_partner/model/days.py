"""Days as the reader counts them, by this machine's clock: when the session ends, when somebody would look again.
Never a countdown: days and a time of day. Pure but for the machine's time zone.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal

Soon = Literal["today", "tomorrow", "days"]

DAY: Final = 24 * 60 * 60
FURTHEST: Final = 14
"""Days; said for nothing further away, as no session lives as long."""
SOON: Final[dict[Soon, tuple[int, int]]] = {"today": (0, 21), "tomorrow": (1, 12), "days": (3, 12)}
"""How many days away, and at which hour."""


def local_now() -> datetime:
    return datetime.now(UTC).astimezone()


def local(at: int) -> datetime:
    """Raises OverflowError, ValueError or OSError for a time that is in no calendar."""
    return datetime.fromtimestamp(at, UTC).astimezone()


def time_of(soon: Soon, now: datetime) -> int:
    """Seconds since 1970. At least `now`, however late today is."""
    days, hour = SOON[soon]
    at = datetime.combine(now.date() + timedelta(days=days), time(hour)).astimezone()
    return int(max(at, now).timestamp())


def soon_of(at: int, now: datetime) -> Soon | None:
    """None: nothing that is worth saying."""
    days = days_until(at, now)
    if days is None or not 0 <= days <= FURTHEST:
        return None
    return "today" if days == 0 else "tomorrow" if days == 1 else "days"


def days_until(at: int, now: datetime) -> int | None:
    """How many midnights lie between; None for a time that is in no calendar."""
    try:
        return (local(at).date() - now.date()).days
    except (OverflowError, ValueError, OSError):
        return None


def announced(began: int, ends: int, now: datetime) -> bool:
    """Whether the end is near enough to say so: a day before, or a third of the whole life where that is short."""
    return ends - min(DAY, (ends - began) // 3) <= now.timestamp() < ends
