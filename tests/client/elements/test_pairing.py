"""Before the conversation: home, start, join, the code, comparing, ground rules."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.client.elements_support import Screen
from tests.client.shell_page import STATIC
from tests.support.shelf import begin_with


def card(qhash: str, title: str, minutes: int) -> dict[str, Any]:
    return {
        "qhash": qhash * 43,
        "id": "x",
        "title": {"en": title},
        "for_whom": {"en": "Two adults."},
        "minutes": minutes,
    }


SETS = [card("Q", "Before a first scene", 40), card("R", "After a scene", 15)]
STARTED = {
    "id": "i" * 22,
    "role": "A",
    "token": "t" * 43,
    "locator": "HRWE",
    "qhash": "Q" * 43,
    "expires": 2_000_000_000,
}
CODE = '<h1>Your code</h1><overture-code data-phone locator="HRWE" stage="empty"></overture-code>'
READY = "<h1>x</h1><h2>Ground rules</h2><overture-ready data-phone></overture-ready>"


def hub_says(screen: Screen, pattern: str, status: int, body: Any) -> list[Any]:
    """What the page posts there is collected in the list."""
    posted: list[Any] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            posted.append((route.request.url, route.request.post_data_json))
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))

    screen.page.route(pattern, answer)
    if status >= 400:
        screen.phone.expect_problem(f"the server responded with a status of {status}")
    return posted


# Home and start


def test_start_asks_what_and_how_long(screen: Screen) -> None:
    hub_says(screen, "**/questions", 200, SETS)
    posted = hub_says(screen, "**/start", 201, STARTED)
    screen.show("<h1>Start</h1><overture-start data-phone></overture-start>")
    expect(screen.page.get_by_label("Before a first scene")).to_be_checked()
    expect(screen.page.get_by_label("Tonight: 12 hours")).to_be_checked()
    screen.phone.check_accessible()
    screen.phone.screenshot("element-start")
    screen.page.get_by_label("After a scene").check()
    screen.page.get_by_label("4 days").check()
    screen.press("Create our code")
    screen.page.wait_for_url("**/s")
    assert [body for _, body in posted] == [{"qhash": "R" * 43, "hours": 96}]


def test_start_says_what_went_wrong_and_tries_again(screen: Screen) -> None:
    hub_says(screen, "**/questions", 503, {"code": "away", "message": ""})
    screen.show("<h1>Start</h1><overture-start data-phone></overture-start>")
    expect(screen.page.locator(".banner")).to_be_visible()
    hub_says(screen, "**/questions", 200, SETS)
    hub_says(screen, "**/start", 503, {"code": "full", "message": ""})
    screen.press("Try again")
    screen.press("Create our code")
    expect(screen.page.locator(".banner")).to_contain_text("full")
    expect(screen.page.locator(".banner")).to_be_focused()
    expect(screen.button("Create our code")).to_be_enabled()


def test_home_goes_on_or_forgets(screen: Screen) -> None:
    hub_says(screen, "**/questions", 200, SETS)
    hub_says(screen, "**/start", 201, STARTED)
    screen.show("<h1>Home</h1><overture-home data-phone></overture-home>")
    expect(screen.page.get_by_text("Settings of this phone")).to_be_visible()
    expect(screen.page.get_by_role("link", name="Back to your conversation")).to_have_count(0)
    screen.show("<h1>Start</h1><overture-start data-phone></overture-start>")
    screen.press("Create our code")
    screen.page.wait_for_url("**/s")
    screen.show("<h1>Home</h1><overture-home data-phone></overture-home>")
    expect(screen.page.get_by_role("link", name="Back to your conversation")).to_have_attribute("href", "/s")
    screen.press("Delete from this phone")
    # A key that is held down presses again: it must not delete.
    expect(screen.button("Keep it")).to_be_focused()
    screen.phone.check_accessible()
    screen.press("Yes, delete it here")
    expect(screen.page.get_by_role("heading", name="Your conversation")).to_have_count(0)
    screen.show("<h1>Home</h1><overture-home data-phone></overture-home>")
    expect(screen.page.get_by_text("Settings of this phone")).to_be_visible()
    expect(screen.page.get_by_role("link", name="Back to your conversation")).to_have_count(0)


def test_leaving_by_shift_can_be_switched_off(screen: Screen) -> None:
    screen.show("<h1>Home</h1><overture-home data-phone></overture-home>")
    screen.page.get_by_text("Settings of this phone").click()
    screen.page.get_by_label("“Exit now” when I press Shift").uncheck()
    assert screen.page.evaluate("localStorage.getItem('overture.shift-exit')") == "off"
    screen.show("<h1>Home</h1><overture-home data-phone></overture-home>")
    screen.page.get_by_text("Settings of this phone").click()
    expect(screen.page.get_by_label("“Exit now” when I press Shift")).not_to_be_checked()
    screen.page.get_by_label("“Exit now” when I press Shift").check()
    assert screen.page.evaluate("localStorage.getItem('overture.shift-exit')") is None


# Join

JOIN = "<h1>Join</h1><overture-join data-phone></overture-join>"


@pytest.mark.parametrize("typed", ["hrwe7k2m", "HRWE-7K2M", "  hrwe 7k2m ", "hrwe--7k2m"])
def test_a_code_forgives_how_it_is_typed(screen: Screen, typed: str) -> None:
    posted = hub_says(screen, "**/join/*", 201, {"id": "i" * 22, "role": "B", "token": "t" * 43})
    screen.show(JOIN, path="/j")
    field = screen.page.get_by_label("Your code")
    field.press_sequentially(typed)
    expect(field).to_have_value("HRWE-7K2M")
    field.press("Enter")
    screen.page.wait_for_url("**/s")
    assert [(url.rsplit("/", 1)[1], body) for url, body in posted] == [("HRWE", {})]


def test_look_alikes_are_understood_and_the_caret_stays(screen: Screen) -> None:
    screen.show(JOIN, path="/j")
    field = screen.page.get_by_label("Your code")
    field.press_sequentially("oilo0l1i")
    expect(field).to_have_value("0110-0111")
    field.press("Home")
    field.press("Delete")
    field.press_sequentially("A")
    assert field.evaluate("(input) => input.selectionStart") == 1
    expect(field).to_have_value("A110-0111")


def test_a_link_needs_one_button_and_asks_nothing_before(screen: Screen) -> None:
    posted = hub_says(screen, "**/join/*", 201, {"id": "i" * 22, "role": "B", "token": "t" * 43})
    begin_with(screen.page, "window.overtureSecret = '7k2m'")
    screen.show(JOIN, path="/j/HRWE")
    expect(screen.page.locator("input")).to_have_count(0)
    screen.phone.check_accessible()
    assert posted == []
    screen.press("Join")
    screen.page.wait_for_url("**/s")
    assert len(posted) == 1
    assert "7K2M" not in json.dumps(posted).upper()


def test_a_link_without_its_second_half_asks_for_the_code(screen: Screen) -> None:
    screen.show(JOIN, path="/j/HRWE")
    expect(screen.page.get_by_label("Your code")).to_have_value("HRWE")


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (404, "unknown", "Ask your partner to read the code"),
        (409, "joining", "Someone is joining"),
        (409, "crowded", "Two people are already"),
        (429, "slow-down", "Wait a minute"),
    ],
)
def test_every_failure_says_what_to_do(screen: Screen, status: int, code: str, sentence: str) -> None:
    hub_says(screen, "**/join/*", status, {"code": code, "message": ""})
    screen.show(JOIN, path="/j")
    screen.page.get_by_label("Your code").fill("HRWE-7K2M")
    screen.press("Join")
    trouble = screen.page.locator(".banner")
    expect(trouble).to_contain_text(sentence)
    expect(trouble).to_be_focused()
    expect(screen.page.get_by_label("Your code")).to_have_value("HRWE-7K2M")


def test_without_a_connection_joining_says_so(screen: Screen) -> None:
    screen.show(JOIN, path="/j")
    screen.phone.expect_problem("ERR_INTERNET_DISCONNECTED")
    screen.phone.offline(True)
    screen.page.get_by_label("Your code").fill("HRWE-7K2M")
    screen.press("Join")
    expect(screen.page.locator(".banner")).to_contain_text("cannot be reached")


def test_half_a_code_is_told_at_the_field(screen: Screen) -> None:
    screen.show(JOIN, path="/j")
    screen.page.get_by_label("Your code").fill("HRWE-7")
    screen.press("Join")
    expect(screen.page.get_by_label("Your code")).to_be_focused()
    expect(screen.page.get_by_label("Your code")).to_have_attribute("aria-invalid", "true")
    expect(screen.page.locator(".banner")).to_contain_text("eight letters and digits")


# The code, and what follows it


def test_the_code_is_shown_spelled_and_drawn(screen: Screen) -> None:
    screen.show(CODE)
    expect(screen.page.locator(".code")).to_have_text("HRWE-7K2M")
    expect(screen.page.get_by_text("H R W E 7 K 2 M")).to_have_count(1)
    expect(screen.page.get_by_role("img", name="The link with your code")).to_be_visible()
    screen.phone.check_accessible()
    screen.phone.screenshot("element-code")


def test_the_code_is_copied_and_shared_where_that_is_possible(browser: Browser, home: str) -> None:
    able = Screen(browser, home)
    begin_with(
        able.page,
        """
        window.given = [];
        Object.defineProperty(navigator, 'share', { value: async (what) => { window.given.push(what.url); } });
        Object.defineProperty(navigator, 'clipboard', {
          value: { writeText: async (text) => { window.given.push(text); } } });
        """,
    )
    able.show(CODE)
    able.press("Share the link")
    able.press("Copy the link")
    expect(able.button("Copied")).to_be_focused()
    able.become(pairing={"pairing": {"kind": "offered"}})
    expect(able.button("Copied")).to_be_focused()
    assert able.page.evaluate("window.given") == [f"{home}/j/HRWE#7K2M"] * 2
    able.close()
    unable = Screen(browser, home)
    begin_with(
        unable.page,
        "for (const name of ['share', 'clipboard']) Object.defineProperty(navigator, name, { value: undefined });",
    )
    unable.show(CODE)
    expect(unable.page.locator(".code")).to_be_visible()
    expect(unable.page.locator("overture-code button")).to_have_count(0)
    unable.close()


def test_a_wrong_and_a_spent_code_are_told(screen: Screen) -> None:
    screen.show(CODE, pairing={"problem": "wrong-code"})
    expect(screen.page.locator(".banner")).to_contain_text("wrong code")
    screen.become(pairing={"problem": "spent", "secret": None})
    expect(screen.page.locator("overture-code")).to_contain_text("Making a new code")
    expect(screen.page.locator(".code")).to_have_count(0)
    screen.show('<overture-joining data-phone stage="replied"></overture-joining>', pairing={"problem": "wrong-code"})
    expect(screen.page.locator(".banner")).to_contain_text("which code their phone shows now")


def test_eight_pictures_on_demand(screen: Screen) -> None:
    table = json.loads((STATIC / "pictures.json").read_text(encoding="utf-8"))
    sas = [0, 1, 2, 3, 252, 253, 254, 255]
    screen.show("<h1>x</h1><overture-compare data-phone></overture-compare>", sas=sas)
    expect(screen.page.locator(".pictures")).to_have_count(0)
    screen.page.get_by_text("Compare pictures").click()
    expect(screen.page.locator(".pictures li")).to_have_text(["".join(table[place]) for place in sas])
    screen.become(link="lost")
    expect(screen.page.locator(".pictures")).to_be_visible()
    screen.phone.check_accessible()
    screen.phone.screenshot("element-compare")


def test_ground_rules_stay_in_the_page_s_memory(screen: Screen) -> None:
    screen.show(READY)
    screen.page.get_by_label("Yes", exact=True).check()
    before = screen.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "adult" not in before
    screen.press("I am an adult, clear-headed and here freely: ready")
    assert screen.calls("send") == [[{"do": "ready"}]]
    screen.become(link="lost")
    expect(screen.page.get_by_label("Yes", exact=True)).to_be_checked()
    screen.phone.check_accessible()
    screen.press("Not ready yet")
    assert screen.calls("pause") == [[]]
    assert screen.page.evaluate("window.conversation.calls.map(([name]) => name)") == ["send", "pause"]
