"""The way through a section: how it begins, the bar under the thumb, and the look back, grouped by answer."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.client.elements_support import FIRST_SCENE, Screen, document, section_view, view

SECTION = '<div class="room" data-state="open"><h1>Limits</h1>{}</div>'
QUESTIONS = SECTION.format('<overture-questions chapter="Q" section="limits" round="1"></overture-questions>')


def begin(screen: Screen, **state: Any) -> None:
    screen.show(QUESTIONS, document=document(FIRST_SCENE), view=view(section_view("limits")), **state)


def groups() -> list[tuple[str, list[str]]]:
    """The groups of the long list, each with the names of its items, as the set has them."""
    sections = document(FIRST_SCENE)["sections"]
    section = next(each for each in sections if each["id"] == "limits")
    listed = next(each for each in section["questions"] if each["kind"] == "items")
    found: dict[str, list[str]] = {}
    for item in listed["items"]:
        found.setdefault(item["group"]["en"], []).append(item["label"]["en"])
    return list(found.items())


def to_the_list(screen: Screen) -> None:
    while not screen.page.locator(".item").count():
        screen.press("Next")


def test_a_section_begins_with_two_lines_and_its_first_question(screen: Screen) -> None:
    begin(screen)
    intro = screen.page.locator(".intro")
    start = intro.locator(".intro-start")
    lines = start.evaluate("(one) => one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)")
    assert round(lines) <= 2
    expect(intro.get_by_text("Why this section")).to_be_hidden()
    intro.locator("summary").click()
    expect(intro.get_by_text("Why this section")).to_be_visible()
    expect(screen.page.locator(".way p")).to_have_text(re.compile(r"^1 of \d+$"))
    screen.press("Next")
    expect(intro).to_have_count(0)
    expect(screen.page.locator(".way p")).to_have_text(re.compile(r"^2 of \d+$"))


@pytest.mark.parametrize(
    ("path", "section", "steps"),
    [
        ("/", "feelings", 1), ("/", "experience", 2), ("/", "aftercare", 2),
        ("/de/", "feelings", 1), ("/de/", "experience", 3),
    ],
)  # fmt: skip
def test_questions_share_a_step_as_long_as_four_small_screens_hold_it(
    screen: Screen, path: str, section: str, steps: int
) -> None:
    screen.page.set_viewport_size({"width": 360, "height": 640})
    html = f'<overture-questions chapter="Q" section="{section}" round="1"></overture-questions>'
    screen.show(SECTION.format(html), path=path, document=document(FIRST_SCENE), view=view(section_view(section)))
    heights = [screen.page.locator(".step").evaluate("(step) => step.offsetHeight")]
    forward = "Next" if path == "/" else "Weiter"
    while screen.button(forward).count():
        screen.press(forward)
        heights.append(screen.page.locator(".step").evaluate("(step) => step.offsetHeight"))
    assert len(heights) == steps
    assert max(heights) + screen.page.locator(".turns").evaluate("(bar) => bar.offsetHeight") <= 4 * 640


def test_help_that_was_read_is_folded_when_the_question_goes_on(screen: Screen) -> None:
    begin(screen)
    to_the_list(screen)
    expect(screen.page.get_by_text("Choose what is true today.")).to_be_visible()
    screen.press("Next")
    expect(screen.page.get_by_text("Choose what is true today.")).to_be_hidden()
    screen.page.get_by_text("About this question").click()
    expect(screen.page.get_by_text("Choose what is true today.")).to_be_visible()


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_the_bar_is_in_sight_and_never_over_what_has_the_focus(screen: Screen, size: str) -> None:
    begin(screen)
    screen.page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
    to_the_list(screen)
    bar = screen.page.locator(".turns")
    expect(bar).to_be_in_viewport(ratio=1)
    screen.page.get_by_role("heading", level=2).first.focus()
    for _ in range(60):
        screen.page.keyboard.press("Tab")
        hidden = screen.page.evaluate(
            """() => {
              const [one, bar] = [document.activeElement, document.querySelector('.turns')];
              if (bar.contains(one)) return 'in the bar';
              const [at, over] = [one.getBoundingClientRect(), bar.getBoundingClientRect()];
              return at.bottom > over.top + 1 && at.top < over.bottom ? one.outerHTML : null;
            }"""
        )
        if hidden == "in the bar":
            return
        assert hidden is None
    pytest.fail("the bar was never reached")


def test_while_somebody_writes_the_keyboard_lies_over_the_bar(screen: Screen) -> None:
    begin(screen)
    bar = screen.page.locator(".turns")
    expect(bar).to_have_css("position", "sticky")
    screen.page.get_by_role("textbox").tap()
    expect(bar).to_have_css("position", "static")


def test_answers_are_grouped_and_change_leads_to_their_group(screen: Screen) -> None:
    (first, names), *others = groups()
    (second, (other, *_)) = others[1]
    begin(screen)
    to_the_list(screen)
    rows = screen.page.get_by_role("group", name=names[0]).get_by_role("radiogroup")
    rows.first.get_by_label("Hard limit").click()
    screen.page.get_by_role("group", name=names[1]).get_by_role("radiogroup").first.get_by_label("Hard limit").click()
    screen.press("Look back over my answers")
    group = screen.page.locator(".looked-group").filter(has=screen.page.get_by_text(first, exact=True))
    both = " (both ways)" if rows_of(names[0]) else ""
    also = " (both ways)" if rows_of(names[1]) else ""
    lines = group.locator("li")
    expect(lines.first).to_have_text(f"Hard limit: {names[0]}{both}, {names[1]}{also}")
    expect(lines.last).to_have_text("No answer: " + ", ".join(names[2:]))
    screen.press(f"Change: {second}")
    expect(screen.page.get_by_role("group", name=other)).to_be_visible()
    # It may be the second group of its step.
    expect(
        screen.page.locator(".item-group").filter(has=screen.page.locator(".eyebrow", has_text=second))
    ).to_be_in_viewport()
    focused = screen.page.evaluate("document.activeElement.textContent")
    assert focused in (second, screen.page.locator(".question-prompt").inner_text())


def rows_of(name: str) -> bool:
    """Whether an item is asked in both directions."""
    sections = document(FIRST_SCENE)["sections"]
    section = next(each for each in sections if each["id"] == "limits")
    listed = next(each for each in section["questions"] if each["kind"] == "items")
    return next(bool(item["direction"]) for item in listed["items"] if item["label"]["en"] == name)


def test_each_condition_has_a_line_of_its_own_and_a_blank_is_said_in_full(screen: Screen) -> None:
    (_, names), *_ = groups()
    begin(screen)
    to_the_list(screen)
    for name, words in zip(names[:2], ("slowly", "with music"), strict=True):
        item = screen.page.get_by_role("group", name=name)
        item.get_by_role("radiogroup").first.get_by_label("Only if …").click()
        item.get_by_role("textbox").fill(words)
    screen.press("Look back over my answers")
    lines = screen.page.locator(".looked-group li")
    expect(lines.filter(has_text="slowly")).to_contain_text(f"Only if … slowly: {names[0]}")
    expect(lines.filter(has_text="with music")).to_contain_text(f"Only if … with music: {names[1]}")
    expect(screen.page.locator("overture-questions")).to_contain_text(
        "A blank is never a yes. It is not a no either: ask."
    )


def test_every_state_of_the_way_passes_axe(screen: Screen) -> None:
    begin(screen)
    screen.passes_axe()
    to_the_list(screen)
    screen.press("All of these: Hard limit")
    screen.passes_axe()
    screen.phone.screenshot("element-rows")
    screen.press("Next")
    screen.passes_axe()
    screen.press("Look back over my answers")
    screen.passes_axe()
    screen.phone.screenshot("element-look-back-grouped")
