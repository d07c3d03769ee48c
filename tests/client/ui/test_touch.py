"""A tap counts although the partner acts between finger down and finger up, and nothing urgent waits for a finger."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.client.elements_support import Screen, scene_view, section_view, view
from tests.support.browser import START_TIMERS, STOP_TIMERS

BEGIN = (
    '<section class="room" id="card"><h1>Scene card</h1><overture-begin data-phone></overture-begin></section>'
    '<section class="room" id="standing" hidden><h1>Where we stand</h1></section>'
)
ABOVE = (
    '<overture-scene data-phone role="region" aria-label="During a scene"></overture-scene>'
    '<overture-paused data-phone role="region" aria-label="Rest"></overture-paused>'
)
NOTES = '<overture-notes chapter="Q" section="mixed"></overture-notes>'
BECOME = """([change, selector]) => {
  conversation.become(change);
  return document.querySelector(selector)?.textContent ?? null;
}"""


def by_mouse(page: Page, button: Locator, meanwhile: Callable[[], None]) -> None:
    button.hover()
    page.mouse.down()
    meanwhile()
    page.mouse.up()


def by_touch(page: Page, button: Locator, meanwhile: Callable[[], None]) -> None:
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    client = page.context.new_cdp_session(page)
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    meanwhile()
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def by_space(page: Page, button: Locator, meanwhile: Callable[[], None]) -> None:
    button.focus()
    page.keyboard.down(" ")
    meanwhile()
    page.keyboard.up(" ")


WAYS = pytest.mark.parametrize("press", [by_mouse, by_touch, by_space], ids=["mouse", "touch", "space"])


def scene(state: str = "none", **who: bool) -> dict[str, Any]:
    return view(scene=scene_view(state, **who))


def noted(n: int) -> dict[str, Any]:
    return view(section_view("mixed", state="opened", note={"n": n, "by": "them", "box": f"B{n}", "before": None}))


def about_to_begin(screen: Screen) -> None:
    screen.show(BEGIN, above=ABOVE, view=scene())
    screen.page.locator(".scene-begin > summary").click()


def acting(screen: Screen, **change: Any) -> Callable[[], None]:
    """The partner's act, with no timer from then on until the finger is up."""

    def act() -> None:
        screen.page.evaluate(STOP_TIMERS)
        screen.become(**change)
        screen.page.evaluate(START_TIMERS)

    return act


@WAYS
@pytest.mark.parametrize(
    ("before", "meanwhile", "name", "call", "says"),
    [
        (scene(), scene("asked", them=True), "Ready to begin", ["beginScene", 1], "Your partner is ready to begin."),
        (
            scene("stopped"),
            scene("stopped", them=True),
            "The scene is over for me",
            ["sceneOver", 1],
            "Your partner is",
        ),
    ],
    ids=["ready", "over"],
)
def test_a_tap_counts_although_the_partner_acts_meanwhile(
    screen: Screen, press: Any, before: dict[str, Any], meanwhile: dict[str, Any], name: str, call: list[Any], says: str
) -> None:
    screen.show(BEGIN, above=ABOVE, view=before)
    if before["scene"]["state"] == "none":
        screen.page.locator(".scene-begin > summary").click()
    press(screen.page, screen.button(name), acting(screen, view=meanwhile))
    # What came meanwhile is drawn once the finger is up.
    expect(screen.page.locator("overture-begin, overture-paused").filter(has_text=says)).not_to_have_count(0)
    assert screen.page.evaluate("() => conversation.calls") == [call]


# The browser was busy: the next press comes before anything that waits for a task of its own.
PRESS_AFTER_CLICK = """(button) => {
  const send = (element, name) => element.dispatchEvent(new PointerEvent(name, { bubbles: true }));
  for (const name of ['pointerdown', 'pointerup', 'click']) send(document.querySelector('h1'), name);
  send(button, 'pointerdown');
}"""


