"""Where we stand on the screen: what is open first and linked, short lines, folds that stay as somebody left them."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.client.card_support import whole_set
from tests.client.elements_support import Screen

STANDING = """<section class="room stack" id="standing"><h1>Where we stand</h1>
<p class="hint">You both see the same page here, from everything opened so far.</p>
<overture-standing data-phone></overture-standing><overture-limit data-phone></overture-limit></section>"""
SCREEN = 640


def shows(screen: Screen, **state: Any) -> None:
    """The page on a small phone. It is shown twice, as the fonts of a first visit come too late to be used."""
    screen.page.set_viewport_size({"width": 360, "height": SCREEN})
    for _ in range(2):
        screen.show(STANDING, **state)


def part(screen: Screen, name: str) -> Locator:
    return screen.page.locator(f".screen-only > [data-part={name}]")


def test_where_we_stand_is_seven_screens_with_its_actions_on_the_first(screen: Screen) -> None:
    shows(screen, **whole_set())
    height = screen.page.locator("#standing").evaluate("(room) => room.getBoundingClientRect().height")
    assert height <= 7 * SCREEN
    for name in ("Take something back", "Set a limit …", "Print or save"):
        box = screen.page.get_by_text(name, exact=True).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= SCREEN
    screen.phone.screenshot("element-standing")


def test_open_points_stand_first_stop_words_before_all_and_lead_to_their_section(screen: Screen) -> None:
    shows(screen, **whole_set())
    parts = screen.page.locator(".screen-only > [data-part]")
    assert parts.first.get_attribute("data-part") == "open"
    points = part(screen, "open").get_by_role("link")
    expect(points.first).to_have_text("Which word should mean “stop, now”?")
    expect(points.first).to_have_attribute("href", "#section-stop-signals")
    expect(part(screen, "open").get_by_role("link", name="Should this be sexual for you?")).to_have_attribute(
        "href", "#section-building"
    )
    rest = part(screen, "open").locator("details")
    expect(rest.get_by_role("link").first).to_be_hidden()
    rest.locator("summary").click()
    expect(rest.get_by_role("link").first).to_be_visible()
    expect(part(screen, "open")).not_to_contain_text("cannot speak up")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("red", "yellow"), ["Your stop words differ: agree on one"]),
        (("Pineapple", "amber"), ["Your words for slowing down differ: agree on one"]),
        (
            ("yellow", "Pineapple"),
            [
                "One word means stop to one of you and slow down to the other: agree on it",
                "Your stop words differ: agree on one",
            ],
        ),
    ],
)
def test_where_we_stand_says_which_words_differ(screen: Screen, words: tuple[str, str], says: list[str]) -> None:
    shows(screen, **whole_set(*words))
    expect(part(screen, "open").get_by_text("agree on")).to_have_text(says)


def test_what_nobody_has_ready_is_named_where_both_see_it(screen: Screen) -> None:
    shows(screen, **whole_set())
    part(screen, "open").locator("details summary").click()
    kit = part(screen, "open").locator("li").filter(has_text="What will you have ready")
    expect(kit).to_contain_text("Nobody has ticked: ")
    expect(kit).to_contain_text("I know first aid; Someone who knows where I am; My own way home")
    expect(kit).not_to_contain_text("Safety shears")
    expect(kit).not_to_contain_text("None of these yet")


def test_what_each_would_like_to_ask_is_an_open_point_in_their_words(screen: Screen) -> None:
    shows(screen, **whole_set())
    part(screen, "open").locator("details summary").click()
    asked = part(screen, "open").locator("li").filter(has_text="What would you like to ask your partner?")
    expect(asked).to_have_count(2)
    expect(asked.first).to_contain_text("You: What would tell you that I have had enough?")
    expect(asked.last).to_contain_text("Your partner: How do you like to be woken?")


def test_a_word_that_stops_one_and_slows_the_other_is_the_first_open_point(screen: Screen) -> None:
    shows(screen, **whole_set("yellow"))
    first = part(screen, "open").locator("li").first
    expect(first).to_contain_text("One word means stop to one of you and slow down to the other: agree on it")
    expect(first.get_by_role("link")).to_have_attribute("href", "#section-stop-signals")


def test_what_both_agree_to_has_its_conditions_in_full(screen: Screen) -> None:
    shows(screen, **whole_set())
    cuffs = part(screen, "shared").locator("li").filter(has_text="cuffs or straps")
    expect(cuffs).to_contain_text("You: Only if … in front, never behind my back")
    expect(cuffs).to_contain_text("Your partner: Only if … the key is in my pocket")
    expect(part(screen, "conditions")).not_to_contain_text("in front")


def test_of_what_both_are_curious_about_the_first_are_seen_and_the_rest_are_one_tap_away(screen: Screen) -> None:
    shows(screen, **whole_set())
    curious = part(screen, "curious")
    expect(curious.locator("li:visible")).to_have_count(5)
    expect(curious.get_by_text("Praise, both ways")).to_be_hidden()
    curious.locator("[data-part=curious-rest] > summary").click()
    expect(curious.get_by_text("Praise, both ways")).to_be_visible()


def test_an_act_that_goes_both_ways_says_what_each_has_done_so_far(screen: Screen) -> None:
    state = whole_set()
    state["opened"]["curious-about/1"]["matches"] = ["held/a-to-b", "held/b-to-a"]
    shows(screen, **state)
    held = part(screen, "curious").locator("li")
    expect(held).to_contain_text("both ways")
    expect(held).to_contain_text("You, done so far: Never")
    expect(held).to_contain_text("Your partner, done so far: Some")


def test_limits_are_short_lines_in_the_tint_of_whose_they_are(screen: Screen) -> None:
    shows(screen, **whole_set())
    mine = part(screen, "limits").locator(".standing-group.you")
    expect(mine.locator("li").filter(has_text="Hard limit")).to_have_count(1)
    assert mine.inner_text().count("stops the breath") == 1
    expect(mine.get_by_role("button", name="Set this in your lists too")).to_have_count(1)
    expect(part(screen, "limits").locator(".standing-group.partner").get_by_role("button")).to_have_count(0)
    screen.press("Set a limit …")
    expect(screen.page.get_by_label("What is it about?")).to_be_focused()
    expect(screen.page.locator("overture-limit")).to_contain_text(
        "They change nothing in a list, so set them here too."
    )


def test_what_somebody_has_folded_stays_folded_when_news_comes(screen: Screen) -> None:
    shows(screen, **whole_set())
    part(screen, "limits").locator("> summary").press("Enter")
    part(screen, "aftercare").locator("> summary").press("Enter")
    screen.become(notices=[{"by": "them", "withdraw": ["opening-ritual"], "limit": {}, "unreadable": False}])
    expect(part(screen, "back")).to_contain_text("A small act to begin and to end with")
    expect(part(screen, "aftercare")).to_have_attribute("open", "")
    assert part(screen, "limits").get_attribute("open") is None


def test_where_we_stand_passes_axe_folded_and_unfolded(screen: Screen) -> None:
    shows(screen, **whole_set())
    screen.passes_axe()
    screen.page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    screen.passes_axe()


def test_paper_has_everything_unfolded(screen: Screen) -> None:
    shows(screen, **whole_set())
    screen.page.emulate_media(media="print")
    paper = screen.page.locator("overture-standing .print-only")
    expect(paper.get_by_text("Allergic to latex")).to_be_visible()
    expect(paper.locator("details")).to_have_count(0)


def test_large_type_on_a_small_screen_never_widens_the_page(screen: Screen) -> None:
    shows(screen, **whole_set())
    screen.page.set_viewport_size({"width": 320, "height": SCREEN})
    screen.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert screen.page.evaluate("document.documentElement.scrollWidth") == 320
