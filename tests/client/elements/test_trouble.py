"""What a hub gives out is checked before it is written, and what could not be done is said in one place."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.client.elements.test_pairing import SETS, STARTED, hub_says
from tests.client.elements_support import Screen, section_view, view
from tests.client.runtime_support import stored
from tests.client.shell_page import INSIDE, STATIC

START = "<h1>Start</h1><overture-start data-phone></overture-start>"
JOIN = "<h1>Join</h1><overture-join data-phone></overture-join>"
JOINED = {"id": "i" * 22, "role": "B", "token": "t" * 43}
KEPT = {"id": "i" * 22, "role": "A", "token": "k" * 43, "created": 1, "keys": {"SID": [1]}, "locator": "7KQ2"}
WRONG: dict[str, Any] = {
    "an id that is none": {"id": "i" * 21},
    "an id with more in it": {"id": "i" * 21 + "/"},
    "an id that is no text": {"id": ["i" * 22]},
    "no id": {"id": None},
    "a token that is none": {"token": "t" * 44},
    "no token": {"token": None},
    "another seat": {"role": "C"},
    "no seat": {"role": None},
}
KEEP = (
    "async (record) => {"
    + INSIDE
    + """
  const { done, transact } = await inside('storage/database');
  await transact(['sessions'], 'readwrite', (store) => done(store('sessions').put(record)));
}"""
)


def start(screen: Screen, answer: Any) -> None:
    hub_says(screen, "**/questions", 200, SETS)
    hub_says(screen, "**/start", 201, answer)
    screen.show(START)


def join(screen: Screen, answer: Any) -> None:
    hub_says(screen, "**/join/HRWE", 201, answer)
    screen.show(JOIN, path="/j")
    screen.page.get_by_label("Your code").fill("HRWE-7K2M")


def test_a_start_that_is_answered_with_something_else_writes_nothing(screen: Screen) -> None:
    start(screen, STARTED)
    more = {
        "the guest's seat": {"role": "B"},
        "a locator that is none": {"locator": "HRW/"},
        "no end": {"expires": "x"},
    }
    for what, wrong in {**WRONG, **more}.items():
        posted = hub_says(screen, "**/start", 201, {**STARTED, **wrong})
        with screen.page.expect_response("**/start"):
            screen.press("Create our code")
        expect(screen.page.locator(".banner"), what).to_contain_text("That did not work on the server")
        assert len(posted) == 1, what
    assert stored(screen.page).get("sessions", []) == []


def test_a_join_that_is_answered_with_something_else_writes_nothing(screen: Screen) -> None:
    join(screen, JOINED)
    for what, wrong in {**WRONG, "the host's seat": {"role": "A"}}.items():
        posted = hub_says(screen, "**/join/HRWE", 201, {**JOINED, **wrong})
        with screen.page.expect_response("**/join/HRWE"):
            screen.press("Join")
        expect(screen.page.locator(".banner"), what).to_contain_text("That did not work on the server")
        assert len(posted) == 1, what
    assert stored(screen.page)["sessions"] == []


@pytest.mark.parametrize("way", [start, join])
def test_an_id_that_this_phone_has_already_leaves_its_conversation_as_it_is(screen: Screen, way: Any) -> None:
    # Where the seat is given back there is no hub here.
    screen.phone.expect_problem("WebSocket connection")
    way(screen, STARTED if way is start else JOINED)
    screen.page.evaluate(KEEP, KEPT)
    screen.phone.stop_the_clock()
    screen.press("Create our code" if way is start else "Join")
    screen.page.clock.fast_forward(6000)
    expect(screen.page.locator(".banner:visible")).to_contain_text("already in that conversation")
    assert stored(screen.page)["sessions"] == [KEPT]


def test_a_draft_that_cannot_be_stored_is_said_once_and_stays(screen: Screen) -> None:
    place = "data-phone section='limits' chapter='Q' round='1'"
    html = f"<div class='room'><h1>x</h1><overture-questions {place}></overture-questions></div>"
    screen.show(html, view=view(section_view("limits")))
    screen.page.evaluate(
        """() => {
          Storage.prototype.setItem = () => { throw new DOMException('of this test', 'QuotaExceededError'); };
        }"""
    )
    field = screen.page.locator("textarea").first
    field.press_sequentially("no knots")
    expect(screen.page.get_by_role("alert")).to_contain_text("does not let the page store your text")
    expect(field).to_be_focused()
    expect(field).to_have_value("no knots")
    screen.phone.check_accessible()
    screen.press("Close")
    field.press_sequentially(" at all")
    expect(screen.page.get_by_role("alert")).to_be_hidden()
    assert "no knots at all" in screen.draft("limits")["answers"].values()


def test_whatever_somebody_taps_passes_where_failures_are_told() -> None:
    """A promise that a listener throws away could fail in silence (failure-notice.js)."""
    thrown_away = re.compile(r"(\bon\w+: |button\([^\n]*)(async )?\([^)]*\) => (\{ )?void ")
    listens = re.compile(r"addEventListener\('(click|submit)'")
    for script in sorted((STATIC / "js").rglob("*.js")):
        source = script.read_text("utf-8")
        assert not thrown_away.search(source), script.name
        # Those that run before the modules promise nothing, and nobody is told that a screen may go dark.
        if script.name not in ("boot.js", "exit.js", "wake-lock.js"):
            assert "runAction" in source or not listens.search(source), script.name
