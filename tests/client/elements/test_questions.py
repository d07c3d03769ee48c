"""Every kind of question can be answered, skipped and marked, by touch and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.client.elements_support import FIRST_SCENE, Screen, answers, document, section_view, view
from tests.client.questions_support import QUESTIONS, answered, begin


def prompt(screen: Screen, text: str) -> None:
    expect(screen.page.get_by_role("heading", name=text)).to_be_focused()


def test_every_kind_is_answered_by_touch(screen: Screen) -> None:
    begin(screen)
    page = screen.page
    page.get_by_label("In your words?").fill("  warm and quiet ")
    page.get_by_label("Tea").tap()
    page.get_by_label("Blue").tap()
    page.get_by_label("Red").tap()
    expect(page.get_by_label("Green")).to_be_disabled()
    page.get_by_label("4", exact=True).tap()
    screen.press("Next")
    expect(page.get_by_role("heading", name="A stop is honoured at once.")).to_be_visible()
    screen.press("Next")
    page.get_by_role("radiogroup", name="Rope You give").get_by_label("Yes").tap()
    page.get_by_role("radiogroup", name="Rope You receive").get_by_label("Only if …").tap()
    page.get_by_role("textbox", name="Only if what?").fill("soft rope")
    page.get_by_role("group", name="Words", exact=True).get_by_role("radiogroup", name="A story").get_by_label(
        "Not sure"
    ).tap()
    page.get_by_role("radiogroup", name="Aftercare You give").get_by_label("Some").tap()
    screen.press("Look back over my answers")
    prompt(screen, "Look back over your answers")
    expect(page.locator(".look-back")).to_contain_text("Only if … soft rope: Rope (you receive)")
    screen.press("Seal my answers")
    expect(screen.button("Seal my answers")).to_be_enabled()
    assert screen.calls("seal") == [
        [
            "Q",
            "mixed",
            1,
            answers(
                words="warm and quiet",
                one="tea",
                several=["red", "blue"],
                how_much=4,
                acts={
                    "rope/give": {"level": "yes"},
                    "rope/receive": {"level": "only-if", "if": "soft rope"},
                    "story": {"level": "not-sure"},
                },
                done={"care/give": {"level": "some"}},
            ),
        ]
    ]


def test_a_draft_belongs_to_its_round(screen: Screen) -> None:
    """Another tab may have sealed the round that this one still has a draft of."""
    begin(screen)
    field = screen.page.get_by_label("In your words?")
    field.fill("said in the first round")
    second = view(section_view("mixed", round=2))
    screen.become(view=second)
    expect(field).to_have_value("")
    field.fill("said in the second")
    begin(screen)
    expect(field).to_have_value("")
    screen.show(QUESTIONS.replace('round="1"', 'round="2"'), view=second)
    expect(field).to_have_value("said in the second")


def test_only_the_newest_round_is_answered_whatever_a_hub_draws(screen: Screen) -> None:
    begin(screen)
    field = screen.page.get_by_label("In your words?")
    field.fill("said in the first round")
    screen.page.evaluate("() => document.querySelector('overture-questions').setAttribute('round', '2')")
    screen.become(view=view(section_view("mixed", pad=4096)))
    expect(field).to_have_value("said in the first round")


def test_every_kind_is_answered_by_keyboard_alone(screen: Screen) -> None:
    begin(screen)
    keyboard = screen.page.keyboard

    def to(name: str) -> None:
        for _ in range(30):
            keyboard.press("Tab")
            if screen.page.evaluate("(name) => document.activeElement.textContent.trim() === name", name):
                return
        pytest.fail(f"no tab stop leads to {name}")

    def on() -> None:
        to("Next")
        keyboard.press("Enter")

    screen.page.get_by_role("heading", name="In your words?").focus()
    keyboard.press("Tab")
    keyboard.type("calm")
    to("What “Aftercare” means")
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    to("Bring up first")
    keyboard.press("Tab")
    keyboard.press("Space")
    to("Bring up first")
    keyboard.press("Space")
    keyboard.press("Tab")
    keyboard.press("Space")
    on()
    on()
    keyboard.press("Tab")
    keyboard.press("Space")
    to("Skip")
    keyboard.press("Enter")
    to("Bring up first")
    keyboard.press("Tab")
    keyboard.press("Space")
    to("Rather talk")
    keyboard.press("Space")
    to("Look back over my answers")
    keyboard.press("Enter")
    to("Seal my answers")
    keyboard.press("Enter")
    expect(screen.button("Seal my answers")).to_be_enabled()
    assert screen.calls("seal") == [
        [
            "Q",
            "mixed",
            1,
            answers(
                words="calm",
                one="coffee",
                several=["red"],
                how_much=1,
                done={"care/give": {"level": "never"}},
                skip=["acts"],
                talk=["done"],
                first=["several"],
            ),
        ]
    ]


def test_short_questions_share_a_step_and_keep_each_others_answers(screen: Screen) -> None:
    begin(screen)
    page = screen.page
    expect(page.locator(".step > .question")).to_have_count(4)
    page.get_by_label("In your words?").fill("calm")
    page.get_by_label("Tea").click()
    page.get_by_label("Red").click()
    screen.button("Rather talk").nth(1).click()
    page.get_by_label("In your words?").fill("calmer")
    screen.button("Skip").nth(2).click()
    draft = screen.draft("mixed")
    assert draft["answers"] == {"words": "calmer", "one": "tea", "several": ["red"]}
    assert (draft["talk"], draft["skip"]) == (["one"], ["several"])
    expect(page.get_by_label("Tea")).to_be_checked()


def test_what_is_only_to_be_read_has_a_step_of_its_own(screen: Screen) -> None:
    begin(screen)
    screen.press("Next")
    expect(screen.page.locator(".step > .question").get_by_role("heading")).to_have_text(
        ["A stop is honoured at once."]
    )


def test_change_leads_to_the_question_in_the_midst_of_its_step(screen: Screen) -> None:
    begin(screen)
    screen.press("Look back over my answers")
    screen.press("Change: Which ones?")
    prompt(screen, "Which ones?")
    expect(screen.page.get_by_role("heading", name="Which ones?")).to_be_in_viewport()


def test_skipping_keeps_the_answer_on_the_phone_and_seals_none_of_it(screen: Screen) -> None:
    begin(screen)
    field = screen.page.get_by_label("In your words?")
    field.fill("private")
    screen.button("Skip").first.click()
    expect(field).to_be_hidden()
    screen.press("Look back over my answers")
    expect(screen.page.locator(".looked").first).to_contain_text("Skipped")
    screen.press("Seal my answers")
    assert screen.calls("seal")[0][3] == answers(skip=["words"])
    screen.press("Change: In your words?")
    screen.button("Skip").first.click()
    expect(screen.page.get_by_label("In your words?")).to_have_value("private")


def test_an_answer_is_cleared_by_choosing_it_again(screen: Screen) -> None:
    begin(screen)
    tea = screen.page.get_by_label("Tea")
    tea.click()
    assert answered(screen) == {"one": "tea"}
    tea.click()
    assert answered(screen) == {}
    expect(tea).to_be_focused()
    expect(tea).not_to_be_checked()
    expect(screen.page.locator("#status")).to_have_text("Tea: cleared.")
    tea.click()
    assert answered(screen) == {"one": "tea"}


def test_the_result_of_a_tap_never_replaces_a_message_about_the_connection(screen: Screen) -> None:
    begin(screen)
    line = screen.page.locator("#status")
    line.evaluate("(line) => { line.textContent = 'The connection is lost.'; line.dataset.holds = ''; }")
    screen.page.get_by_label("Tea").click()
    screen.page.get_by_label("Tea").click()
    assert answered(screen) == {}
    expect(line).to_have_text("The connection is lost.")


TRANSLATE = """(line) => {
  const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const font = document.createElement('font');
  walk.nextNode().replaceWith(font);
  font.append('Thé : effacé.');
}"""


@pytest.mark.parametrize("translated", [False, True], ids=["as it was said", "translated by the browser"])
def test_the_result_of_a_tap_does_not_stay_on_the_screen(screen: Screen, translated: bool) -> None:
    screen.phone.stop_the_clock()
    begin(screen)
    tea = screen.page.get_by_label("Tea")
    tea.click()
    tea.click()
    line = screen.page.locator("#status")
    expect(line).to_have_text("Tea: cleared.")
    if translated:
        line.evaluate(TRANSLATE)
    screen.page.clock.run_for(8000)
    expect(line).to_have_text("")


def test_the_second_tap_of_a_double_one_clears_nothing(screen: Screen) -> None:
    begin(screen)
    screen.page.get_by_label("Tea").dblclick()
    assert answered(screen) == {"one": "tea"}


def test_the_keyboard_clears_an_answer_too(screen: Screen) -> None:
    begin(screen)
    screen.page.get_by_label("Tea").focus()
    screen.page.keyboard.press("Space")
    screen.page.keyboard.press("ArrowDown")
    assert answered(screen) == {"one": "coffee"}
    screen.page.keyboard.press("Space")
    assert answered(screen) == {}
    expect(screen.page.locator("#status")).to_have_text("Coffee: cleared.")


def test_an_option_that_excludes_all_others_unticks_them_and_says_so(screen: Screen) -> None:
    asked = document()
    several = next(each for part in asked["sections"] for each in part["questions"] if each["id"] == "several")
    several["options"].append({"id": "none", "label": {"en": "None of these"}, "alone": True})
    begin(screen, document=asked)
    question = screen.asks("Which ones?")
    page = screen.page
    page.get_by_label("Red").click()
    page.get_by_label("Blue").click()
    expect(page.get_by_label("Green")).to_be_disabled()
    page.get_by_label("None of these").click()
    assert answered(screen) == {"several": ["none"]}
    expect(page.locator("#status")).to_have_text("No longer chosen: Red; Blue.")
    expect(question).to_contain_text("No longer chosen: Red; Blue.")
    page.get_by_label("Green").click()
    assert answered(screen) == {"several": ["green"]}
    expect(page.get_by_label("None of these")).not_to_be_checked()
    expect(page.locator("#status")).to_have_text("No longer chosen: None of these.")
    screen.press("Next")
    # At once: left alone, the line would be empty some seconds later.
    assert page.locator("#status").text_content() == ""


def test_nothing_is_counted_aloud(screen: Screen) -> None:
    begin(screen)
    expect(screen.page.locator(".progress")).to_have_attribute("aria-hidden", "true")
    assert screen.page.locator("progress, [role=progressbar], [role=timer]").count() == 0


def test_every_step_passes_axe(screen: Screen) -> None:
    begin(screen)
    for number in range(3):
        screen.passes_axe()
        screen.phone.screenshot(f"element-question-{number}")
        screen.button("Next").or_(screen.button("Look back over my answers")).first.click()
    expect(screen.button("Seal my answers")).to_be_visible()
    screen.passes_axe()
    screen.phone.screenshot("element-look-back")


def test_the_real_set_is_drawn_whole_and_no_step_is_much_longer_than_four_screens(screen: Screen) -> None:
    real = document(FIRST_SCENE)
    screen.page.set_viewport_size({"width": 360, "height": 640})
    for section in (one for one in real["sections"] if one["reveal"] == "both"):
        element = f'<h1>x</h1><overture-questions chapter="Q" section="{section["id"]}" round="1"></overture-questions>'
        screen.show(element, document=real, view=view(section_view(section["id"])))
        expect(screen.page.get_by_role("heading", level=2).first).to_have_text(section["questions"][0]["prompt"]["en"])
        heights = screen.page.evaluate(
            """() => {
              const heights = [];
              const next = () => [...document.querySelectorAll('button')].find((one) => one.textContent === 'Next');
              const note = () => heights.push(document.querySelector('.step').offsetHeight);
              for (note(); next(); note()) next().click();
              return heights;
            }"""
        )
        assert max(heights) <= 4.25 * 640, (section["id"], heights)
        expect(screen.button("Look back over my answers")).to_be_visible()
    screen.phone.check_accessible()
