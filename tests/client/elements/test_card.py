"""The scene card: what is on its first screen, whose word it is, what comes once, and that it is one page of paper."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.client.card_support import whole_set
from tests.client.elements_support import Screen, answers, document, section_view, view

CARD = """<section class="room stack" id="card"><h1>Scene card</h1>
<p class="lead">You can take away, never add. Use your word or signal. Never rely on a phone.</p>
<overture-card data-phone></overture-card></section>"""
SCREEN = 640


def shows(screen: Screen, *, path: str = "/", **state: Any) -> None:
    """The card on a small phone. It is shown twice, as the fonts of a first visit come too late to be used."""
    screen.page.set_viewport_size({"width": 360, "height": SCREEN})
    for _ in range(2):
        screen.show(CARD, path=path, **state)


def part(screen: Screen, name: str) -> Locator:
    return screen.page.locator(f".screen-only [data-part={name}]")


def pixels(place: Locator) -> float:
    size: float = place.evaluate("(element) => parseFloat(getComputedStyle(element).fontSize)")
    return size


def set_apart(**changed: Any) -> dict[str, Any]:
    """A conversation about the stop signals of the small set alone."""
    sections = [section_view("limits", state="opened")]
    return {"view": view(*sections), **changed}


def test_the_first_screen_has_the_stop_word_and_what_a_scene_needs_is_on_three(screen: Screen) -> None:
    shows(screen, **whole_set("pineapple"))
    signals = part(screen, "stop-signals")
    expect(signals.locator(".card-word").first).to_have_text("pineapple")
    assert pixels(signals.get_by_text("pineapple")) == 40
    for word in ("yellow", "Three taps"):
        assert pixels(signals.get_by_text(word)) >= 28
    box = signals.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= SCREEN
    always = part(screen, "always").bounding_box()
    assert always is not None
    assert always["y"] + always["height"] <= 3 * SCREEN
    screen.phone.screenshot("element-card")


def test_stop_words_that_differ_both_stand_and_lead_to_where_one_is_settled(screen: Screen) -> None:
    shows(screen, **whole_set("red"))
    signals = part(screen, "stop-signals")
    expect(signals.locator(".card-word.you")).to_have_text("You red")
    expect(signals.locator(".card-word.partner")).to_have_text("Partner Pineapple")
    settle = signals.get_by_role("link", name="Your stop words differ: agree on one")
    expect(settle).to_have_attribute("href", "#section-stop-signals")
    expect(signals).to_contain_text("Any stop word, from either, stops everything. “No” and “stop” count too.")


def test_it_says_that_only_the_words_for_slowing_down_differ(screen: Screen) -> None:
    shows(screen, **whole_set("Pineapple", "amber"))
    signals = part(screen, "stop-signals")
    expect(signals.get_by_role("link")).to_have_text(["Your words for slowing down differ: agree on one"])


def test_settled_words_come_first_and_nothing_nags_then(screen: Screen) -> None:
    note = {"by": "me", "number": 1, "text": "Red stops. Yellow slows.", "agreed": True}
    shows(screen, **whole_set("red", notes={"stop-signals": note}))
    signals = part(screen, "stop-signals")
    expect(signals.locator("> :first-child .written")).to_have_text("Red stops. Yellow slows.")
    assert pixels(signals.locator("> :first-child .written")) >= 28
    expect(signals.get_by_role("link")).to_have_count(0)
    expect(signals).to_contain_text("Pineapple")


def test_only_the_newest_word_of_each_stands(screen: Screen) -> None:
    sections = [section_view("limits", state="opened")]
    chapters: list[dict[str, Any]] = [
        {"qhash": name, "notices": {"mine": [], "theirs": []}, "sections": sections} for name in ("Q", "R")
    ]
    old = {"mine": answers(stop_word="red"), "theirs": answers(stop_word="red")}
    new = {"mine": answers(stop_word="mango"), "theirs": answers()}
    shows(screen, view={**view(*sections), "chapters": chapters}, opened={"Q/limits/1": old, "R/limits/1": new})
    words = part(screen, "stop-signals").locator(".card-word")
    assert sorted(words.all_inner_texts()) == ["Partner red", "You mango"]
    link = part(screen, "stop-signals").get_by_role("link")
    expect(link).to_have_attribute("href", "#chapter-2-section-limits")


def test_a_condition_stands_whole_and_limits_are_said_once(screen: Screen) -> None:
    shows(screen, **whole_set())
    expect(part(screen, "conditions")).to_contain_text("in front, never behind my back")
    expect(part(screen, "conditions")).to_contain_text("the key is in my pocket")
    never = part(screen, "limits").locator("[data-acts=never]")
    assert never.inner_text().count("stops the breath") == 1
    assert never.inner_text().startswith("Not at all: ")
    expect(part(screen, "limits").locator("[data-acts=not-now]")).to_contain_text("Your partner ties you with rope")
    expect(part(screen, "extent")).to_contain_text("Sexual, until you have talked: Sensual, but not sexual")
    expect(part(screen, "always")).to_contain_text("First, free anyone who is tied.")
    expect(screen.page.locator("overture-card .screen-only").first).not_to_contain_text("Safety shears")


def test_the_tint_of_a_line_lies_over_no_letter_of_the_line_above(screen: Screen) -> None:
    shows(screen, **whole_set())
    tinted = part(screen, "limits").locator("dd.you").first
    height, line = tinted.evaluate(
        """(one) => {
          const { backgroundColor, backgroundSize, lineHeight } = getComputedStyle(one);
          const size = backgroundColor === 'rgba(0, 0, 0, 0)' ? backgroundSize : '100% 999px';
          return [parseFloat(size.split(' ')[1]), parseFloat(lineHeight)];
        }"""
    )
    assert height <= line + 0.5


@pytest.mark.parametrize("role", ["A", "B"])
def test_ones_own_word_comes_before_the_partners(screen: Screen, role: str) -> None:
    shows(screen, **whole_set(role=role))
    for key in ("stop-signals", "conditions", "limits"):
        said = list(part(screen, key).locator(".card-who").all_inner_texts())
        assert said[:2] == ["You", "Partner"], key


def test_a_medic_has_a_strip_and_no_risk_is_folded_away(screen: Screen) -> None:
    shows(screen, **whole_set())
    expect(part(screen, "help").get_by_text("Allergic to latex")).to_be_hidden()
    part(screen, "help").locator("summary").press("Enter")
    expect(part(screen, "help")).to_contain_text("My inhaler is in my bag. Allergic to latex.")
    expect(part(screen, "help")).not_to_contain_text("You:")
    expect(part(screen, "risks").get_by_text("Keep the key and shears within reach.")).to_be_visible()
    expect(part(screen, "risks")).to_contain_text("Cuffs or straps: Keep the key and shears within reach.")
    screen.phone.check_accessible()


def test_the_card_passes_axe(screen: Screen) -> None:
    shows(screen, **whole_set())
    screen.passes_axe()


@pytest.mark.parametrize("path", ["/", "/de/"])
def test_the_card_prints_on_one_page_without_names(screen: Screen, path: str) -> None:
    shows(screen, path=path, **whole_set())
    screen.page.emulate_media(media="print")
    paper = screen.page.locator("overture-card .print-only")
    expect(paper.locator("[data-part=stop-signals]")).to_contain_text("Person 1 red")
    expect(paper.locator("[data-part=help]")).to_contain_text("Allergic to latex")
    expect(paper).not_to_contain_text("Partner")
    pdf = screen.page.pdf(format="A4")
    assert pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages") == 1


def test_large_type_on_a_small_screen_never_widens_the_page(screen: Screen) -> None:
    shows(screen, **whole_set("honorificabilitudinitatibus"))
    screen.page.set_viewport_size({"width": 320, "height": SCREEN})
    screen.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert screen.page.evaluate("document.documentElement.scrollWidth") == 320


def test_nothing_opened_says_so_and_that_no_and_stop_count(screen: Screen) -> None:
    shows(screen, **set_apart(opened={}), document=document())
    expect(screen.page.locator("overture-card")).to_contain_text("once you have opened those sections")
    expect(part(screen, "stop-signals")).to_contain_text("None yet. Agree on one before you begin.")
    expect(part(screen, "stop-signals")).to_contain_text("“No” and “stop” count too.")


def test_the_card_names_a_withdrawal_that_cannot_be_read(screen: Screen) -> None:
    shows(screen, **whole_set(notices=[{"by": "them", "withdraw": [], "limit": {}, "unreadable": True}]))
    expect(screen.page.locator("overture-card .banner")).to_contain_text("Ask your partner before you continue")
