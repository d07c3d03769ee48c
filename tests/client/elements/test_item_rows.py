"""A row of a list is answered with one tap, and a limit holds both ways until somebody parts the two."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.client.elements_support import FIRST_SCENE, Screen, document, section_view, view
from tests.client.questions_support import answered, begin


def row(screen: Screen, name: str) -> Locator:
    return screen.page.get_by_role("radiogroup", name=name, exact=True)


def acts(screen: Screen) -> dict[str, str]:
    """The level of each act that has one, in this step and all others."""
    return {key: said["level"] for key, said in answered(screen).get("acts", {}).items()}


def to_the_acts(screen: Screen) -> None:
    begin(screen)
    screen.asks("Where do you stand?")


def test_a_condition_belongs_to_the_answer_that_asks_for_one(screen: Screen) -> None:
    to_the_acts(screen)
    give = row(screen, "Rope You give")
    give.get_by_label("Only if …").click()
    screen.page.get_by_role("textbox", name="Only if what?").fill("slowly")
    give.get_by_label("Yes").click()
    expect(screen.page.get_by_role("textbox")).to_have_count(0)
    give.get_by_label("Only if …").click()
    expect(screen.page.get_by_role("textbox", name="Only if what?")).to_have_value("slowly")
    give.get_by_label("Yes").click()
    screen.press("Look back over my answers")
    screen.press("Seal my answers")
    assert screen.calls("seal")[0][3]["answers"] == {"acts": {"rope/give": {"level": "yes"}}}


@pytest.mark.parametrize(("word", "level"), [("Hard limit", "hard-limit"), ("Not now", "not-now")])
def test_a_limit_holds_both_ways_until_somebody_parts_the_two(screen: Screen, word: str, level: str) -> None:
    to_the_acts(screen)
    give, receive = row(screen, "Rope You give"), row(screen, "Rope You receive")
    give.get_by_label(word).click()
    assert acts(screen) == {"rope/give": level, "rope/receive": level}
    expect(receive.get_by_label(word)).to_be_checked()
    expect(screen.page.locator("#status")).to_have_text(f"{word}, both ways.")
    give.get_by_label(word).click()
    assert acts(screen) == {}
    give.get_by_label(word).click()
    receive.get_by_label("Yes").click()
    assert acts(screen) == {"rope/give": level, "rope/receive": "yes"}
    give.get_by_label("Hard limit").click()
    assert acts(screen)["rope/receive"] == "yes"


def test_a_limit_that_one_opens_in_one_direction_stays_in_the_other(screen: Screen) -> None:
    to_the_acts(screen)
    give, receive = row(screen, "Rope You give"), row(screen, "Rope You receive")
    give.get_by_label("Hard limit").click()
    give.get_by_label("Yes").click()
    assert acts(screen) == {"rope/give": "yes", "rope/receive": "hard-limit"}
    receive.get_by_label("Hard limit").click()
    assert acts(screen) == {"rope/give": "yes"}


@pytest.mark.parametrize("word", ["Yes", "Curious", "Only if …", "Not sure"])
def test_what_is_no_limit_says_nothing_of_the_other_direction(screen: Screen, word: str) -> None:
    to_the_acts(screen)
    row(screen, "Rope You receive").get_by_label(word).click()
    assert list(acts(screen)) == ["rope/receive"]


def test_a_condition_that_holds_both_ways_is_written_once(screen: Screen) -> None:
    to_the_acts(screen)
    field = screen.page.get_by_role("textbox", name="Only if what?")
    row(screen, "Rope You give").get_by_label("Only if …").click()
    field.fill("slowly")
    row(screen, "Rope You receive").get_by_label("Only if …").click()
    expect(field).to_have_count(1)
    expect(field).to_have_accessible_name("Rope Only if what? (both ways)")
    expect(screen.page.locator("#status")).to_have_text("Only if what? (both ways) slowly")
    # What somebody wrote is for no translator here either.
    expect(screen.page.locator("#status [translate=no]")).to_have_text("slowly")
    field.fill("slowly, and by day")
    both = {"level": "only-if", "if": "slowly, and by day"}
    assert answered(screen)["acts"] == {"rope/give": both, "rope/receive": both}
    row(screen, "Rope You give").get_by_label("Yes").click()
    expect(field).to_have_accessible_name("Rope You receive Only if what?")
    row(screen, "Rope You receive").get_by_label("Yes").click()
    expect(field).to_have_count(0)


def test_whoever_has_two_conditions_writes_two(screen: Screen) -> None:
    to_the_acts(screen)
    for side in ("give", "receive"):
        row(screen, f"Rope You {side}").get_by_label("Only if …").click()
    screen.page.get_by_role("textbox").fill("slowly")
    screen.press("Say each way on its own")
    fields = screen.page.get_by_role("textbox", name="Only if what?")
    expect(fields.first).to_be_focused()
    expect(fields.last).to_have_value("slowly")
    fields.last.fill("with music")
    said = {"rope/give": {"level": "only-if", "if": "slowly"}, "rope/receive": {"level": "only-if", "if": "with music"}}
    assert answered(screen)["acts"] == said
    screen.press("Look back over my answers")
    screen.press("Change: Restraint")
    expect(fields).to_have_count(2)


def test_what_was_left_without_a_condition_gets_none_by_being_drawn(screen: Screen) -> None:
    to_the_acts(screen)
    for side in ("give", "receive"):
        row(screen, f"Rope You {side}").get_by_label("Only if …").click()
    screen.page.get_by_role("textbox").fill("slowly")
    screen.press("Say each way on its own")
    screen.page.get_by_role("textbox", name="Only if what?").last.fill("")
    screen.press("Look back over my answers")
    screen.press("Change: Restraint")
    expect(screen.page.get_by_role("textbox", name="Only if what?")).to_have_count(2)
    assert answered(screen)["acts"]["rope/receive"] == {"level": "only-if"}


def test_a_limit_never_replaces_what_was_said_of_the_other_direction(screen: Screen) -> None:
    to_the_acts(screen)
    row(screen, "Rope You receive").get_by_label("Curious").click()
    row(screen, "Rope You give").get_by_label("Hard limit").click()
    assert acts(screen) == {"rope/receive": "curious", "rope/give": "hard-limit"}


def in_one_group() -> dict[str, Any]:
    """The list of acts as one group, so that they are asked together."""
    asked = document()
    listed = next(each for part in asked["sections"] for each in part["questions"] if each["id"] == "acts")
    for item in listed["items"]:
        del item["group"]
    return asked


def test_a_whole_group_is_a_limit_with_one_tap_and_is_given_back_by_another(screen: Screen) -> None:
    begin(screen, document=in_one_group())
    screen.asks("Where do you stand?")
    row(screen, "Rope You give").get_by_label("Only if …").click()
    screen.page.get_by_role("textbox", name="Only if what?").fill("slowly")
    all_of_these = screen.button("All of these: Hard limit")
    all_of_these.click()
    assert acts(screen) == dict.fromkeys(("rope/give", "rope/receive", "story"), "hard-limit")
    expect(all_of_these).to_have_attribute("aria-pressed", "true")
    all_of_these.click()
    assert answered(screen)["acts"] == {"rope/give": {"level": "only-if", "if": "slowly"}}
    expect(all_of_these).to_have_attribute("aria-pressed", "false")
    all_of_these.click()
    row(screen, "A story").get_by_label("Yes").click()
    expect(all_of_these).to_have_attribute("aria-pressed", "false")
    assert acts(screen)["rope/give"] == "hard-limit"


def test_what_somebody_has_never_done_is_said_once_for_all_and_no_wish_is(screen: Screen) -> None:
    for section, word in (("experience", "Never"), ("curious-about", None)):
        html = f'<overture-questions chapter="Q" section="{section}" round="1"></overture-questions>'
        screen.show(html, document=document(FIRST_SCENE), view=view(section_view(section)))
        while not screen.page.locator(".item").count():
            screen.press("Next")
        if word is None:
            expect(screen.page.get_by_role("button", name="All of these")).to_have_count(0)
            continue
        screen.press(f"All of these: {word}")
        row(screen, "Restraint with rope You give").get_by_label("Some").click()
        said = {key: one["level"] for key, one in screen.draft(section)["answers"]["areas"].items()}
        assert said.pop("rope/give") == "some"
        assert len(said) == 21
        assert set(said.values()) == {"never"}


def test_every_choice_of_an_item_is_a_target_and_its_word_is_whole(screen: Screen) -> None:
    to_the_acts(screen)
    for width in (360, 320):
        screen.page.set_viewport_size({"width": width, "height": 640})
        for choice in screen.page.locator(".item .choice").all():
            size = choice.evaluate("(one) => ({ h: one.offsetHeight, w: one.offsetWidth, over: one.scrollWidth })")
            assert size["h"] >= 44
            assert size["w"] >= 44
            assert size["over"] <= size["w"]
    assert screen.page.locator(".question select").count() == 0


@pytest.mark.parametrize(("section", "tiles"), [("curious-about", ".choices-row .choice"), ("limits", ".marks > *")])
def test_german_levels_and_marks_share_a_line_on_a_small_phone(screen: Screen, section: str, tiles: str) -> None:
    screen.page.set_viewport_size({"width": 360, "height": 640})
    element = f'<overture-questions data-phone chapter="Q" section="{section}" round="1"></overture-questions>'
    for _ in range(2):
        # The fonts of a first visit come too late to be used.
        screen.show(element, path="/de/", document=document(FIRST_SCENE), view=view(section_view(section)))
    expect(screen.page.locator(tiles).first).to_be_visible()
    lines = "(all) => new Set([...all[0].parentElement.children].map((each) => each.getBoundingClientRect().top)).size"
    assert screen.page.locator(tiles).evaluate_all(lines) == 1
    hidden = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"
    assert screen.page.locator(".direction > .side").evaluate_all(hidden) == []


def test_a_long_german_word_of_a_choice_stays_whole_on_a_small_phone(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 360, "height": 640})
    element = '<overture-questions data-phone chapter="Q" section="stop-signals" round="1"></overture-questions>'
    screen.show(element, path="/de/", document=document(FIRST_SCENE), view=view(section_view("stop-signals")))
    screen.press("Weiter")
    screen.press("Weiter")
    choice = screen.page.locator(".choice", has_text="Rettungsschere")
    expect(choice).to_be_visible()
    lines = """(choice) => {
      const range = document.createRange();
      const { firstChild } = choice.querySelector('span');
      range.setStart(firstChild, 0);
      range.setEnd(firstChild, 'Rettungsschere'.length);
      return range.getClientRects().length;
    }"""
    assert choice.evaluate(lines) == 1
