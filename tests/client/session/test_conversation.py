"""The runtime of the phone, two at a time, at a real hub: keys, envelopes, notes, pauses, ends."""

from playwright.sync_api import Route, expect

from tests.client.runtime_support import (
    join,
    join_by_link,
    make_code,
    opened,
    pair,
    said_by,
    seal,
    shown_code,
    state,
    stored,
    take,
    talk,
    until,
)
from tests.support.browser import Phones
from tests.support.inside import INSIDE

SECTION = "building"


def test_two_phones_answer_open_write_and_end(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    seal(mia, SECTION, "a lamp in a dark room")
    until(mia, "conversation.section(conversation.chapter, argument).state === 'sealed'", SECTION)
    assert state(sam, SECTION) == "open"
    seal(sam, SECTION, "rope, slowly")

    mine, theirs = opened(mia, SECTION), opened(sam, SECTION)
    assert mine["mine"] == theirs["theirs"]
    assert mine["theirs"] == theirs["mine"]
    assert "rope, slowly" in mine["theirs"]["answers"].values()
    expect(mia.locator("#status")).to_contain_text("Now open for both of you")

    assert mia.evaluate("(id) => conversation.writing.writeNote(conversation.chapter, id, 'together', 0)", SECTION) == {
        "ok": True
    }
    until(sam, "conversation.notes.note(conversation.chapter, argument)?.text === 'together'", SECTION)
    mia.evaluate("(id) => conversation.writing.settle(conversation.chapter, id, 2, true)", SECTION)
    expect(mia.locator("#status")).to_contain_text("Your partner changed this first.")
    assert mia.evaluate("(id) => conversation.section(conversation.chapter, id).settled.me", SECTION) is None
    for page in (mia, sam):
        page.evaluate("(id) => conversation.writing.settle(conversation.chapter, id, 1, true)", SECTION)
    for page in (mia, sam):
        until(page, "conversation.notes.note(conversation.chapter, argument).agreed", SECTION)
    sam.evaluate("(id) => conversation.writing.settle(conversation.chapter, id, 1, false)", SECTION)
    until(mia, "!conversation.notes.note(conversation.chapter, argument).settledThem", SECTION)

    mia.evaluate("() => conversation.pause()")
    until(sam, "conversation.pausedByThem")
    mia.evaluate("() => conversation.resume()")
    until(sam, "!conversation.paused")

    mia.goto(mia.url.split("#")[0] + "#this-conversation")
    mia.locator("#stage [data-act=end]").click()
    mia.get_by_role("button", name="End and delete").click()
    until(sam, "conversation.link === 'gone'")
    assert opened(sam, SECTION) == theirs
    expect(mia.locator("#stage")).to_have_attribute("data-screen", "ended")
    expect(mia.get_by_role("button", name="Pause")).to_have_count(0)
    expect(mia.locator("[data-act=exit]")).to_be_visible()
    mia.wait_for_function("() => conversation.ended")
    assert stored(mia)["sessions"] == stored(mia)["seals"] == stored(mia)["boxes"] == []

    sam.reload()
    take(sam)
    assert opened(sam, SECTION) == theirs
    sam.evaluate("() => conversation.forget()")
    assert {name: kept for name, kept in stored(sam).items() if kept and name != "settings"} == {}


def test_a_lost_race_for_a_note_keeps_the_text(phones: Phones) -> None:
    talk(phones)
    for phone in (phones.mia, phones.sam):
        seal(phone.page, SECTION, "words")
    for phone in (phones.mia, phones.sam):
        opened(phone.page, SECTION)
    write = "([id, text]) => conversation.writing.writeNote(conversation.chapter, id, text, 0)"
    phones.mia.page.evaluate(write, [SECTION, "first"])
    until(phones.sam.page, "conversation.notes.note(conversation.chapter, argument)", SECTION)
    assert phones.sam.page.evaluate(write, [SECTION, "too late"]) == {"lost": "too late"}


def test_a_wrong_code_frees_the_seat_and_three_spend_the_code(phones: Phones) -> None:
    phones.sam.expect_problem("ERR_|WebSocket")
    code = make_code(phones.mia)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for attempt in (1, 2):
        join(phones.sam, wrong)
        expect(phones.sam.page.locator("overture-paused h1")).to_contain_text("The code was wrong")
        expect(phones.mia.page.locator("overture-code")).to_contain_text("wrong code")
        assert shown_code(phones.mia) == code, attempt
    join(phones.sam, wrong)
    expect(phones.mia.page.locator("overture-code")).to_contain_text("used up")
    phones.mia.page.get_by_role("button", name="Make a new code").click()
    fresh = shown_code(phones.mia)
    assert fresh.split("-")[0] != code.split("-")[0]
    assert fresh.split("-")[1] != code.split("-")[1]

    take(phones.sam.page)
    until(phones.sam.page, "['rejected', 'gone'].includes(conversation.link)")
    phones.sam.goto("/j")
    phones.sam.page.get_by_role("textbox").fill(code)
    phones.sam.page.get_by_role("button", name="Join").click()
    expect(phones.sam.page.locator("overture-join")).to_contain_text("tried this code too often")

    join_by_link(phones.sam, fresh)
    expect(phones.sam.page.locator("#stage")).to_have_attribute("data-screen", "ready")
    expect(phones.mia.page.locator("#stage")).to_have_attribute("data-screen", "ready")


def test_every_reload_comes_back_to_the_same_place(phones: Phones) -> None:
    code = make_code(phones.mia)
    phones.mia.page.reload()
    assert shown_code(phones.mia) == code
    join(phones.sam, code.lower().replace("-", " "))
    for phone in (phones.mia, phones.sam):
        expect(phone.page.locator("#stage")).to_have_attribute("data-screen", "ready")
        phone.page.reload()
        expect(phone.page.locator("#stage")).to_have_attribute("data-screen", "ready")
        take(phone.page)
        phone.page.evaluate("() => { void conversation.send({ do: 'ready' }); }")
    until(phones.mia.page, "conversation.view?.ready.both")
    seal(phones.mia.page, SECTION, "before the reload")
    phones.mia.page.reload()
    take(phones.mia.page)
    until(phones.sam.page, "conversation.view.ready.both")
    seal(phones.sam.page, SECTION, "after it")
    assert "before the reload" in opened(phones.mia.page, SECTION)["mine"]["answers"].values()
    phones.mia.page.reload()
    take(phones.mia.page)
    assert "after it" in opened(phones.mia.page, SECTION)["theirs"]["answers"].values()


def test_the_lobby_moves_on_while_the_phone_that_made_the_code_sleeps(phones: Phones) -> None:
    code = make_code(phones.mia)
    phones.mia.page.goto("about:blank")
    join(phones.sam, code)
    take(phones.sam.page)
    until(phones.sam.page, "conversation.view?.pairing?.m2")
    phones.mia.goto("/s")
    for phone in (phones.mia, phones.sam):
        expect(phone.page.locator("#stage")).to_have_attribute("data-screen", "ready")


def test_nothing_is_sealed_or_opened_during_a_pause(phones: Phones) -> None:
    said = said_by(phones.mia.page)
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    sam.evaluate("() => conversation.pause()")
    until(mia, "conversation.pausedByThem")
    until(sam, "conversation.view.paused.me")
    seal(mia, SECTION, "sealed on the phone only")
    mia.evaluate("() => conversation.resume()")
    assert mia.evaluate("() => conversation.pausedByThem")
    assert state(mia, SECTION) == "open"
    assert "commit" not in [message.get("do") for message in said]
    sam.evaluate("() => conversation.resume()")
    until(mia, "conversation.section(conversation.chapter, argument).state === 'sealed'", SECTION)


def test_a_phone_that_has_lost_its_keys_says_so_and_can_still_end(phones: Phones) -> None:
    pair(phones)
    mia = phones.mia.page
    mia.evaluate(
        """async () => {"""
        + INSIDE
        + """
          const keys = await inside('storage/session-store');
          await keys.updateSession(conversation.id, (record) => ({...record, keys: null}));
        }"""
    )
    mia.reload()
    take(mia)
    until(mia, "conversation.link === 'keyless'")
    expect(mia.locator("overture-paused")).to_contain_text("new code")
    mia.evaluate("() => conversation.end()")
    until(phones.sam.page, "conversation.link === 'gone'")


def test_limits_that_are_set_without_a_connection_all_arrive_and_one_that_does_not_is_told(phones: Phones) -> None:
    phones.mia.expect_problem("ERR_INTERNET_DISCONNECTED|WebSocket")
    talk(phones)
    phones.mia.offline(True)
    until(phones.mia.page, "conversation.link === 'lost'")
    for item in ("one", "two"):
        phones.mia.page.evaluate(
            "(item) => conversation.writing.sendNotice(conversation.chapter, {limit: {[item]: 'hard-limit'}})", item
        )
    phones.mia.offline(False)
    until(phones.sam.page, "conversation.notes.notices(conversation.chapter).length === 2")
    expect(phones.sam.page.locator("#status")).to_contain_text("Your partner has set a limit")
    late = "() => { void conversation.send({do: 'notice', chapter: conversation.chapter, n: 9, box: 'AAAA'}); }"
    phones.mia.page.evaluate(late)
    expect(phones.mia.page.locator("#status")).to_contain_text("did not reach your partner")


def test_the_module_that_pairs_two_phones_is_requested_again(phones: Phones) -> None:
    """Whoever made the code has sent their part, so that nothing else happens meanwhile."""
    refused: list[str] = []

    def refuse_a_conversation_once(route: Route) -> None:
        if route.request.frame.url.endswith("/s") and not refused:
            refused.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    code = make_code(phones.mia)
    phones.sam.expect_problem(r"Failed to load resource.*pairing-flow\.js")
    phones.sam.page.route("**/pairing-flow.js", refuse_a_conversation_once)
    join(phones.sam, code)
    for phone in (phones.mia, phones.sam):
        take(phone.page)
        until(phone.page, "conversation.view?.pairing === null")
    assert refused
