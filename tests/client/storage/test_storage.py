"""What the phone keeps and when it says it: the outbox, two tabs of one seat, ends that the hub hears of later."""

from playwright.sync_api import Page, expect

from tests.client.runtime_support import (
    join_by_link,
    make_code,
    opened,
    pair,
    said_by,
    seal,
    stored,
    take,
    talk,
    until,
    until_it_comes_to,
)
from tests.support.browser import Phone, Phones
from tests.support.inside import INSIDE

SECTION = "building"
OFFLINE = "ERR_INTERNET_DISCONNECTED|WebSocket connection"
AGAIN = """(section) => {
  const {chapter} = conversation;
  const {round} = conversation.section(chapter, section);
  void conversation.send({do: 'again', chapter, section, round: round + 1});
}"""

WAITING = (
    """async () => {"""
    + INSIDE
    + """
  const {done, transact} = await inside('storage/database');
  const entries = await transact(['outbox'], 'readonly', (store) => done(store('outbox').getAll()));
  return entries.map(({command}) => command.do);
}"""
)


def go_offline(phone: Phone) -> None:
    phone.expect_problem(OFFLINE)
    phone.offline(True)
    until(phone.page, "conversation.link === 'lost'")


def go_online(phone: Phone) -> None:
    phone.offline(False)
    until(phone.page, "conversation.link === 'connected'")


def open_both(phones: Phones) -> None:
    talk(phones)
    for phone in (phones.mia, phones.sam):
        seal(phone.page, SECTION, "words")
    for phone in (phones.mia, phones.sam):
        opened(phone.page, SECTION)


def waiting(page: Page) -> list[str]:
    return [entry["command"]["do"] for entry in stored(page)["outbox"]]


def test_what_is_said_offline_is_kept_and_the_pause_goes_first(phones: Phones) -> None:
    open_both(phones)
    mia = phones.mia.page
    said = said_by(mia)
    go_offline(phones.mia)
    mia.evaluate(AGAIN, SECTION)
    mia.evaluate("() => conversation.pause()")
    until(mia, "conversation.pausedByMe")
    assert waiting(mia) == ["again", "pause"]
    expect(mia.locator("overture-paused h1")).to_be_visible()
    go_online(phones.mia)
    until(phones.sam.page, "conversation.pausedByThem")
    until(mia, "conversation.view.paused.me")
    mia.wait_for_function("() => conversation.pausedByMe")
    # The command came during the pause, so it was refused for good.
    expect(mia.locator("#status")).to_contain_text("pause")
    assert waiting(mia) == []
    assert [message["do"] for message in said if message.get("do") in ("pause", "again")] == ["pause", "again"]


def test_what_is_said_offline_outlives_the_page(phones: Phones) -> None:
    talk(phones)
    mia = phones.mia.page
    go_offline(phones.mia)
    mia.evaluate("() => conversation.pause()")
    mia.goto("about:blank")
    phones.mia.offline(False)
    phones.mia.goto("/s")
    until(phones.sam.page, "conversation.pausedByThem")


def test_a_command_and_its_opposite_are_never_both_sent(phones: Phones) -> None:
    open_both(phones)
    mia = phones.mia.page
    go_offline(phones.mia)
    mia.evaluate("() => conversation.pause()")
    mia.evaluate("() => conversation.resume()")
    until(mia, "!conversation.pausedByMe")
    assert waiting(mia) == []
    mia.evaluate(AGAIN, SECTION)
    mia.evaluate(AGAIN.replace("'again'", "'not-again'"), SECTION)
    until_it_comes_to(mia, f"async () => (await ({WAITING})()).join() === 'not-again'")


