"""A scene on the screen: beginning it with both, Stop always in view, and the screen after a stop."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.client.elements_support import FIRST_SCENE, Screen, answers, document, scene_view, section_view, view
from tests.client.shell_page import INSIDE

CARD = (
    '<section class="room stack" id="card"><h1>Scene card</h1><overture-card data-phone></overture-card>'
    '<div class="row card-tools"><overture-print data-phone></overture-print></div>'
    '<overture-begin data-phone id="begin-scene"></overture-begin></section>'
    '<section class="room" id="section-stop-signals" hidden><h1>Stop signals</h1></section>'
    '<section class="room" id="standing" hidden><h1>Where we stand</h1></section>'
)
ABOVE = (
    '<header class="top top-session"><span class="name">Notes</span><div class="row">'
    '<button type="button" class="button button-pause" data-act="pause">Pause</button>'
    '<button type="button" class="button button-exit" data-act="exit">Exit now</button></div></header>'
    '<overture-scene data-phone role="region" aria-label="During a scene"></overture-scene>'
    '<overture-paused data-phone role="region" aria-label="Rest"></overture-paused>'
)
LINES = """(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getClientRects().length;
}"""
FOLLOW = f"async () => {{ {INSIDE} (await inside('ui/tabs')).followScene(conversation); }}"
SAID = {
    "mine": answers(stop_word="red", slow_word="yellow", at_a_stop=["comfortable", "quiet"], checks=["number"]),
    "theirs": answers(stop_word="pineapple", slow_word="Yellow ", at_a_stop=["no-touch"], checks=["look"]),
}


def show(screen: Screen, said: dict[str, Any] | None = SAID, **state: Any) -> None:
    opened = {} if said is None else {"stop-signals/1": said}
    scene = state.pop("scene", scene_view())
    both_ready = state.pop("both_ready", True)
    shown = view(
        section_view("stop-signals", state="open" if said is None else "opened"), scene=scene, both_ready=both_ready
    )
    screen.show(CARD, above=ABOVE, document=document(FIRST_SCENE), view=shown, opened=opened, **state)
    screen.page.evaluate(FOLLOW)


def unfolds(screen: Screen) -> Locator:
    begin = screen.page.locator("overture-begin")
    begin.locator(".scene-begin > summary").click()
    return begin


def becomes(screen: Screen, scene: dict[str, Any], **state: Any) -> None:
    screen.become(view=view(section_view("stop-signals", state="opened"), scene=scene), **state)


def test_before_it_begins_both_see_what_is_open_and_may_leave_it(screen: Screen) -> None:
    show(screen)
    begin = unfolds(screen)
    # That they differ is said without another tap. The words stand on the card above.
    expect(begin.locator("summary").get_by_text("Your stop words differ: agree on one")).to_be_visible()
    expect(begin.get_by_text("both phones show this card alone")).to_be_visible()
    expect(begin.locator("[data-part=differ]")).to_be_hidden()
    expect(screen.button("Print")).to_have_count(1)
    expect(begin.locator("[data-part=differ] a")).to_have_attribute("href", "#section-stop-signals")
    expect(begin.locator("[data-part=differ]")).to_have_count(1)
    expect(begin.locator("[data-part=differ]")).to_contain_text("pineapple")
    begin.locator("[data-part=open] > summary").click()
    expect(begin.locator("[data-part=open]")).to_contain_text("How should you check in with each other")
    expect(begin).to_contain_text("You can leave this open and begin anyway.")
    screen.phone.check_accessible()
    screen.phone.screenshot("scene-before")
    screen.press("Ready to begin")
    assert screen.calls("beginScene") == [[1]]


def test_words_that_both_have_settled_are_no_difference(screen: Screen) -> None:
    show(
        screen, notes={"stop-signals": {"agreed": True, "text": "Red.", "n": 1, "settled": {"me": True, "them": True}}}
    )
    expect(unfolds(screen).get_by_role("button", name="Ready to begin")).to_be_visible()
    expect(screen.page.locator("[data-part=differ]")).to_have_count(0)


def test_one_who_is_ready_can_take_it_back_and_the_other_sees_it_without_being_asked(screen: Screen) -> None:
    show(screen, scene=scene_view("asked", me=True))
    summary = screen.page.locator(".scene-begin > summary")
    expect(summary).to_have_text("Begin a scene: you are ready")
    expect(unfolds(screen)).to_contain_text("The scene begins when your partner is ready too")
    screen.press("Take that back")
    assert screen.calls("notBeginScene") == [[1]]
    becomes(screen, scene_view("asked", them=True))
    expect(summary).to_have_text("Begin a scene: your partner is ready")
    # What is unfolded stays so.
    expect(screen.page.locator("overture-begin")).to_contain_text(
        "Your partner is ready to begin. You do not have to answer."
    )
    expect(screen.button("Ready to begin")).to_be_visible()


def test_the_button_stays_where_it_is_when_the_other_is_ready(screen: Screen) -> None:
    show(screen)
    unfolds(screen)
    place = screen.button("Ready to begin").bounding_box()
    becomes(screen, scene_view("asked", them=True))
    expect(screen.page.locator("overture-begin")).to_contain_text("Your partner is ready to begin.")
    assert screen.button("Ready to begin").bounding_box() == place


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ({"both_ready": False}, "once you have both been through the ground rules"),
        ({"pausedByThem": True}, "when nobody has paused"),
        ({"link": "lost"}, "There is no connection"),
    ],
)
def test_the_screen_says_why_a_scene_cannot_begin_now(screen: Screen, state: dict[str, Any], says: str) -> None:
    show(screen, **state)
    expect(screen.page.locator("overture-begin")).to_contain_text(says)
    expect(screen.page.locator("overture-begin button")).to_have_count(0)


def test_in_a_running_scene_there_is_the_card_and_stop_and_nothing_else(screen: Screen) -> None:
    show(screen, scene=scene_view("running"))
    stop = screen.button("Stop")
    box, size = stop.bounding_box(), screen.page.viewport_size
    assert box is not None
    assert size is not None
    assert box["height"] >= 64
    assert box["y"] + box["height"] <= size["height"]
    assert box["width"] >= size["width"] - 40
    expect(screen.page.locator(".top")).to_be_hidden()
    expect(screen.page.locator("overture-begin")).to_be_empty()
    # There is no other room to go to, so nothing looks as if it led there.
    clash = screen.page.locator(".screen-only .card-clash")
    expect(clash).to_have_text("Your stop words differ: agree on one")
    expect(clash.locator("a")).to_have_count(0)
    screen.phone.check_accessible()
    screen.phone.screenshot("scene-running", whole=False)
    screen.page.get_by_text("More", exact=True).click()
    screen.phone.screenshot("scene-running-menu", whole=False)
    screen.press("The scene is over for me")
    assert screen.calls("sceneOver") == [[1]]
    becomes(screen, scene_view("running", over=True))
    screen.page.get_by_text("More", exact=True).click()
    expect(screen.page.locator("overture-scene")).to_contain_text("You have said that the scene is over.")
    becomes(screen, scene_view())
    expect(screen.page.locator("overture-scene")).to_be_empty()
    expect(screen.page.locator(".top")).to_be_visible()
    expect(clash.locator("a")).to_have_count(1)


def test_a_keyboard_goes_back_from_the_card_to_stop_and_stop_covers_nothing(screen: Screen) -> None:
    show(screen)
    becomes(screen, scene_view("running"))
    expect(screen.page.get_by_role("heading", name="Scene card")).to_be_focused()
    screen.page.keyboard.press("Shift+Tab")
    expect(screen.button("Stop")).to_be_focused()
    last = screen.page.locator("overture-print [data-key=print]")
    last.focus()
    covered, bar = last.bounding_box(), screen.page.locator(".scene-stop").bounding_box()
    assert covered is not None
    assert bar is not None
    assert covered["y"] + covered["height"] <= bar["y"]


@pytest.mark.parametrize(
    ("who", "says", "button"),
    [
        ("pausedByMe", "Lifting your pause starts nothing.", 1),
        ("pausedByThem", "Your partner stopped the scene. Only they can lift the pause.", 0),
    ],
)
def test_after_a_stop_both_read_the_same_and_what_each_wants_now(
    screen: Screen, who: str, says: str, button: int
) -> None:
    show(screen, scene=scene_view("running"))
    becomes(screen, scene_view("stopped"), **{who: True})
    sheet = screen.page.locator("overture-paused")
    heading = screen.page.get_by_role("heading", name="Stop now. Free anyone who is tied. Look after each other.")
    expect(heading).to_be_focused()
    assert heading.evaluate("each => parseFloat(getComputedStyle(each).fontSize)") >= 28
    expect(sheet.locator(".stop-want-you")).to_contain_text("Help me sit or lie down comfortably")
    expect(sheet.locator(".stop-want-you")).to_contain_text("Stay quiet with me")
    expect(sheet.locator(".stop-want-partner")).to_contain_text("Once I am free, do not touch me until I say so")
    expect(sheet).to_contain_text(says)
    expect(screen.button("Lift my pause")).to_have_count(button)
    expect(screen.page.get_by_role("link", name="Scene card")).to_have_attribute("href", "#card")
    screen.phone.check_accessible()
    screen.phone.screenshot(f"scene-stopped-{who}")
    screen.phone.screenshot(f"scene-stopped-{who}-first", whole=False)


def test_what_somebody_wants_at_a_stop_is_what_they_said_last(screen: Screen) -> None:
    section = section_view("stop-signals", state="opened")
    shown = view(section, scene=scene_view("stopped"))
    shown["chapters"] = [{**shown["chapters"][0], "qhash": name} for name in ("Q", "R")]
    later = {"mine": answers(at_a_stop=["give-space", "not-sure"]), "theirs": answers(at_a_stop=["not-sure"])}
    opened = {"Q/stop-signals/1": SAID, "R/stop-signals/1": later}
    screen.show(CARD, above=ABOVE, document=document(FIRST_SCENE), view=shown, opened=opened, pausedByMe=True)
    expect(screen.page.locator(".stop-want-you li")).to_have_text(["Give me some space"])
    expect(screen.page.locator(".stop-want-partner")).to_contain_text("Ask what they need.")
    opened["R/stop-signals/1"]["theirs"] = answers()
    screen.show(CARD, above=ABOVE, document=document(FIRST_SCENE), view=shown, opened=opened, pausedByMe=True)
    expect(screen.page.locator(".stop-want-partner li")).to_have_text(
        ["Once I am free, do not touch me until I say so"]
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [("line-drops", "If the line drops:"), ("of-their-own", "And if it drops?"), ("of-their-own", "It drops:")],
)
def test_what_somebody_wants_when_a_call_breaks_off_is_named(screen: Screen, line: str, name: str) -> None:
    section = section_view("stop-signals", state="opened")
    apart = document(FIRST_SCENE.with_name("apart.toml"))
    question = next(each for part in apart["sections"] for each in part["questions"] if each["id"] == "line-drops")
    question["id"] = line
    question["prompt"]["en"] = name.removesuffix(":")
    mine = answers(**{line: ["call-back", "not-sure"], "at_a_stop": ["camera-off"]})
    screen.show(
        CARD,
        above=ABOVE,
        document=apart,
        view=view(section, scene=scene_view("stopped")),
        opened={"stop-signals/1": {"mine": mine, "theirs": answers(at_a_stop=["camera-off"])}},
        pausedByMe=True,
    )
    expect(screen.page.locator(".stop-want-you li")).to_have_text(
        [f"{name} Call me back at once", "Right after a stop: Turn the cameras off"]
    )
    expect(screen.page.locator(".stop-want-partner li")).to_have_text(["Turn the cameras off"])


def test_whoever_stopped_is_told_whether_the_partner_s_phone_shows_it(screen: Screen) -> None:
    show(screen, scene=scene_view("running"))
    screen.become(pausedByMe=True, pauseAcknowledged=False, link="lost")
    expect(screen.page.locator("overture-paused")).to_contain_text(
        "does not show this yet. Use your word or your signal."
    )
    becomes(screen, scene_view("stopped"), pauseAcknowledged=True, link="connected")
    expect(screen.page.locator("overture-paused")).to_contain_text("Your partner’s phone shows this too.")


def test_the_pause_is_lifted_and_the_scene_stays_stopped(screen: Screen) -> None:
    show(screen, scene=scene_view("stopped"), pausedByMe=True)
    screen.press("Lift my pause")
    sheet = screen.page.locator("overture-paused")
    expect(sheet.get_by_role("heading", name="Stop now.")).to_be_visible()
    screen.phone.check_accessible()
    screen.phone.screenshot("scene-stopped-lifted")
    screen.press("Ready to begin again")
    screen.press("The scene is over for me")
    assert (screen.calls("beginScene"), screen.calls("sceneOver")) == ([[2]], [[1]])
    becomes(screen, scene_view("stopped", me=True, over=True))
    expect(sheet).to_contain_text("You are ready to begin.")
    expect(sheet).to_contain_text("You have said that the scene is over.")


def test_where_neither_said_anything_both_are_told_to_ask(screen: Screen) -> None:
    show(screen, None, scene=scene_view("stopped"), pausedByMe=True)
    expect(screen.page.locator("overture-paused")).to_contain_text(
        "Say what you need now. Ask what your partner needs."
    )
    expect(screen.page.locator(".stop-want")).to_have_count(0)
    expect(screen.page.get_by_role("link", name="Scene card")).to_be_visible()


@pytest.mark.parametrize("state", ["running", "stopped"])
def test_the_scene_fits_a_narrow_screen_with_large_text_and_forced_colours(
    browser: Browser, home: str, state: str
) -> None:
    screen = Screen(browser, home, name="narrow", viewport={"width": 320, "height": 640}, forced_colors="active")
    try:
        show(screen, scene=scene_view(state))
        screen.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= 320
        screen.phone.check_accessible()
        screen.phone.screenshot(f"scene-{state}-narrow", whole=False)
    finally:
        screen.close()


@pytest.mark.parametrize("colours", ["none", "active"])
@pytest.mark.parametrize("font", ["ours", "another"])
def test_large_text_on_a_narrow_screen_hides_and_breaks_no_word_for_stopping(
    browser: Browser, home: str, colours: Any, font: str
) -> None:
    screen = Screen(browser, home, name="narrow", viewport={"width": 320, "height": 640}, forced_colors=colours)
    if font == "another":
        # On a slow line ours comes too late for the first page.
        screen.page.route("**/*.woff2", lambda route: route.abort())
        screen.phone.expect_problem("ERR_FAILED")
    try:
        show(screen, scene=scene_view("stopped"))
        screen.page.evaluate("document.documentElement.style.fontSize = '200%'")
        header = screen.page.locator(".top").bounding_box()
        heading = screen.page.get_by_role("heading", name="Stop now.").bounding_box()
        assert header is not None
        assert heading is not None
        assert heading["y"] >= header["y"] + header["height"]
        show(screen, scene=scene_view("running"))
        screen.page.evaluate("document.documentElement.style.fontSize = '200%'")
        word = screen.page.locator(".screen-only .written.card-far", has_text="pineapple")
        assert word.evaluate(LINES) == 1
    finally:
        screen.close()


def test_forced_colours_lay_nothing_over_the_words_beside_a_stop_word(browser: Browser, home: str) -> None:
    screen = Screen(browser, home, name="forced", forced_colors="active")
    try:
        show(screen)
        for place in screen.page.locator(".screen-only :is(.card-far, .card-near)").all():
            assert place.evaluate("each => getComputedStyle(each).forcedColorAdjust") == "none"
    finally:
        screen.close()
