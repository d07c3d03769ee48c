"""Sentences about time: when somebody would like to look again, and when the session ends."""

from datetime import UTC, datetime

from overture_partner.i18n import t
from overture_partner.model.clocks import Clocks
from overture_partner.model.days import announced, days_until, local, look_again_of


def local_now() -> datetime:
    """Returns the time now in the time zone of this machine."""
    return datetime.now(UTC).astimezone()


def later_line(whose: str, at: int | None, clocks: Clocks) -> list[str]:
    """Writes when somebody would like to look again.

    Args:
        whose: "mine" or "theirs".
        at: Seconds since 1970; None for no time.
        clocks: What the clocks say now.

    Returns:
        At most one sentence.
    """
    if at is None:
        return []
    # What was said here is shown whatever the clock makes of it.
    soon = look_again_of(at, clocks) or ("date" if whose == "mine" and not clocks.name_days else None)
    return [] if soon is None else [t(f"resume-time.{whose}-{soon}", date=f"{local(at):%Y-%m-%d}")]


def clock_line(clocks: Clocks) -> list[str]:
    """Warns that another day may be read than is meant, where this machine's clock and the hub's differ.

    What is sealed goes by this machine's clock, as no hub may move what its person has said.
    """
    return [] if clocks.name_days else [t("resume-time.clock", date=f"{local(int(clocks.now)):%Y-%m-%d}")]


def ending_line(clocks: Clocks) -> list[str]:
    """Writes when the session ends, if that is near enough.

    Returns:
        At most one sentence. Whether it is near goes by the hub's clock, and the name of the day by this machine's.
    """
    ends = clocks.lifetime.ends
    if not announced(clocks):
        return []
    day = "date" if not clocks.name_days else "today" if days_until(ends, local_now()) == 0 else "tomorrow"
    return [t(f"ending.{day}", time=f"{local(ends):%H:%M}", date=f"{local(ends):%Y-%m-%d}")]
