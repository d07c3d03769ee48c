"""By keyboard alone: every step can be taken, and nobody loses the focus when something is drawn anew."""

from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.keyboard import comes_to, presses
from tests.client.elements.test_add import ADD, conversation, offers
from tests.client.elements.test_earlier import EARLIER, FILE, VIEW
from tests.client.elements.test_moving import ARRIVING, MOVE, K
from tests.client.elements.test_pairing import hub_says
from tests.client.elements_support import Screen, section_view, view
from tests.support.shelf import begin_with

HEADER = '<header class="top top-session"><a class="name" href="#x">Notes</a></header>'
LOCK = "<h1>Lock</h1><overture-lock data-phone></overture-lock>"
WORDS = f"<p>{'Some words. ' * 200}</p>"
TALL = f"<h1>Room</h1>{WORDS}{{}}{WORDS}"
"""There is something above and below, so that what is drawn anew moves."""
PASSPHRASE = "four words are enough"
QUICK = """export const scryptAsync = async (said, salt) => {
  const text = String(said);
  return Uint8Array.from({ length: 32 }, (_, at) => salt[at % 16] ^ text.charCodeAt(at % text.length));
};"""
"""What a passphrase costs is not what is tried here."""


def types(page: Page, label: str, text: str) -> None:
    comes_to(page, label)
    page.keyboard.type(text)


def chooses(field: Locator, text: str) -> None:
    """What the browser's own window for files gives to the field."""
    field.set_input_files(FilePayload(name="notes.html", mimeType="text/html", buffer=text.encode()))