def test_pausing_anew_before_a_lifting_was_heard_lifts_nothing_and_holds_as_any_pause(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    mia.evaluate("() => conversation.pause()")
    until(sam, "conversation.pausedByThem")
    until(mia, "conversation.view.paused.me && conversation.record.pause")
    sam.evaluate(
        """() => conversation.addEventListener('change', () => { window.lifted ||= !conversation.pausedByThem; })"""
    )
    go_offline(phones.mia)
    mia.evaluate("() => conversation.resume()")
    assert not mia.evaluate("() => conversation.pausedByMe")
    mia.evaluate("() => conversation.pause()")
    assert mia.evaluate("() => conversation.pausedByMe")
    assert waiting(mia) == ["pause"]
    go_online(phones.mia)
    until(mia, "conversation.outbox.pausedLocally === null && conversation.keptPause(conversation.record)")
    assert mia.evaluate("() => conversation.record.pause === conversation.view.paused.me")
    assert not sam.evaluate("() => window.lifted")


def test_a_pause_that_is_acknowledged_while_it_is_lifted_is_lifted(phones: Phones) -> None:
    """The acknowledgement may take the pause out of the outbox before that is read; the view names it by then."""
    talk(phones)
    queued = phones.mia.page.evaluate(
        """async () => {"""
        + INSIDE
        + """
            const { Outbox } = await inside('net/outbox');
            const { done, transact } = await inside('storage/database');
            const { addSession } = await inside('storage/session-store');
            await addSession({ id: 'of-this-test', created: 0, token: 't' });
            const outbox = new Outbox('of-this-test', { open: false });
            let acknowledged = null;
            const lifting = outbox.resume(() => acknowledged, { kept: false });
            acknowledged = 'p'.repeat(22);
            await lifting;
            const entries = await transact(['outbox'], 'readonly', (store) => done(store('outbox').getAll()));
            outbox.close();
            return entries.filter(({ session }) => session === 'of-this-test').map(({ command }) => command);
        }"""
    )
    assert queued == [{"do": "resume", "pause": "p" * 22}]


def test_two_tabs_of_one_seat_never_seal_twice(phones: Phones) -> None:
    talk(phones)
    first = phones.mia.page
    second = phones.mia.new_tab()
    second.goto("/s")
    take(second)
    until(second, "conversation.view?.ready.both")
    script = """([id, words]) => {
      const {chapter, document} = conversation;
      const text = document.sections.find((each) => each.id === id).questions.find((each) => each.kind === 'text').id;
      const answers = {v: 1, answers: {[text]: words}, skip: [], talk: [], first: []};
      window.sealed = conversation.rounds.seal(chapter, id, 1, answers);
    }"""
    first.evaluate(script, [SECTION, "from the first tab"])
    second.evaluate(script, [SECTION, "from the second tab"])
    for page in (first, second):
        page.evaluate("() => window.sealed")
    assert len(stored(first)["seals"]) == 1
    seal(phones.sam.page, SECTION, "from the partner")
    seen = [opened(page, SECTION)["mine"] for page in (first, second)]
    assert seen[0] == seen[1] == opened(phones.sam.page, SECTION)["theirs"]
    assert len(stored(first)["inners"]) == 1


def test_two_tabs_in_the_lobby_use_one_set_of_keys(phones: Phones) -> None:
    mia = phones.mia
    code = make_code(mia)
    second = mia.new_tab()
    second.goto("/s")
    take(second)
    until(second, "conversation.pairing.secret")
    assert second.evaluate("() => conversation.pairing.secret") == code.split("-")[1]
    join_by_link(phones.sam, code)
    keys = []
    for page in (mia.page, second, phones.sam.page):
        expect(page.locator("#stage")).to_have_attribute("data-screen", "ready")
        take(page)
        until(page, "conversation.keys")
        keys.append(page.evaluate("() => Array.from(conversation.keys.sas)"))
    assert keys[0] == keys[1] == keys[2]
    assert stored(mia.page)["sessions"][0]["tries"] == 1


def test_an_end_that_the_hub_could_not_hear_is_told_later(phones: Phones) -> None:
    pair(phones)
    mia = phones.mia.page
    go_offline(phones.mia)
    mia.evaluate("() => conversation.end()")
    expect(mia.locator("#stage")).to_have_attribute("data-screen", "ended")
    kept = stored(mia)
    assert kept["sessions"] == []
    assert [(entry["command"]["do"], "token" in entry) for entry in kept["outbox"]] == [("end", True)]
    mia.goto("about:blank")
    phones.mia.offline(False)
    phones.mia.goto("/")
    until(phones.sam.page, "conversation.link === 'gone'")
    until_it_comes_to(mia, f"async () => (await ({WAITING.replace('session.js', 'home.js')})()).length === 0")


def test_forgetting_in_one_tab_empties_the_other(phones: Phones) -> None:
    talk(phones)
    second = phones.mia.new_tab()
    second.goto("/s")
    take(second)
    until(second, "conversation.view?.ready.both")
    second.evaluate("() => conversation.forget()")
    expect(phones.mia.page.locator("#stage")).to_have_attribute("data-screen", "ended")
    assert stored(second)["sessions"] == []
    until(phones.sam.page, "conversation.link === 'connected'")
