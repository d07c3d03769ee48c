"""Mia takes another phone in the middle of the conversation. Somebody has photographed the code; Sam sees nothing."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person, are_talking, open_section
from tests.client.runtime_support import stored
from tests.support.browser import Phones

TYPED = "No phones at the table"
KEPT = """() => [sessionStorage, localStorage].flatMap((storage) => Object.keys(storage))"""


def shows_code(person: Person) -> str:
    """The link that this phone shows as a QR code, without its host."""
    place = person.goes_to("this-conversation").locator("overture-move")
    expect(place.get_by_role("img", name="Code for the camera")).to_be_visible()
    place.get_by_role("button", name="Copy the link").click()
    expect(place.get_by_role("button", name="Copied")).to_be_visible()
    address = urlsplit(person.page.evaluate("() => navigator.clipboard.readText()"))
    return f"{address.path}#{address.fragment}"


def reads(phone: Person, link: str) -> None:
    """Open the link. A page that is open already is loaded anew for it, until the secret has left the address."""
    phone.phone.goto(link)
    expect(phone.page).to_have_url(re.compile(r"/m$"))
    expect(phone.page.get_by_role("button", name="Move to this phone")).to_be_visible()


def asks(phone: Person, link: str) -> None:
    reads(phone, link)
    phone.page.get_by_role("button", name="Move to this phone").click()


def look(person: Person, name: str) -> None:
    person.phone.check_accessible()
    person.phone.screenshot(name)


def pictures(page: Page) -> list[str]:
    shown = page.locator(".pictures li")
    expect(shown).to_have_count(8)
    return shown.all_inner_texts()


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_mia_goes_on_with_another_phone_and_nobody_else_does(mia: Person, sam: Person, phones: Phones) -> None:
    new, stranger = Person(phones.new("mia-new")), Person(phones.new("stranger"))
    for phone in (new, stranger):
        phone.phone.expect_problem("status of 409|ERR_INTERNET_DISCONNECTED")
    mia.phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    are_talking(mia, sam)
    open_section(mia, sam, "stop-signals")
    mia.writes_note("stop-signals", "Red means stop.")
    mia.settles("stop-signals")
    mia.section("not-ready").get_by_role("textbox").first.fill(TYPED)
    expect(sam.page.locator("#section-stop-signals")).to_contain_text("Your partner has confirmed these words")
    seen = sam.sees_everywhere()

    move = mia.goes_to("this-conversation").locator("overture-move")
    move.get_by_text("Move to another phone").click()
    move.get_by_role("button", name="Show the code").click()
    link = shows_code(mia)
    mia.looks_around("move-code")

    # The same browser cannot be the other phone, and has not used the code up by asking.
    tab = mia.phone.new_tab()
    tab.goto(link)
    tab.get_by_role("button", name="Move to this phone").click()
    expect(tab.get_by_text("This phone already has this conversation")).to_be_focused()
    tab.close()

    # Somebody has photographed it and asks first. Mia's own phone shows no pictures, so she says no.
    asks(stranger, link)
    pictures(stranger.page)
    asks(new, link)
    expect(new.page.get_by_text("Another phone has already used this code")).to_be_focused()
    move.get_by_role("button", name="No", exact=True).click()
    expect(stranger.page.get_by_text("Your other phone cancelled")).to_be_focused()
    assert stored(stranger.page)["sessions"] == stored(stranger.page)["settings"] == []

    # A new code, which her own phone reads. It loses its connection; she cancels, and goes on where she was.
    move.get_by_role("button", name="Show the code").click()
    reads(new, shows_code(mia))
    look(new, "arriving-ready")
    new.page.get_by_role("button", name="Move to this phone").click()
    assert pictures(new.page) == pictures(mia.page)
    new.looks_around("arriving-compare")
    mia.looks_around("move-compare")
    new.phone.offline(True)
    move.get_by_role("button", name="Yes, move").click()
    waiting = mia.page.get_by_role("heading", name="Moving to your other phone")
    expect(waiting).to_be_focused()
    look(mia, "move-waiting")
    mia.page.reload()
    expect(waiting).to_be_visible()
    mia.page.get_by_role("button", name="Cancel the move").click()
    expect(waiting).to_have_count(0)
    new.phone.offline(False)
    expect(new.page.get_by_text("Your other phone cancelled")).to_be_visible()
    assert stored(new.page)["sessions"] == []

    # What she had sealed before her yes would be burnt now.
    room = mia.section("building")
    room.get_by_role("textbox").first.fill(mia.says)
    room.get_by_role("button", name="Look back over my answers").click()
    mia.seals("building")
    mia.wants_and_seals("curious-about", 0)

    # Once more, with both pages loaded again in the middle.
    mia.goes_to("this-conversation")
    move.get_by_role("button", name="Show the code").click()
    asks(new, shows_code(mia))
    same = pictures(new.page)
    new.page.reload()
    mia.page.reload()
    assert pictures(new.page) == pictures(mia.page) == same
    move.get_by_role("button", name="Yes, move").click()
    expect(new.page.get_by_role("heading", name="Your conversation is on this phone now")).to_be_focused()
    expect(mia.page.get_by_role("heading", name="Your conversation moved to your other phone")).to_be_visible()
    look(new, "arriving-done")
    look(mia, "moved")
    assert all(kept == [] for kept in stored(mia.page).values()), stored(mia.page)
    assert mia.page.evaluate(KEPT) == []
    assert sam.sees_everywhere() == seen

    # Everything is there, and what was sealed on the old phone opens on the new one.
    new.page.get_by_role("link", name="Continue here").click()
    new.reads("stop-signals")
    new.reads_note("stop-signals", "Red means stop.")
    expect(new.section("not-ready").get_by_role("textbox").first).to_have_value(TYPED)
    new.sees_state("building", "sealed")
    sam.skips_and_seals("building")
    for person in (new, sam):
        expect(person.reads("building")).to_contain_text(mia.says)
    sam.wants_and_seals("curious-about", 1)
    for person in (new, sam):
        person.sees_state("curious-about", "opened")
        expect(person.section("curious-about").locator(".mutual-act")).to_have_count(1)
    open_section(new, sam, "limits")
    sam.settles("stop-signals")
    expect(
        new.section("stop-signals").locator("overture-notes").get_by_text("You have both confirmed these words")
    ).to_be_visible()
