"""Moving to another phone, as the phone shows it that is left, and the one that is come to."""

import pytest
from playwright.sync_api import expect

from tests.client.elements.test_pairing import hub_says
from tests.client.elements_support import Screen, view
from tests.support.shelf import begin_with

MOVE = "<h1>Sections</h1><h2>Keep</h2><overture-move data-phone></overture-move>"
ARRIVING = "<h1>Bring it</h1><overture-arriving data-phone></overture-arriving>"
PAUSED = '<overture-paused data-phone role="region" aria-label="Rest"></overture-paused>'
K = list(range(16))


def test_what_it_means_is_said_before_and_every_step_has_a_way_back(screen: Screen) -> None:
    screen.show(MOVE, sas=[1] * 8)
    screen.page.get_by_text("Move to another phone").click()
    for words in (
        "Have both phones at hand",
        "keeps nothing of the conversation",
        "Your partner does not see that you move",
    ):
        expect(screen.page.get_by_text(words)).to_be_visible()
    screen.press("Show the code")
    screen.become(moving={"stage": "offered", "secret": K})
    expect(screen.page.get_by_role("img", name="Code for the camera")).to_be_visible()
    screen.press("Show a new code")
    screen.press("Cancel")
    screen.become(moving={"stage": "asked", "secret": K})
    expect(screen.page.get_by_role("img")).to_have_count(0)
    screen.press("Cancel")
    screen.become(moving={"stage": "replied", "sas": [*range(8)]})
    expect(screen.page.get_by_role("heading", name="Is it your phone?")).to_be_focused()
    expect(screen.page.locator(".pictures li")).to_have_count(8)
    screen.phone.check_accessible()
    screen.press("No")
    screen.press("Yes, move")
    assert [len(screen.calls(name)) for name in ("begin", "cancel", "approve")] == [2, 3, 1]


def test_each_trouble_of_a_move_is_named_with_what_to_do(screen: Screen) -> None:
    screen.show(MOVE, path="/de/", sas=[1] * 8)
    notice = screen.page.locator("overture-move [role=status]")
    for trouble in ("given-up", "other-code", "over", "unsent", "too-long"):
        screen.become(moving={"trouble": trouble})
        expect(notice).to_be_visible()
        expect(notice).not_to_contain_text("move.")


def test_a_move_can_begin_in_a_pause_and_its_waiting_covers_everything(screen: Screen) -> None:
    screen.show(MOVE, above=PAUSED, view=view(), sas=[1] * 8, pausedByThem=True)
    sheet = screen.page.locator("overture-paused")
    sheet.get_by_text("Move to another phone").click()
    sheet.get_by_role("button", name="Show the code").click()
    assert screen.calls("begin") == [[]]
    screen.become(moving={"stage": "approved", "frozen": True})
    expect(screen.page.get_by_role("heading", name="Moving to your other phone")).to_be_visible()
    expect(screen.page.locator("#stage")).to_be_hidden()
    screen.become(moving={"stage": "approved", "frozen": True, "trouble": "unacknowledged"})
    expect(sheet.get_by_text("The server cannot be reached")).to_be_visible()
    screen.phone.check_accessible()
    screen.press("Cancel the move")
    assert screen.calls("cancel") == [[]]


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (404, "unknown", "This code is no longer valid"),
        (409, "asked", "Another phone has already used this code"),
    ],
)
def test_a_code_that_leads_nowhere_is_told_and_nothing_is_asked_before(
    screen: Screen, status: int, code: str, words: str
) -> None:
    posted = hub_says(screen, "**/move", status, {"code": code, "message": ""})
    begin_with(screen.page, f"window.overtureSecret = '{'A' * 22}'")
    screen.show(ARRIVING, path="/m")
    assert posted == []
    screen.press("Move to this phone")
    expect(screen.page.get_by_text(words)).to_be_focused()
    screen.phone.check_accessible()
    [(address, body)] = posted
    assert address.endswith("/move")
    assert set(body) == {"move"}
    assert body["move"] != "A" * 22


def test_without_a_code_the_page_says_where_to_find_one(screen: Screen) -> None:
    screen.show(ARRIVING, path="/m")
    expect(screen.page.get_by_text("There is no code here")).to_be_visible()
    screen.phone.check_accessible()
