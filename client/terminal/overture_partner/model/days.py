"""Days as the reader counts them, in the time zone of this machine. Pure.

For when the session ends and when somebody would like to look again: days and a time of day, never a countdown.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal

from overture_partner.model.clocks import Clocks

Soon = Literal["today", "tomorrow", "days"]

DAY: Final = 24 * 60 * 60
FURTHEST: Final = 14
"""Days. A time further away is not mentioned, as no session lasts that long."""
SOON: Final[dict[Soon, tuple[int, int]]] = {"today": (0, 21), "tomorrow": (1, 12), "days": (3, 12)}
"""How many days away, and at which hour."""


def local(at: int) -> datetime:
    """Converts seconds since 1970 to local time.

    Raises:
        OverflowError, ValueError, OSError: No calendar has that time.
    """
    return datetime.fromtimestamp(at, UTC).astimezone()


def time_of(soon: Soon, now: datetime) -> int:
    """Computes the time that a choice means.

    Args:
        soon: The choice.
        now: The local time now.

    Returns:
        Seconds since 1970, not before `now`, however late today is.
    """
    days, hour = SOON[soon]
    at = datetime.combine(now.date() + timedelta(days=days), time(hour)).astimezone()
    return int(max(at, now).timestamp())


def soon_of(at: int, now: datetime) -> Soon | None:
    """Rounds a time to a choice.

    Args:
        at: Seconds since 1970, not trusted.
        now: The local time now.

    Returns:
        The choice that describes it; None if the time has passed or is too far away to mention.
    """
    days = days_until(at, now)
    if days is None or not 0 <= days <= FURTHEST:
        return None
    return "today" if days == 0 else "tomorrow" if days == 1 else "days"


def days_until(at: int, now: datetime) -> int | None:
    """Counts the midnights between now and a time.

    Args:
        at: Seconds since 1970, not trusted.
        now: The local time now.

    Returns:
        0 for today; None for a time that no calendar has.
    """
    try:
        return (local(at).date() - now.date()).days
    except (OverflowError, ValueError, OSError):
        return None


def look_again_of(at: int, clocks: Clocks) -> Soon | Literal["date"] | None:
    """Words when to look again.

    Args:
        at: Seconds since 1970, not trusted.
        clocks: What the clocks say now.

    Returns:
        The choice that describes it; "date" if only the date is sure; None if there is nothing worth saying.
    """
    if clocks.name_days:
        return soon_of(at, local(int(clocks.now)))
    return "date" if clocks.lifetime.began < at < clocks.lifetime.ends + FURTHEST * DAY else None


def announced(clocks: Clocks) -> bool:
    """Decides whether the end of the session is near enough to mention, by the hub's clock if it is known.

    Args:
        clocks: What the clocks say now.

    Returns:
        True in the last day, or in the last third of a session that is shorter than three days.
    """
    began, ends = clocks.lifetime.began, clocks.lifetime.ends
    now = clocks.now if clocks.hub is None else clocks.hub
    return ends - min(DAY, (ends - began) // 3) <= now < ends
