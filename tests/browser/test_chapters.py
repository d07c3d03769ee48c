"""A further question set in the middle of a conversation. A section that is asked again is in test_full_arc.py."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.client.runtime_support import said_by
from tests.support.hub import Hub
from tests.support.two_sets import two_sets

ADDED = "Looking back, briefly"
ADDED_LIMITS = "chapter-2-section-limits"


@pytest.fixture
def hub(start_hub: Callable[..., Hub], tmp_path: Path) -> Hub:
    """A hub that offers two sets."""
    return start_hub(env={"QUESTIONS_DIR": str(two_sets(tmp_path))})


def commands(said: list[dict[str, Any]]) -> list[str]:
    return [one["do"] for one in said if one.get("do", "fetch") != "fetch"]


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_one_adds_while_the_other_types_and_both_answer_it(mia: Person, sam: Person) -> None:
    said = said_by(sam.page)
    sam.types_code(mia.starts("Before a first scene"))
    for person in (mia, sam):
        person.is_paired()
        person.is_ready()

    # A section that asks nothing is read below the list of the others.
    sam.goes_to("overview").get_by_text("One rule").click()
    expect(sam.page.get_by_text("In a scene you may take away, never add.")).to_be_visible()

    typed = sam.section("not-ready").get_by_role("textbox").first
    typed.press_sequentially("Nothing in a cr")
    mia.goes_to("overview").get_by_role("button", name="Add questions").click()
    mia.looks_around("add-questions")
    mia.page.get_by_role("button", name=f"Add these questions: {ADDED}").click()
    expect(mia.page.locator("[data-added]")).to_be_focused()
    # Its titles are in the document, which is fetched and checked first.
    expect(mia.page.locator("#overview h2").filter(has_text=ADDED)).to_be_visible()
    mia.phone.screenshot("added-questions")
    expect(sam.page.locator("#status")).to_have_text(f"Questions were added for both of you: {ADDED}.")
    expect(typed).to_be_focused()
    typed.press_sequentially("owd.")
    expect(typed).to_have_value("Nothing in a crowd.")

    mia.page.get_by_role("button", name="Ask for one more day").click()
    expect(sam.goes_to("this-conversation").get_by_role("button", name="Yes, keep it longer")).to_be_visible()
    sam.goes_to("overview")
    expect(sam.page.locator("#overview h2").filter(has_text=ADDED)).to_be_visible()

    before = commands(said)
    sam.page.get_by_role("link", name="First, for yourself").click()
    private = sam.page.locator("#chapter-2-private")
    expect(private.get_by_role("heading", name="For you alone")).to_be_focused()
    private.get_by_label("Yes").check()
    sam.phone.screenshot("private-of-added")
    assert commands(said) == before

    for person in (mia, sam):
        person.answers_and_seals(ADDED_LIMITS, by_touch=False)
    for person in (mia, sam):
        expect(person.reads(ADDED_LIMITS)).to_contain_text("Not this time")

    sam.section("not-ready")
    expect(typed).to_have_value("Nothing in a crowd.")
    assert mia.goes_to("standing").locator(".screen-only .standing-part h2").all_inner_texts().count("Limits") == 1
    mia.looks_around("standing-two-chapters")
