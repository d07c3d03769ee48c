"""A hub that lies about the time, and a phone whose clock is put forward and back in mid-conversation."""

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests.client.runtime_support import take, talk, until
from tests.hostility.lies import call, pages
from tests.support.browser import Phones
from tests.support.lying import Line, LyingHub, Message

DAY = 24 * 3600
LIES: dict[str, Any] = {
    "the largest number": lambda _: 2**53 - 1,
    "in a week": lambda now: now + 7 * DAY,
    "in the past": lambda now: now - DAY,
    "a text": lambda _: "soon",
}


def hours_off(page: Page) -> float:
    """By how much the hub's time, as this phone has it, is ahead of this machine's."""
    hub: float = page.evaluate("() => conversation.hubTime")
    return round((hub - datetime.now(UTC).timestamp()) / 3600, 2)


def test_nothing_goes_by_a_clock_that_is_wrong_or_by_a_hub_that_lies(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    mia, sam = pages(deceived)
    when, soon = mia.locator("#this-conversation [part=when]"), mia.locator("overture-ending .banner")
    until(mia, "conversation.hubTime !== null && conversation.namesDays")
    expect(when).to_contain_text("The server deletes this conversation t")

    # Eleven hours on, this phone's clock alone would announce the end.
    for ahead in (timedelta(hours=11), -timedelta(days=1)):
        deceived.mia.set_the_clock(datetime.now(UTC) + ahead)
        assert not mia.evaluate("() => conversation.namesDays")
        assert hours_off(mia) == 0
        call(sam, "send", {"do": "prolong", "until": mia.evaluate("() => conversation.view.expires + 3600")})
        until(mia, "conversation.view.prolong.them")
        expect(when).to_contain_text("The server deletes this conversation on ")
        expect(soon).to_have_count(0)
        call(sam, "send", {"do": "not-prolong"})
        until(mia, "!conversation.view.prolong.them")

    # What its person says of a day is said by the clock that they see, and they are told to look at it.
    mia.locator("[data-act=pause]").click()
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%A %-d %B")
    expect(mia.get_by_text(f"By this phone it is {yesterday}.")).to_be_visible()
    deceived.mia.check_accessible()
    mia.get_by_role("button", name="In a few days").click()
    expect(mia.get_by_text("You said that you will look in again on ")).to_be_visible()
    until(sam, "conversation.resumeTime.theirs")
    named = sam.evaluate("() => conversation.resumeTime.theirs") - mia.evaluate("() => Date.now() / 1000")
    assert 2 * DAY < named < 4 * DAY

    # Put right, and a hub that lies on the next connection.
    deceived.mia.set_the_clock(datetime.now(UTC))
    mia.get_by_role("button", name="Continue", exact=True).click()
    for what, lie in LIES.items():

        def down(line: Line, said: Message, lie: Any = lie) -> Message:
            return said | {"now": lie(said["now"])} if line.role == "A" and "now" in said else said

        liar.down = down
        deceived.mia.expect_problem("WebSocket")
        liar.line("A").close()
        until(mia, "conversation.link === 'lost'")
        until(mia, "conversation.link === 'connected'")
        assert hours_off(mia) == 0, what
        assert mia.evaluate("() => conversation.namesDays"), what
    # On a page that has heard nothing else, its own clock counts.
    mia.reload()
    take(mia)
    until(mia, "conversation.link === 'connected'")
    assert mia.evaluate("() => [conversation.hubTime, conversation.namesDays]") == [None, True]
    expect(when).to_contain_text("The server deletes this conversation t")
