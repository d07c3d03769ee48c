"""Leaving, coming back, and phones that cannot do what is needed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.client.runtime_support import make_code, pair, said_by, take, until
from tests.support.browser import Phone, Phones
from tests.support.shelf import begin_with

OFFLINE = "ERR_INTERNET_DISCONNECTED|WebSocket connection"


def shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def expect_away(page: Page) -> None:
    page.wait_for_url("**/away")
    assert "verture" not in page.content()


def test_exit_leaves_at_once_and_a_door_stands_before_what_was_left(phones: Phones) -> None:
    pair(phones)
    mia = phones.mia.page
    mia.locator("[data-act=exit]").click()
    expect_away(mia)
    said = said_by(mia)
    phones.mia.goto("/s")
    expect(mia.get_by_role("button", name="Continue")).to_be_visible()
    expect(mia.locator("#stage")).to_be_hidden()
    assert "Overture" not in mia.locator("body").inner_text()
    assert said == []
    mia.get_by_role("button", name="Continue").click()
    expect(mia.locator("#stage")).to_have_attribute("data-screen", "ready")
    assert "hello" in said[0]
    mia.reload()
    expect(mia.locator("#stage")).to_have_attribute("data-screen", "ready")
    assert phones.sam.page.evaluate("() => conversation.link") == "connected"


@pytest.mark.parametrize("path", ["/", "/start", "/j", "/how", "/words", "/help"])
def test_every_page_can_be_left(phones: Phones, path: str) -> None:
    phones.mia.goto(path)
    phones.mia.page.wait_for_load_state("networkidle")
    phones.mia.page.locator("[data-act=exit]").click()
    expect_away(phones.mia.page)
    phones.mia.goto(path)
    expect(phones.mia.page.get_by_role("button", name="Continue")).to_be_visible()
    expect(phones.mia.page.locator("header")).to_be_hidden()


def test_shift_three_times_leaves_and_capitals_do_not(phones: Phones) -> None:
    page = phones.mia.page
    phones.mia.goto("/j")
    page.get_by_role("textbox").focus()
    for letter in "ABC":
        page.keyboard.down("Shift")
        page.keyboard.press(letter)
        page.keyboard.up("Shift")
    shift(page, 2)
    assert page.url.endswith("/j")
    page.keyboard.press("x")
    shift(page, 3)
    expect_away(page)


def test_shift_can_be_switched_off(phones: Phones) -> None:
    page = phones.mia.page
    phones.mia.goto("/")
    page.get_by_text("Settings of this phone").click()
    page.get_by_role("checkbox").uncheck()
    shift(page, 3)
    assert page.url.endswith("/")
    page.get_by_role("checkbox").check()
    shift(page, 3)
    expect_away(page)


def test_leaving_and_pausing_work_without_a_network(phones: Phones) -> None:
    pair(phones)
    mia = phones.mia.page
    phones.mia.expect_problem(OFFLINE)
    phones.mia.offline(True)
    mia.locator("[data-act=pause]").click()
    until(mia, "conversation.pausedByMe")
    expect(mia.locator("overture-paused h1")).to_be_visible()
    expect(mia.locator("#status")).to_contain_text("Paused on this phone")
    blank = mia.evaluate(
        """() => {
          document.querySelector('[data-act=exit]').click();
          return document.documentElement.childElementCount;
        }"""
    )
    assert blank == 0
    expect_away(mia)


def test_what_is_shown_to_a_phone_that_has_no_session(phones: Phones) -> None:
    phones.mia.goto("/s")
    expect(phones.mia.page.locator("#stage")).to_have_attribute("data-screen", "none")


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("Object.defineProperty(navigator, 'userAgent', {value: 'Mozilla/5.0 Instagram 300.0'})", "#in-app"),
    ],
)
def test_a_browser_that_cannot_is_told_what_to_do(phones: Phones, missing: str, sentence: str) -> None:
    begin_with(phones.mia.page, missing)
    phones.mia.goto("/")
    expect(phones.mia.page.locator(sentence)).to_be_visible()
    phones.sam.goto("/")
    expect(phones.sam.page.locator(sentence)).to_be_hidden()


def test_a_browser_that_keeps_nothing_is_told_so(phones: Phones) -> None:
    begin_with(phones.mia.page, "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }")
    phones.mia.goto("/s")
    expect(phones.mia.page.locator("#stage")).to_have_attribute("data-screen", "storage")
    phones.mia.goto("/start")
    phones.mia.page.get_by_role("button", name="Create").click()
    expect(phones.mia.page.locator("overture-start")).to_contain_text("does not let the page store")


def test_where_storage_is_blocked_every_page_says_so_and_none_throws(phones: Phones) -> None:
    page = phones.mia.page
    blocked = "get() { throw new DOMException('no', 'SecurityError'); }"
    for name in ("localStorage", "sessionStorage"):
        begin_with(page, f"Object.defineProperty(window, '{name}', {{ {blocked} }})")
    begin_with(page, "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }")
    sentence = "does not let the page store"
    phones.mia.goto("/")
    page.get_by_text("Settings of this phone").click()
    expect(page.get_by_role("checkbox")).to_be_checked()
    phones.mia.goto("/j/7KQ2#ABCD")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.locator("overture-join")).to_contain_text(sentence)
    phones.mia.goto("/m")
    expect(page.locator("overture-arriving")).to_contain_text(sentence)
    phones.mia.goto("/s")
    expect(page.locator("#stage")).to_have_attribute("data-screen", "storage")


def no_text_is_missing(phone: Phone) -> None:
    shown = phone.page.locator("body").inner_text()
    assert not re.search(r"\b[a-z-]+\.[a-z]+(-[a-z]+)*\b(?!\.)", shown.replace("127.0.0.1", "")), shown


def test_the_texts_of_the_phone_are_all_there(phones: Phones) -> None:
    make_code(phones.mia)
    no_text_is_missing(phones.mia)
    phones.sam.goto("/s")
    no_text_is_missing(phones.sam)
    take(phones.mia.page)
    phones.mia.page.evaluate("() => conversation.end()")
    expect(phones.mia.page.locator("#stage")).to_have_attribute("data-screen", "ended")
    no_text_is_missing(phones.mia)
