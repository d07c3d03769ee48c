"""A further question set in the middle of a conversation, and a section of it asked again."""

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
AGAIN = "chapter-2-section-limits"


@pytest.fixture
def hub(start_hub: Callable[..., Hub], tmp_path: Path) -> Hub:
    """A hub that offers two sets."""
    return start_hub(env={"QUESTIONS_DIR": str(two_sets(tmp_path))})


def wishes(said: list[dict[str, Any]]) -> list[str]:
    return [one["do"] for one in said if one.get("do", "fetch") != "fetch"]


def test_one_adds_while_the_other_types_both_answer_it_and_again_and_read_what_changed(
    mia: Person, sam: Person
) -> None:
    said = said_by(sam.page)
    sam.types_code(mia.starts("Before a first scene"))
    for person in (mia, sam):
        person.is_paired()
        person.is_ready()

    typed = sam.section("not-ready").get_by_role("textbox").first
    typed.press_sequentially("Nothing in a cr")
    mia.goes_to("overview").get_by_role("button", name="Add questions").click()
    mia.looks_around("add-questions")
    mia.page.get_by_role("button", name=f"Add these questions: {ADDED}").click()
    expect(mia.page.locator("[data-added]")).to_be_focused()
    mia.looks_around("added-questions")
    expect(sam.page.locator("#status")).to_have_text(f"Questions were added for both of you: {ADDED}.")
    expect(typed).to_be_focused()
    typed.press_sequentially("owd.")
    expect(typed).to_have_value("Nothing in a crowd.")

    mia.page.get_by_role("button", name="Ask for one more day").click()
    expect(sam.goes_to("overview").get_by_role("button", name="Yes, keep it longer")).to_be_visible()
    expect(sam.page.locator("#overview h2").filter(has_text=ADDED)).to_be_visible()

    before = wishes(said)
    sam.page.get_by_role("link", name="First, for yourself").click()
    private = sam.page.locator("#chapter-2-private")
    expect(private.get_by_role("heading", name="For you alone")).to_be_focused()
    private.get_by_label("Yes").check()
    sam.looks_around("private-of-added")
    assert wishes(said) == before

    for choice in (3, 0):
        for person in (mia, sam):
            person.answers_and_seals(AGAIN, choice, by_touch=person is mia)
        for person in (mia, sam):
            expect(person.reads(AGAIN)).to_contain_text("Which of these, next time?")
        if choice == 3:
            mia.section(AGAIN).get_by_role("button", name="I would like a new round").click()
            sam.section(AGAIN).get_by_role("button", name="Yes, a new round").click()
            for person in (mia, sam):
                person.sees_state(AGAIN, "open")
    for person in (mia, sam):
        changes = person.section(AGAIN).locator("overture-opened").first.locator("[data-part=changes]")
        expect(changes.locator("[data-kind=new-limit]")).to_have_count(6)
    sam.looks_around("what-changed")

    sam.section("not-ready")
    expect(typed).to_have_value("Nothing in a crowd.")
    assert mia.goes_to("standing").locator(".screen-only .standing-part h2").all_inner_texts().count("Limits") == 1
    mia.looks_around("standing-two-chapters")
