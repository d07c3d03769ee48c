"""Days as a reader counts them, on a phone as in the terminal."""

from typing import Any

from playwright.sync_api import Page

from tests.client.modules import run

DAY = 24 * 3600


def days(page: Page, body: str, value: Any = None) -> Any:
    return run(page, "model/days.js", body, value)


def test_what_was_chosen_is_read_as_that_and_moves_with_the_days(page: Page) -> None:
    # The clocks change in most of Europe on the 29th of March.
    read = days(
        page,
        """const on = (day, hour) => new Date(2026, 2, day, hour);
        const chosen = [on(27, 9), on(27, 23)].map((now) =>
          code.soonFrom(now).map((soon) => [soon, code.soonOf(code.timeOf(soon, now), now)]));
        const at = code.timeOf('days', on(27, 9));
        return [...chosen, [27, 28, 29, 30, 31].map((day) => code.soonOf(at, on(day, 20)))];""",
    )
    assert read == [
        [["today", "today"], ["tomorrow", "tomorrow"], ["days", "days"]],
        [["tomorrow", "tomorrow"], ["days", "days"]],
        ["days", "days", "tomorrow", "today", None],
    ]


def test_a_time_that_makes_no_sense_is_not_told(page: Page) -> None:
    times = [-1, 0, 2**31 * 4, 2**53 - 1, -(2**53) + 1]
    assert days(page, "return value.map((at) => code.soonOf(at, new Date(2026, 2, 27)));", times) == [None] * 5


def test_the_end_is_announced_a_day_before_and_later_for_a_short_life(page: Page) -> None:
    body = "return value.map(([from, to]) => to - code.announcedFrom(from, to));"
    assert days(page, body, [[0, 6 * DAY], [0, 12 * 3600], [0, 3 * DAY]]) == [DAY, 4 * 3600, DAY]


def test_a_moment_is_said_by_the_day_and_the_time_of_day(page: Page) -> None:
    said = days(
        page,
        """const now = new Date(2026, 2, 27, 9);
        const at = (day) => new Date(2026, 2, day, 21, 5).getTime() / 1000;
        return [27, 28, 29].map((day) => code.momentOf(at(day), now, 'en')).map((each) => [each.day, each.date]);""",
    )
    assert said == [["today", "Friday, March 27"], ["tomorrow", "Saturday, March 28"], ["date", "Sunday, March 29"]]
