"""From a draft to what is sealed: nothing written is lost, and what cannot be sealed says why."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.client.elements_support import Screen, answers, scene_view, section_view, view
from tests.client.questions_support import QUESTIONS, answered, begin

BROUGHT = """() => conversation.saveDraft('mixed', {
  v: 1, answers: { words: 'from the other phone' }, skip: [], talk: [], first: [],
})"""


def test_drafts_survive_a_reload_of_the_tab(screen: Screen) -> None:
    begin(screen)
    screen.page.get_by_label("In your words?").fill("kept")
    marks = screen.page.get_by_role("group", description="In your words?")
    marks.get_by_role("button", name="Rather talk").click()
    begin(screen)
    expect(screen.page.get_by_label("In your words?")).to_have_value("kept")
    expect(marks.get_by_role("button", name="Rather talk")).to_have_attribute("aria-pressed", "true")
    expect(screen.page.locator(".mark[aria-pressed=true]")).to_have_count(1)


def test_nothing_can_be_written_over_drafts_that_are_on_their_way_here(screen: Screen) -> None:
    """A move has brought them; they are put in their places a moment after the page has been opened."""
    begin(screen, awaitsDrafts=True)
    expect(screen.page.get_by_role("textbox")).to_have_count(0)
    screen.page.evaluate(BROUGHT)
    screen.become(awaitsDrafts=False)
    expect(screen.page.get_by_label("In your words?")).to_have_value("from the other phone")


def test_what_is_being_typed_survives_every_update(screen: Screen) -> None:
    begin(screen)
    field = screen.page.get_by_label("In your words?")
    field.press_sequentially("half a sen")
    field.evaluate("(node) => { window.typedInto = node; }")
    screen.become(view=view(section_view("mixed", again={"me": False, "them": True}), both_ready=False))
    screen.become(link="lost")
    # As a morph does it: attributes are set again, the element itself is moved.
    screen.page.evaluate(
        """() => {
          const element = document.querySelector('overture-questions');
          element.setAttribute('round', '1');
          element.setAttribute('class', 'x');
        }"""
    )
    field.press_sequentially("tence")
    expect(field).to_be_focused()
    expect(field).to_have_value("half a sentence")
    assert screen.page.evaluate("window.typedInto.isConnected")


def test_too_long_a_text_is_told_and_not_sealed(screen: Screen) -> None:
    begin(screen)
    field = screen.page.get_by_label("In your words?")
    hint = screen.page.locator("[data-question=words] .limit-hint")
    field.fill("a" * 30)
    expect(hint).to_be_empty()
    field.fill("ä" * 18)
    expect(hint).to_have_text("Room for about 4 more letters.")
    field.fill("ä" * 21)
    expect(hint).to_contain_text("about 2 letters too long")
    expect(field).to_have_attribute("aria-invalid", "true")
    screen.press("Look back over my answers")
    expect(screen.button("Seal my answers")).to_be_disabled()
    expect(screen.page.locator(".seal-bar")).to_contain_text("too long to seal")
    screen.press("Change: In your words?")
    screen.page.get_by_label("In your words?").fill("ä" * 20)
    screen.press("Look back over my answers")
    expect(screen.button("Seal my answers")).to_be_enabled()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"view": view(section_view("mixed"), both_ready=False)}, "once you have both been through"),
        ({"pausedByMe": True}, "You have paused"),
        ({"pausedByThem": True}, "There is a pause"),
        ({"view": view(section_view("mixed"), scene=scene_view("running"))}, "You are in a scene"),
    ],
)
def test_sealing_waits_and_says_why(screen: Screen, state: dict[str, Any], sentence: str) -> None:
    begin(screen, **state)
    screen.page.get_by_label("In your words?").fill("still here")
    screen.press("Look back over my answers")
    expect(screen.button("Seal my answers")).to_be_disabled()
    expect(screen.page.locator(".seal-bar")).to_contain_text(sentence)
    screen.become(view=view(section_view("mixed")), pausedByMe=False, pausedByThem=False)
    expect(screen.button("Seal my answers")).to_be_enabled()
    assert answered(screen) == {"words": "still here"}


def test_a_failed_sealing_loses_nothing(screen: Screen) -> None:
    begin(screen, answers={"seal": "throws"})
    screen.page.get_by_label("In your words?").fill("still here")
    screen.press("Look back over my answers")
    screen.press("Seal my answers")
    expect(screen.page.locator(".seal-bar")).to_contain_text("Nothing was sealed")
    expect(screen.button("Seal my answers")).to_be_enabled()
    assert answered(screen) == {"words": "still here"}


def test_sealed_answers_that_the_hub_has_not_heard_of_cannot_be_written_again(screen: Screen) -> None:
    begin(screen, link="lost", sealed={"mixed/1": answers(words="for good")})
    expect(screen.page.locator("overture-questions")).to_contain_text("sealed on this phone")
    expect(screen.page.locator(".looked").first).to_contain_text("for good")
    expect(screen.page.locator("overture-questions :is(input, textarea, select, button)")).to_have_count(0)


def test_a_new_round_may_begin_with_the_answers_of_the_last(screen: Screen) -> None:
    before = {"mine": answers(words="as before"), "theirs": answers()}
    screen.show(
        QUESTIONS.replace('round="1"', 'round="2"'),
        view=view(section_view("mixed", round=2)),
        opened={"mixed/1": before},
    )
    screen.press("Start with my answers from last time")
    expect(screen.page.get_by_label("In your words?")).to_have_value("as before")
