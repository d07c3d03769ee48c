"""Phones whose clock is wrong: by a week ahead, a week behind, and put right in between."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, pair, pair_and_begin
from tests.support.browser import Phones


@pytest.mark.parametrize("weeks", [1, -1], ids=["ahead", "behind"])
def test_the_newest_conversation_comes_first_whatever_the_clock_was(phones: Phones, weeks: int) -> None:
    """A tab that is about none yet opens the newest that is on this phone."""
    mia = Person(phones.mia)
    first, second = (timedelta(weeks=weeks), timedelta()) if weeks > 0 else (timedelta(), timedelta(weeks=weeks))
    phones.mia.set_the_clock(datetime.now(UTC) + first)
    mia.starts()
    phones.mia.set_the_clock(datetime.now(UTC) + second)
    code = mia.starts()
    tab = phones.mia.new_tab()
    tab.goto("/s")
    expect(tab.locator("overture-code")).to_contain_text(code)


def test_who_joined_has_the_newest_first_too(phones: Phones) -> None:
    mia, sam = Person(phones.mia), Person(phones.sam)
    phones.sam.set_the_clock(datetime.now(UTC) + timedelta(weeks=1))
    pair(mia, sam)
    phones.sam.set_the_clock(datetime.now(UTC))
    code = sam.starts()
    tab = phones.sam.new_tab()
    tab.goto("/s")
    expect(tab.locator("overture-code")).to_contain_text(code)


@pytest.mark.parametrize("weeks", [1, -1], ids=["ahead", "behind"])
def test_a_clock_that_is_wrong_names_no_day_and_no_order_of_days(phones: Phones, weeks: int) -> None:
    """By such a clock any day is another. The date of the end is the hub's, and true."""
    mia, sam = Person(phones.mia), Person(phones.sam)
    pair_and_begin(mia, sam)
    phones.mia.set_the_clock(datetime.now(UTC) + timedelta(weeks=weeks))
    phones.mia.goto("/s")
    mia.pauses()
    expect(mia.page.get_by_role("button", name="In a few days")).to_be_visible()
    mia.page.get_by_role("button", name="In a few days").click()
    expect(mia.page.get_by_role("button", name="Leave it open")).to_be_visible()
    expect(mia.page.get_by_text("The server deletes this conversation before that")).to_have_count(0)
    mia.resumes()
    mia.goes_to("this-conversation")
    when = mia.page.locator("overture-ending[part=when]")
    expect(when).to_contain_text("The server deletes this conversation on ")
