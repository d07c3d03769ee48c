"""A limit that one sets alone: what can be chosen, that it only ever goes one way, and what is said of it."""

from typing import Any

from playwright.sync_api import Locator, expect

from tests.client.elements_support import Screen, answers, section_view, view

LIMIT = "<h1>Where we stand</h1><overture-limit data-phone></overture-limit>"
MINE = answers(
    acts={"rope/give": {"level": "yes"}, "rope/receive": {"level": "hard-limit"}, "story": {"level": "not-now"}}
)
OPEN = {"mixed/1": {"mine": MINE, "theirs": answers(acts={"rope/receive": {"level": "hard-limit"}})}}


def shows(screen: Screen, **state: Any) -> None:
    seen = {"opened": OPEN, "view": view(section_view("mixed", state="opened")), **state}
    screen.show(LIMIT, **seen)
    screen.page.get_by_text("Set a limit", exact=True).click()


def acts(screen: Screen) -> Locator:
    return screen.page.get_by_label("What is it about?").locator("optgroup option")


def test_one_chooses_what_and_how_far_and_the_partner_is_told_at_once(screen: Screen) -> None:
    shows(screen)
    screen.page.get_by_label("What is it about?").select_option("Rope, giving")
    screen.page.get_by_label("How far does it go?").select_option("Hard limit")
    screen.phone.check_accessible()
    screen.phone.screenshot("element-limit")
    screen.press("Set this limit")
    assert screen.calls("sendNotice") == [["Q", {"limit": {"rope/give": "hard-limit"}}]]
    said = screen.page.locator("overture-limit .banner")
    expect(said).to_be_focused()
    expect(said).to_have_text(
        "Rope, giving: Hard limit. It goes to your partner by itself, at once or as soon as there is a connection."
    )


def test_only_what_takes_more_away_than_what_stands_can_be_chosen(screen: Screen) -> None:
    shows(screen)
    assert "Rope, giving" in acts(screen).all_inner_texts()
    assert "Rope, receiving" not in acts(screen).all_inner_texts()
    levels = screen.page.get_by_label("How far does it go?").locator("option")
    screen.page.get_by_label("What is it about?").select_option("A story")
    expect(levels).to_have_text(["Hard limit"])
    screen.page.get_by_label("What is it about?").select_option("Rope, giving")
    expect(levels).to_have_text(["Hard limit", "Not now"])
    screen.become(notices=[{"by": "me", "withdraw": [], "limit": {"rope/give": "hard-limit"}, "unreadable": False}])
    assert "Rope, giving" not in acts(screen).all_inner_texts()


def test_what_could_not_be_said_is_not_told_as_said(screen: Screen) -> None:
    shows(screen, answers={"sendNotice": "throws"})
    screen.page.get_by_label("What is it about?").select_option("Rope, giving")
    screen.press("Set this limit")
    expect(screen.page.locator("overture-limit .banner")).to_contain_text("your partner has not heard of it")
    expect(screen.page.get_by_label("How far does it go?")).to_be_visible()


def test_it_is_there_before_anything_is_sealed_and_in_a_pause(screen: Screen) -> None:
    shows(
        screen, view=view(section_view("mixed"), section_view("curious", reveal="mutual")), opened={}, pausedByMe=True
    )
    assert "Rope, receiving" in acts(screen).all_inner_texts()
    assert "A scarf" not in acts(screen).all_inner_texts()
