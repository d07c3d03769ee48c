"""A hub whose store is full: what two phones have sealed and written waits on them, says so, and goes by itself."""

from collections.abc import Callable

from playwright.sync_api import Browser, expect

from tests.client.runtime_support import opened, said_by, seal, state, talk, until
from tests.support.browser import Phones
from tests.support.engines import Engine
from tests.support.hub import Hub

FIRST, SECOND = "aftercare", "feelings"
CHAPTER, WAITS = "conversation.chapter", "The server has no room for this now."


def test_what_finds_no_room_waits_on_the_phone_and_goes_when_there_is_some(
    browser: Browser, start_hub: Callable[..., Hub], valkey_only: Engine
) -> None:
    phones = Phones(browser, start_hub(redis_url=valkey_only.url).url)
    said = said_by(phones.mia.page)
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    for page in (mia, sam):
        seal(page, FIRST, "Tea.")
    for page in (mia, sam):
        opened(page, FIRST)
    mia.evaluate(f"location.hash = 'section-{FIRST}'")
    notes = mia.locator(f"#section-{FIRST} overture-notes")
    notes.get_by_role("button", name="Write it").click()
    with valkey_only.client() as client:
        client.config_set("maxmemory", 1)
        notes.get_by_role("textbox").fill("Tea first.")
        notes.get_by_role("button", name="Save for both of us").click()
        expect(notes.get_by_text("The phone sends it as soon as it can")).to_be_visible()
        expect(mia.locator("#status")).to_contain_text(WAITS)
        expect(notes.get_by_role("button", name="Leave it as it was")).to_be_hidden()
        notes.get_by_role("textbox").fill("Tea first. Then quiet.")
        phones.mia.check_accessible()
        phones.mia.screenshot("hub-full")
        mia.evaluate(f"() => {{ void conversation.writing.sendNotice({CHAPTER}, {{ withdraw: ['tea'] }}); }}")
        seal(sam, SECOND, "Quiet.")
        expect(sam.locator("#status")).to_contain_text(WAITS)
        expect(sam.locator(f"#section-{SECOND}")).to_contain_text("This phone sends them as soon as it can")
        assert state(sam, SECOND) == "open"
        client.config_set("maxmemory", 0)
    until(sam, f"conversation.notes.note({CHAPTER}, argument)?.text === 'Tea first.'", FIRST)
    until(sam, f"conversation.notes.notices({CHAPTER}).length === 1")
    until(sam, f"conversation.section({CHAPTER}, argument).state === 'sealed'", SECOND)
    expect(notes.get_by_text("You both have the text you saved.")).to_be_visible()
    for page in (mia, sam):
        expect(page.locator("#status")).not_to_contain_text(WAITS)
    notes.get_by_role("button", name="Save for both of us").click()
    until(sam, f"conversation.notes.note({CHAPTER}, argument)?.text === 'Tea first. Then quiet.'", FIRST)
    assert len({one["box"] for one in said if one.get("do") == "note"}) == 2
    assert not phones.close()