def test_a_lock_is_set_changed_and_taken_off(screen: Screen) -> None:
    page = screen.page
    page.route("**/vendor/scrypt.js", lambda route: route.fulfill(content_type="text/javascript", body=QUICK))
    screen.show(TALL.format(LOCK), above=HEADER)
    summary, status = page.locator("overture-lock summary"), page.locator("overture-lock [role=status]")
    new, again = "Your passphrase, at least eight characters. Several words are best", "The same passphrase again"
    presses(page, "Lock with a passphrase", "Space")
    types(page, new, PASSPHRASE)
    types(page, again, "another")
    presses(page, "Set the lock")
    expect(status).to_contain_text("The two passphrases are not the same.")
    comes_to(page, again, "Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(status).to_have_text("The lock is set.")
    expect(summary).to_be_focused()
    for way in ("Change the passphrase", "Remove the lock"):
        presses(page, way)
        expect(page.get_by_label("Your current passphrase")).to_be_focused()
        presses(page, "Leave it as it is")
        expect(summary).to_be_focused()
    presses(page, "Remove the lock")
    page.keyboard.type("not that one")
    presses(page, "Remove the lock")
    expect(status).to_contain_text("That is not the passphrase.")
    comes_to(page, "Your current passphrase", "Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(status).to_have_text("The lock is removed.")
    expect(summary).to_be_focused()


def test_a_seat_is_moved_and_every_step_is_taken_back(screen: Screen) -> None:
    page = screen.page
    screen.show(TALL.format(MOVE), above=HEADER, sas=[1] * 8)
    summary = page.locator("overture-move summary")

    def offered() -> None:
        screen.become(moving={"stage": "offered", "secret": K})
        expect(page.get_by_role("img", name="Code for the camera")).to_be_visible()

    presses(page, "Move to another phone")
    presses(page, "Show the code")
    offered()
    expect(summary).to_be_focused()
    # The new code takes the place of the old one while it is being made, and all below it moves.
    presses(page, "Show a new code")
    screen.become(moving={"stage": "offered", "secret": [*K[1:], 99]})
    expect(page.get_by_role("img", name="Code for the camera")).to_be_visible()
    expect(page.get_by_role("button", name="Show a new code")).to_be_focused()
    presses(page, "Cancel")
    screen.become(moving={})
    expect(summary).to_be_focused()
    presses(page, "Show the code")
    offered()
    comes_to(page, "Copy the link")
    screen.become(moving={"stage": "asked", "secret": K})
    expect(summary).to_be_focused()
    presses(page, "Cancel")
    screen.become(moving={"stage": "replied", "sas": [*range(8)]})
    expect(page.get_by_role("heading", name="Is it your phone?")).to_be_focused()
    presses(page, "Yes, move")
    presses(page, "No")
    assert [len(screen.calls(name)) for name in ("begin", "cancel", "approve")] == [3, 3, 1]


def test_the_other_phone_asks_waits_and_compares(screen: Screen) -> None:
    hub_says(screen, "**/move", 404, {"code": "unknown", "message": ""})
    begin_with(screen.page, f"window.overtureSecret = '{'A' * 22}'")
    screen.show(ARRIVING, above=HEADER, path="/m")
    presses(screen.page, "Move to this phone")
    expect(screen.page.get_by_text("This code is no longer valid")).to_be_focused()
    comes_to(screen.page, "To the first page")


def test_questions_are_added(screen: Screen) -> None:
    page = screen.page
    offers(screen)
    screen.show(TALL.format(ADD), above=HEADER, view=conversation(), answers={"send": {"ack": True}})
    heading = page.get_by_role("heading", name="More questions")
    presses(page, "Add questions")
    expect(heading).to_be_focused()
    presses(page, "Not now", "Space")
    expect(heading).to_be_focused()
    presses(page, "Add questions")
    # Somebody else adds them meanwhile: the button goes, and the focus stays where they were.
    comes_to(page, "Add these questions: After")
    screen.become(view=conversation("Q", "R"))
    expect(heading).to_be_focused()
    screen.become(view=conversation())
    presses(page, "Add these questions: After")
    screen.become(view=conversation("Q", "R"))
    expect(page.locator("[data-added]")).to_be_focused()
    presses(page, "Ask for one more day")
    screen.become(view=conversation("Q", "R", prolong={"me": 1_800_086_400, "them": None}))
    expect(heading).to_be_focused()


def test_a_file_is_continued_from(screen: Screen) -> None:
    page = screen.page
    screen.show(TALL.format(EARLIER), above=HEADER, view=VIEW)
    heading, field = page.get_by_role("heading", name="Continue from a file"), page.get_by_label("Your file")
    presses(page, "Continue from a file")
    comes_to(page, "Your file")
    chooses(field, "a recipe")
    expect(page.locator("overture-earlier .banner")).to_be_focused()
    comes_to(page, "Your file")
    # The partner adds questions while one is at the field: it is drawn anew, and still has the focus.
    more = view(*VIEW["chapters"][0]["sections"])
    more["chapters"] = [*more["chapters"], {**more["chapters"][0], "qhash": "R"}]
    screen.become(view=more)
    expect(field).to_be_focused()
    chooses(field, FILE)
    expect(heading).to_be_focused()
    presses(page, "Person 2")
    expect(page.locator("overture-earlier li").first).to_be_visible()
    expect(heading).to_be_focused()
    presses(page, "Choose another file")
    presses(page, "Not now")
    expect(heading).to_be_focused()


LIMIT = "<overture-limit data-phone></overture-limit>"


@pytest.mark.parametrize("later", [{"pausedByThem": True}, {"proved": 1}])
def test_a_limit_is_set_and_what_it_says_keeps_the_focus(screen: Screen, later: dict[str, Any]) -> None:
    page = screen.page
    screen.show(TALL.format(LIMIT), above=HEADER, view=view(section_view("mixed", state="opened")))
    presses(page, "Set a limit")
    comes_to(page, "What is it about?")
    page.keyboard.press("ArrowDown")
    presses(page, "Set this limit")
    said = page.locator("overture-limit .banner")
    expect(said).to_be_focused()
    screen.become(notices=[{"by": "me", "chapter": "Q", "limit": {}, "back": []}], **later)
    expect(page.locator("overture-limit")).to_contain_text(
        "has shown every limit" if "proved" in later else "does not know yet"
    )
    expect(said).to_be_focused()
