"""Phones whose clock is wrong: by a week ahead, a week behind, and put right in between."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.people import Person, are_talking, pair
from tests.support.browser import Phones


def test_the_newest_conversation_comes_first_whatever_the_clock_was(phones: Phones) -> None:
    """A tab that is about none yet opens the newest that is on this phone: begun by a clock that was set back twice."""
    mia = Person(phones.mia)
    for weeks in (1, 0, -1):
        phones.mia.set_the_clock(datetime.now(UTC) + timedelta(weeks=weeks))
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


def test_a_clock_that_is_wrong_names_no_day_and_no_order_of_days(mia: Person, sam: Person) -> None:
    """By such a clock any day is another. The date of the end is the hub's, and true."""
    are_talking(mia, sam)
    for weeks in (1, -1):
        mia.phone.set_the_clock(datetime.now(UTC) + timedelta(weeks=weeks))
        mia.phone.goto("/s")
        mia.pauses()
        expect(mia.page.get_by_role("button", name="In a few days")).to_be_visible()
        mia.page.get_by_role("button", name="In a few days").click()
        expect(mia.page.get_by_role("button", name="Leave it open")).to_be_visible()
        expect(mia.page.get_by_text("The server deletes this conversation before that")).to_have_count(0)
        mia.resumes()
        mia.sees_no_pause()
        mia.goes_to("this-conversation")
        when = mia.page.locator("overture-ending[part=when]")
        expect(when).to_contain_text("The server deletes this conversation on ")
