"""What a person taps arrives at a real hub, whatever the storage, the clock or another tab does."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.client.runtime_support import join_by_link, make_code, pair, stored, talk, until, until_it_comes_to
from tests.support.browser import Phone, Phones
from tests.support.shelf import begin_with

FAILING = """(() => {
  window.failing = 0;
  for (const name of ['add', 'put', 'delete']) {
    const real = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...given) {
      const request = real.apply(this, given);
      if (window.failing > 0) {
        window.failing -= 1;
        this.transaction.abort();
      }
      return request;
    };
  }
  const opened = IDBDatabase.prototype.transaction;
  window.leaveDead = () => {
    IDBDatabase.prototype.transaction = function (...given) {
      this.close();
      IDBDatabase.prototype.transaction = opened;
      return opened.apply(this, given);
    };
  };
})()"""
FAULTS = {
    "one write fails": "() => { window.failing = 1; }",
    "every write fails": "() => { window.failing = 1e6; }",
    "the database was closed without a word": "() => window.leaveDead()",
}


def begin(phones: Phones) -> Page:
    begin_with(phones.mia.page, FAILING)
    talk(phones)
    return phones.mia.page


@pytest.mark.parametrize("fault", FAULTS)
def test_a_pause_reaches_the_partner_whatever_the_storage_does(phones: Phones, fault: str) -> None:
    mia = begin(phones)
    mia.evaluate(FAULTS[fault])
    mia.get_by_role("button", name="Pause", exact=True).click()
    expect(phones.sam.page.get_by_role("heading", name="Paused")).to_be_visible()
    expect(mia.locator("overture-paused")).to_contain_text("Your partner sees a calm screen")


@pytest.mark.parametrize("fault", ["every write fails", "the database was closed without a word"])
def test_an_end_reaches_the_partner_whatever_the_storage_does(phones: Phones, fault: str) -> None:
    mia = begin(phones)
    mia.goto(mia.url.partition("#")[0] + "#this-conversation")
    mia.evaluate(FAULTS[fault])
    mia.locator("#stage").get_by_role("button", name="End this conversation").click()
    mia.get_by_role("button", name="End and delete").click()
    expect(phones.sam.page.get_by_role("heading", name="This conversation is closed")).to_be_visible()
    gone = "Deleted from this phone" if fault != "every write fails" else "Ended, but not yet deleted from this phone"
    expect(mia.get_by_role("heading", name=gone)).to_be_visible()
    if fault == "every write fails":
        mia.evaluate("() => { window.failing = 0; }")
        mia.get_by_role("button", name="Delete it here").click()
        expect(mia.get_by_role("heading", name="Deleted from this phone")).to_be_visible()
    until_it_comes_to(mia, "async () => (await indexedDB.databases()).length === 1")
    assert stored(mia)["sessions"] == []


READ_AGAIN = """async () => {
  conversation.record = await conversation.rounds.stored.load();
  conversation.changed();
}"""


def test_a_scene_shows_stop_and_stays_stopped_whatever_the_storage_does(phones: Phones) -> None:
    mia, sam = begin(phones), phones.sam.page
    mia.evaluate("() => conversation.beginScene(1)")
    until(sam, "conversation.scene.begin.them")
    mia.evaluate(FAULTS["every write fails"])
    sam.evaluate("() => conversation.beginScene(1)")
    until(mia, "conversation.view.scene.state === 'running'")
    mia.evaluate(READ_AGAIN)
    mia.locator("#stop").click()
    until(sam, "conversation.scene.state === 'stopped'")
    until(mia, "conversation.view.scene.state === 'stopped'")
    mia.evaluate(READ_AGAIN)
    assert mia.evaluate("() => conversation.scene.state") == "stopped"
    mia.evaluate("() => conversation.resume()")
    until(sam, "!conversation.pausedByThem")
    mia.evaluate(READ_AGAIN)
    assert mia.evaluate("() => conversation.scene.state") == "stopped"


def test_a_pause_that_cannot_be_stored_says_how_long_it_holds(phones: Phones) -> None:
    mia = begin(phones)
    phones.mia.expect_problem("ERR_INTERNET_DISCONNECTED|WebSocket connection")
    phones.mia.offline(True)
    until(mia, "conversation.link === 'lost'")
    mia.evaluate(FAULTS["every write fails"])
    mia.get_by_role("button", name="Pause", exact=True).click()
    expect(mia.locator("overture-paused")).to_contain_text("has not been told yet")
    expect(mia.locator("overture-paused")).to_contain_text("holds while this page is open")
    phones.mia.check_accessible()
    phones.mia.screenshot("pause-unstored")
    phones.mia.offline(False)
    until(phones.sam.page, "conversation.pausedByThem")
    expect(mia.locator("overture-paused")).to_contain_text("Your partner sees a calm screen")
    expect(mia.locator("overture-paused")).not_to_contain_text("holds while this page is open")


def test_what_could_not_be_stored_is_said_where_it_was_tapped(phones: Phones) -> None:
    mia = begin(phones)
    mia.evaluate("() => { location.hash = '#this-conversation'; }")
    mia.evaluate(FAULTS["every write fails"])
    button = mia.locator("#stage button[hx-ws\\:send]:visible").first
    button.click()
    expect(mia.get_by_role("alert")).to_contain_text("did not let the page store it")
    expect(mia.locator("#trouble p")).to_be_focused()
    phones.mia.check_accessible()
    phones.mia.screenshot("trouble", whole=False)
    mia.evaluate("() => { window.failing = 0; }")
    button.click()
    expect(mia.get_by_role("alert")).to_be_hidden()


def test_a_clock_that_is_put_right_drops_no_pause(phones: Phones) -> None:
    talk(phones)
    phones.mia.expect_problem("ERR_INTERNET_DISCONNECTED|WebSocket connection")
    phones.mia.set_the_clock(datetime.now(UTC) - timedelta(days=7))
    phones.mia.offline(True)
    phones.mia.page.get_by_role("button", name="Pause", exact=True).click()
    expect(phones.mia.page.locator("overture-paused h1")).to_be_visible()
    phones.mia.set_the_clock(datetime.now(UTC))
    phones.mia.offline(False)
    expect(phones.sam.page.get_by_role("heading", name="Paused")).to_be_visible()


def test_who_joins_with_their_own_code_is_told_so_and_loses_nothing(phones: Phones) -> None:
    code = make_code(phones.mia)
    before = stored(phones.mia.page)["sessions"]
    tab = phones.mia.new_tab()
    tab.goto("/j/" + code.replace("-", "#"))
    tab.get_by_role("button", name="Join", exact=True).click()
    expect(tab.locator(".banner:visible")).to_contain_text("already in that conversation")
    assert [kept["role"] for kept in stored(tab)["sessions"]] == ["A"]
    assert stored(tab)["sessions"][0]["token"] == before[0]["token"]
    until(phones.mia.page, "conversation.view?.pairing?.stage === 'empty'")
    assert phones.mia.page.evaluate("() => conversation.pairing.secret") == code[5:]
    join_by_link(phones.sam, code)
    for phone in (phones.mia, phones.sam):
        expect(phone.page.locator("#stage")).to_have_attribute("data-screen", "ready")


def seats_fail(phone: Phone) -> None:
    begin_with(phone.page, FAILING + "; window.failing = 1e6;")


def test_a_seat_that_cannot_be_kept_is_given_back(phones: Phones) -> None:
    code = make_code(phones.mia)
    seats_fail(phones.sam)
    join_by_link(phones.sam, code)
    expect(phones.sam.page.locator(".banner:visible")).to_contain_text("does not let the page store anything")
    until(phones.mia.page, "conversation.view?.pairing?.stage === 'empty'")
    eva = phones.new("eva")
    join_by_link(eva, code)
    for phone in (phones.mia, eva):
        expect(phone.page.locator("#stage")).to_have_attribute("data-screen", "ready")


def test_both_seats_in_one_browser_are_kept_apart(phones: Phones) -> None:
    pair(phones)
    code = make_code(phones.sam)
    tab = phones.sam.new_tab()
    tab.goto("/j/" + code.replace("-", "#"))
    tab.get_by_role("button", name="Join", exact=True).click()
    expect(tab.locator(".banner:visible")).to_contain_text("already in that conversation")
    assert sorted(kept["role"] for kept in stored(tab)["sessions"]) == ["A", "B"]


SLOWLY_SHOWN = """() => {
  const { history } = conversation;
  const merge = history.merge.bind(history);
  const held = new Promise((goOn) => { window.goOn = goOn; });
  history.merge = async (...given) => { await held; return merge(...given); };
}"""
# The second answer comes after the first, and what the first erases is gone before the storage is read again.
ACKNOWLEDGED = """async ([act, pause]) => {
  void conversation[act]();
  await conversation.connection.send({ do: act, pause: pause ?? conversation.outbox.waitingPause });
  await conversation.outbox.load();
  return conversation.paused;
}"""


def test_a_pause_and_its_lifting_hold_until_the_view_that_shows_them_is_shown(phones: Phones) -> None:
    talk(phones)
    page = phones.mia.page
    for act, paused in (("pause", True), ("resume", False)):
        page.evaluate(SLOWLY_SHOWN)
        before = page.evaluate("() => conversation.view.paused.me")
        assert page.evaluate(ACKNOWLEDGED, [act, before]) is paused
        page.evaluate("() => window.goOn()")
        until(page, "conversation.outbox.pausedLocally === null")
        assert page.evaluate("() => conversation.paused") is paused
