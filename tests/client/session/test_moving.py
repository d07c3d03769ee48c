"""The phone that a seat leaves: what waits in every tab of it, and whose word it takes."""

import re

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.client.runtime_support import make_code, seal, stored, take, talk, until, until_it_comes_to
from tests.support.browser import Phones
from tests.support.inside import INSIDE
from tests.support.shelf import stand_in_sockets

LINK = (
    """async () => {"""
    + INSIDE
    + """
  await conversation.moving.begin();
  const { base64url } = await inside('protocol/encoding');
  while (!conversation.moving.secret) await new Promise((done) => conversation.addEventListener('change', done));
  return `/m#${base64url(conversation.moving.secret)}`;
}"""
)
SEALS = """([id, words]) => {
  const {chapter} = conversation;
  const answers = {v: 1, answers: {}, skip: [], talk: [], first: []};
  return conversation.rounds.seal(chapter, id, 1, answers).catch(({name}) => name);
}"""

STORED_ONE = (
    """async () => {"""
    + INSIDE
    + """
  const { listSessions } = await inside('storage/session-store');
  return (await listSessions()).length === 1;
}"""
)


def asks(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Move to this phone").click()
    expect(page.locator(".pictures li")).to_have_count(8)


def test_what_was_handed_over_is_frozen_in_every_tab_until_it_is_cancelled(phones: Phones) -> None:
    talk(phones)
    mia, sam, new = phones.mia.page, phones.sam.page, phones.new("new")
    new.expect_problem("ERR_INTERNET_DISCONNECTED")
    asks(new.page, mia.evaluate(LINK))
    until(mia, "conversation.moving.stage === 'replied'")
    new.offline(True)

    # What the hub has not got is not handed over: a pause holds up what has just been sealed.
    sam.evaluate("() => conversation.pause()")
    until(mia, "conversation.pausedByThem")
    seal(mia, "building", "waiting for the pause")
    mia.evaluate("() => conversation.moving.approve()")
    assert mia.evaluate("() => [conversation.moving.stage, conversation.moving.trouble]") == ["replied", "unsent"]
    sam.evaluate("() => conversation.resume()")
    until(mia, "conversation.section(conversation.chapter, 'building').mine.commit")
    mia.evaluate("() => conversation.moving.approve()")

    tab = phones.mia.new_tab()
    tab.goto("/s")
    take(tab)
    for page in (mia, tab):
        until(page, "conversation.moving.frozen && conversation.view")
        assert page.evaluate(SEALS, ["limits", "too late"]) == "HandedOverError"
        assert page.evaluate("() => conversation.beginScene(conversation.nextScene)") == {"lost": True}
    tab.evaluate("() => conversation.pause()")
    until(sam, "conversation.pausedByThem && !conversation.view.scene.begin.them")
    mia.evaluate("() => conversation.moving.cancel()")
    for page in (mia, tab):
        until(page, "!conversation.moving.frozen && !conversation.view.move")
    assert mia.evaluate(SEALS, ["limits", "now"]) is None


def test_a_hub_that_says_moved_takes_nothing_off_a_phone_that_moved_nothing(phones: Phones) -> None:
    make_code(phones.mia)
    page = phones.mia.page

    def lie(socket: WebSocketRoute) -> None:
        socket.on_message(lambda _: socket.send('{"gone": {"code": "moved", "message": ""}}'))

    stand_in_sockets(page, "**/live", lie)
    page.reload()
    expect(page.get_by_role("heading", name="This conversation is closed")).to_be_visible()
    assert len(stored(page)["sessions"]) == 1


def test_what_was_stored_and_not_claimed_is_taken_up_again_and_erased_when_it_is_cancelled(phones: Phones) -> None:
    talk(phones)
    phone = phones.new("new")
    # Said by what stands between the page and the hub here, when the page is left.
    phone.expect_problem("already in CLOSING or CLOSED")
    mia, new = phones.mia.page, phone.page
    claims: list[str] = []

    def lose_claims(socket: WebSocketRoute) -> None:
        hub = socket.connect_to_server()
        socket.on_message(lambda said: claims.append(str(said)) if "move-claim" in str(said) else hub.send(said))

    stand_in_sockets(new, "**/live", lose_claims)
    asks(new, mia.evaluate(LINK))
    until(mia, "conversation.moving.stage === 'replied'")
    mia.evaluate("() => conversation.moving.approve()")
    expect(new.get_by_text("Waiting for your other phone")).to_be_visible()
    until_it_comes_to(new, STORED_ONE)
    assert [kept["role"] for kept in stored(new)["sessions"]] == ["A"]

    # Whoever opens the conversation there is led back to where it is finished.
    new.goto("/s")
    expect(new).to_have_url(re.compile(r"/m$"))
    expect(new.get_by_text("Waiting for your other phone")).to_be_visible()
    assert claims
    mia.evaluate("() => conversation.moving.cancel()")
    expect(new.get_by_text("Your other phone cancelled")).to_be_visible()
    assert stored(new)["sessions"] == stored(new)["settings"] == []
    until(mia, "!conversation.moving.frozen && conversation.link === 'connected'")


def test_every_tab_says_that_it_moved_also_when_a_step_ends_after_everything_is_erased(phones: Phones) -> None:
    talk(phones)
    mia, new = phones.mia.page, phones.new("new")
    asks(new.page, mia.evaluate(LINK))
    until(mia, "conversation.moving.stage === 'replied'")
    tab = phones.mia.new_tab()
    tab.goto("/s")
    take(tab)
    until(tab, "conversation.view")
    for page in (mia, tab):
        page.evaluate("() => { window.viewed = conversation.view; }")
    mia.evaluate("() => conversation.moving.approve()")
    expect(new.page.get_by_role("heading", name="Your conversation is on this phone now")).to_be_visible()
    for page in (mia, tab):
        until(page, "conversation.ended")
        # What was being followed then finds nothing stored any more.
        page.evaluate("async () => { await conversation.moving.follow(viewed); conversation.changed(); }")
        assert page.evaluate("() => conversation.left") == "moved"
        expect(page.get_by_role("heading", name="Your conversation moved to your other phone")).to_be_visible()
