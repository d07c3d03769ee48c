"""When whoever has paused would like to look again, between two phones; and how long a conversation is kept."""

from typing import Any

from playwright.sync_api import expect

from tests.client.runtime_support import said_by, take, talk, until
from tests.support.browser import Phones


def pauses(said: list[dict[str, Any]]) -> list[set[str]]:
    return [set(message) - {"id", "do", "pause"} for message in said if message.get("do") == "pause"]


def test_a_pause_tells_the_partner_alone_when_to_look_again(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    said = said_by(mia)
    mia.reload()
    take(mia)
    until(mia, "conversation.view?.ready.both")
    expect(mia.locator("#this-conversation [part=when]")).to_contain_text("The server deletes this conversation t")
    mia.locator("[data-act=pause]").click()
    mia.get_by_role("button", name="In a few days").click()
    expect(sam.get_by_text("Your partner will look in again in a few days.")).to_be_visible()
    expect(mia.get_by_text("The server deletes this conversation before that.")).to_be_visible()
    assert pauses(said) == [set(), {"later"}]
    # What was said goes with this pause only, and is still known when the page comes again.
    mia.reload()
    take(mia)
    expect(mia.get_by_text("you will look in again in a few days")).to_be_visible()
    mia.get_by_role("button", name="Leave it open").click()
    until(sam, "conversation.view.paused.later === null")
    expect(sam.locator("overture-paused h1")).to_have_text("Paused")
    expect(sam.get_by_text("look in again")).to_have_count(0)
    mia.get_by_role("button", name="Tomorrow").click()
    expect(sam.get_by_text("Your partner will look in again tomorrow.")).to_be_visible()
    mia.get_by_role("button", name="Continue").click()
    until(sam, "!conversation.pausedByThem && conversation.view.paused.later === null")
    mia.locator("[data-act=pause]").click()
    expect(mia.get_by_role("button", name="Tomorrow")).to_be_visible()
