"""Sentences about time: when somebody would like to look again, and when the session ends."""

from datetime import UTC, datetime

from overture_partner.i18n import t
from overture_partner.model.days import announced, days_until, local, soon_of


def local_now() -> datetime:
    """Returns the time now in the time zone of this machine."""
    return datetime.now(UTC).astimezone()


def later_line(whose: str, at: int | None) -> list[str]:
    """Writes when somebody would like to look again.

    Args:
        whose: "mine" or "theirs".
        at: Seconds since 1970; None for no time.

    Returns:
        At most one sentence.
    """
    soon = None if at is None else soon_of(at, local_now())
    return [] if soon is None else [t(f"resume-time.{whose}-{soon}")]


def ending_line(began: int, ends: int) -> list[str]:
    """Writes when the session ends, if that is near enough.

    Args:
        began: When this participant joined, in seconds since 1970.
        ends: When the session ends, in seconds since 1970.

    Returns:
        At most one sentence.
    """
    now = local_now()
    if not announced(began, ends, now):
        return []
    clock = local(ends).strftime("%H:%M")
    return [t("ending.today" if days_until(ends, now) == 0 else "ending.tomorrow", time=clock)]
