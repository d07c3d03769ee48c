"""Days as a reader counts them."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from overture_partner.model.clocks import Clocks, Lifetime
from overture_partner.model.days import DAY, SOON, announced, soon_of, time_of

NOON = datetime(2026, 3, 2, 12).astimezone()
LATE = datetime(2026, 3, 2, 23, 30).astimezone()


def test_what_was_chosen_is_read_as_that_and_moves_with_the_days() -> None:
    for now in (NOON, LATE):
        assert [soon_of(time_of(soon, now), now) for soon in SOON] == ["today", "tomorrow", "days"]
        assert all(time_of(soon, now) >= now.timestamp() for soon in SOON)
        at = time_of("days", now)
        assert [soon_of(at, now + timedelta(days=days)) for days in (1, 2, 3, 4)] == ["days", "tomorrow", "today", None]


@given(st.integers())
def test_a_time_that_makes_no_sense_is_not_told(at: int) -> None:
    near = abs(at - NOON.timestamp()) < 20 * DAY
    assert near or soon_of(at, NOON) is None


def test_the_end_is_announced_a_day_before_and_later_for_a_short_life() -> None:
    now = int(NOON.timestamp())
    lives = [(0, 6 * DAY), (5 * DAY, DAY), (5 * DAY, DAY + 1), (7 * 3600, 5 * 3600), (8 * 3600, 4 * 3600), (DAY, 0)]
    clocks = [Clocks(now, None, Lifetime(now - before, now + after)) for before, after in lives]
    assert [announced(each) for each in clocks] == [False, True, False, False, True, False]
    # Where the hub's clock is known, this machine's is not asked.
    assert [announced(replace(each, now=0, hub=now)) for each in clocks] == [announced(each) for each in clocks]
