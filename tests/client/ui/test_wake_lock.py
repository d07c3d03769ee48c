"""The screen that stays awake, where the browser lets it, and the card that is all there is while a scene runs."""

from typing import Any

from playwright.sync_api import expect

from tests.client.elements_support import Screen, scene_view, section_view, view

QUIET = view(section_view("mixed"))
SCENE = view(section_view("mixed"), scene=scene_view("running"))
STOPPED = view(section_view("mixed"), scene=scene_view("stopped"))
ROOMS = (
    '<section class="room" id="overview"><h1>Sections</h1><label>Text <textarea></textarea></label></section>'
    '<section class="room" id="card" hidden><h1>Scene card</h1></section>'
)

# A browser that lets screens be kept awake, and writes down what it was asked; `window.unwilling` makes it refuse.
BROWSER = """async () => {
  window.asked = [];
  const release = (lock) => { lock.released = true; window.asked.push('let go'); };
  const request = async (kind) => {
    window.asked.push(`keep the ${kind} awake`);
    if (window.unwilling) throw new DOMException('the battery is low', 'NotAllowedError');
    const lock = { released: false, async release() { release(lock); } };
    window.lock = lock;
    return lock;
  };
  Object.defineProperty(navigator, 'wakeLock', { value: { request }, configurable: true });
  window.seen = (visible) => {
    Object.defineProperty(document, 'hidden', { value: !visible, configurable: true });
    if (!visible && window.lock && !window.lock.released) release(window.lock);
    document.dispatchEvent(new Event('visibilitychange'));
  };
}"""
BEGIN = "async ([module, begin]) => (await import(`/static/x/js/${module}.js`))[begin](conversation)"
AWAKE, VIBRATES, CARD = ["ui/wake-lock", "keepAwake"], ["ui/wake-lock", "vibrateOnStop"], ["ui/tabs", "followScene"]


def asked(screen: Screen) -> list[str]:
    """What the browser has been asked for since the last time."""
    said: list[str] = screen.page.evaluate("async () => { await Promise.resolve(); return window.asked.splice(0); }")
    return said


def keeps_awake(screen: Screen, **state: Any) -> None:
    screen.show(ROOMS, view=QUIET, **state)
    screen.page.evaluate(BROWSER)
    for feature in (AWAKE, VIBRATES):
        screen.page.evaluate(BEGIN, feature)


def test_the_screen_is_kept_awake_in_a_scene_and_comes_back_with_the_page(screen: Screen) -> None:
    keeps_awake(screen, pausedByMe=True)
    screen.become(view=QUIET)
    assert asked(screen) == []
    screen.become(view=SCENE)
    assert asked(screen) == ["keep the screen awake"]
    screen.page.evaluate("seen(false)")
    assert asked(screen) == ["let go"]
    screen.become(view=SCENE)
    assert asked(screen) == []
    screen.page.evaluate("seen(true)")
    assert asked(screen) == ["keep the screen awake"]
    screen.become(view=QUIET)
    assert asked(screen) == ["let go"]


def test_a_stop_in_a_scene_keeps_it_awake_and_a_pause_outside_lets_it_go(screen: Screen) -> None:
    keeps_awake(screen)
    screen.become(view=SCENE)
    assert asked(screen) == ["keep the screen awake"]
    screen.become(pausedByThem=True)
    assert asked(screen) == []
    screen.become(view=QUIET)
    assert asked(screen) == ["let go"]
    screen.become(pausedByThem=False)
    assert asked(screen) == ["keep the screen awake"]
    screen.become(ended=True)
    assert asked(screen) == ["let go"]


def test_a_browser_without_wake_lock_or_that_refuses_it_shows_nothing(screen: Screen) -> None:
    keeps_awake(screen)
    screen.page.evaluate("window.unwilling = true")
    screen.become(view=SCENE)
    assert asked(screen) == ["keep the screen awake"]
    screen.become(link="lost")
    assert asked(screen) == [], "at every change of the page"
    screen.page.locator("h1").first.click()
    assert asked(screen) == ["keep the screen awake"]
    screen.page.evaluate("window.unwilling = false")
    screen.page.evaluate("seen(true)")
    assert asked(screen) == ["keep the screen awake"]
    screen.page.evaluate("delete navigator.wakeLock; delete Navigator.prototype.wakeLock")
    screen.become(view=QUIET, pausedByMe=True)
    expect(screen.page.locator("#status")).to_be_empty()


def test_a_wake_lock_granted_too_late_is_released(screen: Screen) -> None:
    keeps_awake(screen, pausedByMe=True)
    screen.page.evaluate(
        "([on, off]) => { conversation.become(on); conversation.become(off); }", [{"view": SCENE}, {"view": QUIET}]
    )
    assert asked(screen) == ["keep the screen awake", "let go"]


def test_a_stop_of_the_partner_is_felt_once_in_a_scene_and_no_other_pause_is(screen: Screen) -> None:
    screen.show(ROOMS, view=QUIET)
    screen.page.evaluate("() => { window.felt = 0; navigator.vibrate = () => { window.felt += 1; }; }")
    screen.page.get_by_label("Text").click()
    for feature in (AWAKE, VIBRATES):
        screen.page.evaluate(BEGIN, feature)
    for state, felt in (
        ({"pausedByThem": True}, 0),
        ({"pausedByThem": False, "view": SCENE}, 0),
        ({"pausedByMe": True}, 0),
        ({"pausedByThem": True}, 1),
        ({"link": "lost"}, 1),
    ):
        screen.become(**state)
        assert screen.page.evaluate("window.felt") == felt


def test_while_a_scene_runs_the_card_is_all_there_is_and_begins_at_its_top(screen: Screen) -> None:
    screen.show(ROOMS, view=QUIET)
    screen.page.evaluate(BEGIN, CARD)
    screen.page.get_by_label("Text").fill("half a sen")
    screen.become(view=SCENE)
    expect(screen.page.get_by_role("heading", name="Scene card")).to_be_focused()
    expect(screen.page.get_by_label("Text")).to_be_hidden()
    screen.page.evaluate("location.hash = 'overview'")
    expect(screen.page.get_by_role("heading", name="Scene card")).to_be_visible()
    screen.become(view=STOPPED)
    screen.page.evaluate("location.hash = 'overview'")
    expect(screen.page.get_by_label("Text")).to_have_value("half a sen")
    expect(screen.page.get_by_label("Text")).to_be_visible()


def test_a_page_that_is_opened_in_a_scene_shows_the_card_whatever_it_names(screen: Screen) -> None:
    for address in ("/s", "/s#overview"):
        screen.page.goto("about:blank")
        screen.show(ROOMS, view=SCENE, path=address)
        screen.page.evaluate(BEGIN, CARD)
        screen.become(view=SCENE)
        expect(screen.page.get_by_role("heading", name="Scene card")).to_be_visible()
        expect(screen.page.get_by_label("Text")).to_be_hidden()
