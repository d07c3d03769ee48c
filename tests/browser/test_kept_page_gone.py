"""The page that a phone keeps goes with the last conversation, however that one goes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.keeping import EN, LEFT, NOTHING_LEFT, is_kept, keeping, locks
from tests.browser.people import Person, are_talking
from tests.support.browser import Phones, phones_at
from tests.support.hub import SharedHubs


@pytest.fixture
def phones(browser: Browser, shared_hubs: SharedHubs) -> Iterator[Phones]:
    with phones_at(browser, shared_hubs.with_settings().url) as both:
        yield both


def test_deleting_the_page_leaves_nothing_behind(phones: Phones) -> None:
    mia = keeping(phones)
    mia.phone.goto("/")
    is_kept(mia.page)
    mia.page.get_by_text(EN["home.settings"]).click()
    mia.page.get_by_role("button", name=EN["version.forget"]).click()
    expect(mia.page.locator("overture-version[part=kept]")).to_have_text(EN["version.forgotten"])
    assert mia.page.evaluate(LEFT) == []
    mia.page.reload()
    is_kept(mia.page)


def test_forgetting_everything_under_a_lock_deletes_the_page_too(phones: Phones) -> None:
    mia, sam = keeping(phones), Person(phones.sam)
    are_talking(mia, sam)
    locks(mia, EN)
    is_kept(mia.page)
    mia.page.reload()
    mia.page.get_by_text(EN["door.forgotten"]).click()
    mia.page.get_by_role("button", name=EN["door.forget"]).click()
    with mia.page.expect_navigation():
        mia.page.get_by_role("button", name=EN["door.forget-yes"]).click()
    expect(mia.page.get_by_role("heading", name=EN["local.none"])).to_be_visible()
    assert mia.page.evaluate(LEFT) == []


def goes_on_with_the_other_one(person: Person) -> None:
    person.phone.goto("/")
    person.page.locator("overture-home").get_by_role("link", name=EN["home.go-on"]).click()
    expect(person.page.locator("#stage")).to_be_visible()


def test_forgetting_a_closed_conversation_deletes_the_page_with_the_last(phones: Phones) -> None:
    mia, sam = Person(phones.mia), keeping(phones)
    for _ in range(2):
        are_talking(mia, sam)
    is_kept(sam.page)
    for left in (1, 0):
        mia.ends()
        sam.sees_closed()
        sam.page.get_by_role("button", name=EN["resting.forget"]).click()
        expect(sam.page.get_by_role("heading", name=EN["local.ended"])).to_be_visible()
        if left:
            assert len(sam.page.evaluate(LEFT)) == 2
        else:
            sam.page.evaluate(NOTHING_LEFT)
        sam.page.get_by_role("link", name=EN["local.home"]).click()
        expect(sam.page.locator("overture-home").get_by_role("link", name=EN["home.go-on"])).to_have_count(left)
        if left:
            for person in (mia, sam):
                goes_on_with_the_other_one(person)


def test_ending_the_last_conversation_deletes_the_page_too(phones: Phones) -> None:
    mia, sam = keeping(phones), Person(phones.sam)
    for _ in range(2):
        are_talking(mia, sam)
    is_kept(mia.page)
    mia.ends()
    expect(mia.page.get_by_role("heading", name=EN["local.ended"])).to_be_visible()
    assert len(mia.page.evaluate(LEFT)) == 2
    goes_on_with_the_other_one(mia)
    mia.ends()
    expect(mia.page.get_by_role("heading", name=EN["local.ended"])).to_be_visible()
    mia.page.evaluate(NOTHING_LEFT)


def test_ending_at_the_locked_door_deletes_the_page_too(phones: Phones) -> None:
    mia, sam = keeping(phones), Person(phones.sam)
    are_talking(mia, sam)
    locks(mia, EN)
    is_kept(mia.page)
    mia.page.reload()
    mia.page.get_by_role("button", name=EN["door.end"], exact=True).click()
    mia.page.get_by_role("button", name=EN["end.yes"]).click()
    expect(mia.page.get_by_role("status").get_by_text(EN["door.ended"])).to_be_visible()
    mia.page.evaluate(NOTHING_LEFT)
    sam.sees_closed()


def test_a_move_leaves_no_page_on_the_old_phone(phones: Phones) -> None:
    mia, sam, new = keeping(phones), Person(phones.sam), Person(phones.new("mia-new"))
    mia.phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    are_talking(mia, sam)
    is_kept(mia.page)
    move = mia.goes_to("this-conversation").locator("overture-move")
    move.get_by_text(EN["move.summary"]).click()
    move.get_by_role("button", name=EN["move.begin"]).click()
    move.get_by_role("button", name=EN["code.copy"]).click()
    expect(move.get_by_role("button", name=EN["code.copied"])).to_be_visible()
    new.page.goto(mia.page.evaluate("() => navigator.clipboard.readText()"))
    new.page.get_by_role("button", name=EN["arriving.ask"]).click()
    move.get_by_role("button", name=EN["move.yes"]).click()
    expect(mia.page.get_by_role("heading", name=EN["local.moved"])).to_be_visible()
    mia.page.evaluate(NOTHING_LEFT)
    expect(new.page.get_by_role("heading", name=EN["arriving.done"])).to_be_visible()