def test_a_press_right_after_a_click_keeps_what_is_under_it(screen: Screen) -> None:
    about_to_begin(screen)
    button = screen.button("Ready to begin").element_handle()
    screen.page.evaluate(STOP_TIMERS)
    button.evaluate(PRESS_AFTER_CLICK)
    screen.become(view=scene("asked", them=True))
    assert button.evaluate("(button) => button.isConnected")


@WAYS
def test_a_tap_is_about_what_stood_there_when_the_finger_came_down(screen: Screen, press: Any) -> None:
    notes = {"agreed": False, "settledMe": False, "settledThem": False, "by": "them"}
    screen.show(NOTES, view=noted(1), notes={"mixed": {**notes, "n": 1, "text": "Red is stop."}})
    newer = {"view": noted(2), "notes": {"mixed": {**notes, "n": 2, "text": "Red is faster."}}}
    press(screen.page, screen.button("Yes, that is what we said"), acting(screen, **newer))
    expect(screen.page.locator("overture-notes .card")).to_have_text("Red is faster.")
    assert screen.calls("settle") == [["Q", "mixed", 1, True]]


def test_what_is_written_changes_the_words_that_stood_there(screen: Screen) -> None:
    note = {"agreed": False, "settledMe": False, "settledThem": False, "by": "them", "n": 1, "text": "Red is stop."}
    screen.show(NOTES, view=noted(1), notes={"mixed": note}, answers={"writeNote": {"lost": "x"}})
    newer = {"view": noted(2), "notes": {"mixed": {**note, "n": 2, "text": "Red is faster."}}}
    by_mouse(screen.page, screen.button("Change the words"), acting(screen, **newer))
    screen.press("Save for both of us")
    expect(screen.page.locator("overture-notes .banner:visible")).to_contain_text("while you were writing")
    assert screen.calls("writeNote") == [["Q", "mixed", "Red is stop.", 1]]


def test_a_finger_that_stays_down_does_not_keep_the_screen_as_it_was(screen: Screen) -> None:
    about_to_begin(screen)
    screen.button("Ready to begin").hover()
    screen.page.mouse.down()
    screen.become(view=scene("asked", them=True))
    expect(screen.page.locator("overture-begin")).to_contain_text("Your partner is ready to begin.")
    screen.page.mouse.up()
    assert screen.calls("beginScene") == []


def test_a_finger_that_is_lifted_elsewhere_or_scrolls_leaves_nothing_behind(screen: Screen) -> None:
    about_to_begin(screen)
    screen.button("Ready to begin").hover()
    screen.page.mouse.down()
    screen.page.mouse.move(2, 2)
    screen.page.mouse.up()
    screen.page.evaluate("() => window.dispatchEvent(new PointerEvent('pointerdown'))")
    screen.page.evaluate("() => window.dispatchEvent(new PointerEvent('pointercancel'))")
    screen.become(view=scene("asked", them=True))
    expect(screen.page.locator("overture-begin")).to_contain_text("Your partner is ready to begin.")
    screen.page.evaluate(STOP_TIMERS)
    screen.become(view=scene())
    assert "Your partner" not in screen.page.locator("overture-begin").inner_text()


@pytest.mark.parametrize(
    ("change", "selector", "says"),
    [
        ({"pausedByThem": True}, "overture-paused h1", "Paused"),
        ({"view": scene("running")}, "#stop", "Stop"),
        ({"view": scene("stopped")}, "overture-paused h1", "Stop now."),
        ({"link": "gone"}, "overture-paused h1", "This conversation is closed"),
    ],
    ids=["pause", "stop is in view", "stopped", "gone"],
)
def test_a_pause_and_stop_wait_for_no_finger(screen: Screen, change: dict[str, Any], selector: str, says: str) -> None:
    about_to_begin(screen)
    screen.button("Ready to begin").hover()
    screen.page.mouse.down()
    assert says in screen.page.evaluate(BECOME, [change, selector])
    screen.page.mouse.up()
    assert screen.calls("beginScene") == []
