"""A scene of two phones at a real hub: what holds at once, without a network, in another tab and after a reload."""

import pytest
from playwright.sync_api import Page, expect

from tests.client.runtime_support import seal, take, talk, until, until_nothing_waits
from tests.support.browser import Phones

SECTION = "building"
BEGIN = "() => conversation.beginScene(conversation.nextScene)"
OVER = "() => conversation.sceneOver(conversation.scene.n)"

REFUSED = """() => {
  window.refused = [];
  conversation.addEventListener('refused', ({ detail }) => window.refused.push(detail.command.do));
}"""

# The lifting of a pause is stored slowly: after all that does not wait for it. `stops`: it was sent, and is followed by
# another pause.
AT_ONCE = """async (stops) => {
  const { outbox } = conversation;
  let free = () => {};
  const freed = new Promise((resolve) => { free = resolve; });
  const resume = outbox.resume.bind(outbox);
  outbox.resume = async (...all) => {
    const lifted = stops ? resume(...all) : freed.then(() => resume(...all));
    await freed;
    return lifted;
  };
  void conversation.resume();
  const begun = conversation.beginScene(conversation.nextScene);
  await conversation.updateRecord((record) => record);
  if (stops) void conversation.pause();
  free();
  return begun;
}"""

# What the hub says to an earlier tap is heard of only once the person is ready anew. `refused`: that tap said they were
# ready, and was refused; otherwise it took that back.
READY_ANEW = """async (refused) => {
  const { connection } = conversation;
  let free = () => {};
  const freed = new Promise((resolve) => { free = resolve; });
  const answer = refused ? { refused: 'slow-down', message: '' } : null;
  const send = connection.send.bind(connection);
  connection.send = async (command) => {
    connection.send = send;
    const said = answer ?? await send(command);
    await freed;
    return said;
  };
  const first = refused ? conversation.beginScene(1) : conversation.notBeginScene(1);
  if (refused) await conversation.updateRecord((record) => record);
  const changes = () => new Promise((change) => { conversation.addEventListener('change', change, { once: true }); });
  while (!refused && conversation.view.scene.begin.me) await changes();
  const begun = await conversation.beginScene(1);
  free();
  await first;
  return begun;
}"""

# Somebody takes back that they are ready, and what the hub says to that is heard when `answer` is called.
ANSWERED_LATE = """() => {
  const { connection } = conversation;
  let free = () => {};
  const freed = new Promise((resolve) => { free = resolve; });
  const send = connection.send.bind(connection);
  connection.send = async (command) => {
    const said = await send(command);
    await freed;
    return said;
  };
  const taken = conversation.notBeginScene(1);
  window.answer = () => { free(); return taken; };
}"""

# Somebody takes back that they are ready, and nothing of it leaves this page.
NO_ANSWER = """async () => {
  const sent = new Promise((resolve) => {
    conversation.connection.send = () => { resolve(); return new Promise(() => {}); };
  });
  void conversation.notBeginScene(1);
  await sent;
}"""

# Somebody is ready, pauses and lifts the pause while it is still being stored that they are ready.
PAUSED_AT_ONCE = """async () => {
  const update = conversation.updateRecord.bind(conversation);
  let free = () => {};
  conversation.updateRecord = async (change) => {
    conversation.updateRecord = update;
    await new Promise((resolve) => { free = resolve; });
    return update(change);
  };
  const begun = conversation.beginScene(1);
  while (conversation.updateRecord !== update) await Promise.resolve();
  await conversation.pause();
  await conversation.resume();
  free();
  return [await begun, conversation.record.scene.begun];
}"""


def begin(phones: Phones) -> tuple[Page, Page]:
    """Both pages, with a scene that both have begun."""
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    mia.evaluate(BEGIN)
    until(sam, "conversation.scene.begin.them")
    sam.evaluate(BEGIN)
    both_are(phones, "running")
    return mia, sam


def both_are(phones: Phones, state: str) -> None:
    for phone in (phones.mia, phones.sam):
        until(phone.page, "conversation.scene.state === argument", state)


def test_one_alone_begins_nothing_and_what_was_taken_back_is_not_begun_by_the_other(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    mia.evaluate(BEGIN)
    both_are(phones, "asked")
    mia.evaluate("() => conversation.notBeginScene(conversation.nextScene)")
    both_are(phones, "none")
    assert mia.evaluate("() => conversation.record.scene.begun") == 0
    sam.evaluate(BEGIN)
    both_are(phones, "asked")


@pytest.mark.parametrize("refused", [False, True], ids=["taken back", "refused"])
def test_a_late_answer_to_an_earlier_tap_does_not_count_for_the_next(phones: Phones, *, refused: bool) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    if not refused:
        mia.evaluate(BEGIN)
        until(mia, "conversation.scene.begin.me")
    assert mia.evaluate(READY_ANEW, refused) == {"ack": True}
    assert mia.evaluate("() => conversation.record.scene.begun") == 1
    until(sam, "conversation.scene.begin.them")
    sam.evaluate(BEGIN)
    both_are(phones, "running")


def test_a_take_back_that_is_answered_late_in_one_tab_leaves_what_was_said_in_another(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    tab = phones.mia.new_tab()
    tab.goto("/s")
    take(tab)
    mia.evaluate(BEGIN)
    until(tab, "conversation.scene.begin.me")
    mia.evaluate(ANSWERED_LATE)
    until(tab, "conversation.link === 'connected' && !conversation.scene.begin.me")
    assert tab.evaluate(BEGIN) == {"ack": True}
    mia.evaluate("() => window.answer()")
    until(sam, "conversation.scene.begin.them")
    sam.evaluate(BEGIN)
    both_are(phones, "running")
    until(tab, "conversation.scene.state === 'running'")
    tab.close()


def test_what_was_taken_back_and_waits_is_taken_back_by_the_page_after_this_one(phones: Phones) -> None:
    talk(phones)
    mia = phones.mia.page
    mia.evaluate(BEGIN)
    until(mia, "conversation.scene.begin.me")
    mia.evaluate(NO_ANSWER)
    mia.reload()
    take(mia)
    until(mia, "conversation.scene.state === 'none' && conversation.record.scene.begun === 0")
    until_nothing_waits(mia)


def test_a_pause_takes_back_that_one_is_ready_also_before_that_is_stored(phones: Phones) -> None:
    talk(phones)
    assert phones.mia.page.evaluate(PAUSED_AT_ONCE) == [{"lost": True}, 0]
    until_nothing_waits(phones.mia.page)
    assert not phones.mia.page.evaluate("() => conversation.view.scene.begin.me")


def test_a_tap_that_was_meant_for_another_scene_is_refused(phones: Phones) -> None:
    mia, sam = begin(phones)
    mia.evaluate(REFUSED)
    # It was offered before the partner was ready, and the scene runs by the time that the finger is up.
    mia.evaluate("() => conversation.notBeginScene(1)")
    assert mia.evaluate("() => conversation.beginScene(1)") == {"refused": "stale", "message": ""}
    mia.evaluate("() => conversation.sceneOver(0)")
    assert mia.evaluate("() => window.refused") == ["not-begin-scene", "begin-scene", "scene-over"]
    assert mia.evaluate("() => [conversation.record.scene.begun, conversation.scene.over]") == [0, False]
    expect(mia.locator("#status")).to_contain_text("Your partner changed this first.")
    sam.evaluate(OVER)
    until(sam, "conversation.scene.over")
    both_are(phones, "running")


def test_a_stop_and_its_lifting_without_a_network_stop_it_for_the_partner_too(phones: Phones) -> None:
    mia, sam = begin(phones)
    phones.sam.expect_problem("ERR_INTERNET_DISCONNECTED")
    phones.sam.offline(True)
    until(sam, "conversation.link === 'lost'")
    assert sam.evaluate("() => { void conversation.pause(); return conversation.scene.state; }") == "stopped"
    sam.evaluate("() => conversation.resume()")
    assert sam.evaluate("() => [conversation.paused, conversation.scene.state]") == [False, "stopped"]
    assert mia.evaluate("() => conversation.scene.state") == "running"
    phones.sam.offline(False)
    until(mia, "conversation.scene.state === 'stopped' && !conversation.paused")
    until(sam, "conversation.link === 'connected' && conversation.view.scene.state === 'stopped'")
    assert not sam.evaluate("() => conversation.history.behind")


def test_the_lifting_of_a_pause_is_sent_before_being_ready_again(phones: Phones) -> None:
    mia, sam = begin(phones)
    mia.evaluate("() => conversation.pause()")
    until(sam, "conversation.pausedByThem")
    until(mia, "conversation.pauseAcknowledged")
    assert mia.evaluate(AT_ONCE, False) == {"ack": True}
    until(sam, "!conversation.paused && conversation.scene.begin.them")


def test_who_is_ready_and_stops_before_that_was_sent_is_not_ready(phones: Phones) -> None:
    mia, sam = begin(phones)
    mia.evaluate("() => conversation.pause()")
    until(mia, "conversation.pauseAcknowledged")
    assert mia.evaluate(AT_ONCE, True) == {"lost": True}
    until_nothing_waits(mia)
    until(sam, "conversation.pausedByThem")
    for page, side in ((mia, "me"), (sam, "them")):
        assert not page.evaluate("(side) => conversation.scene.begin[side]", side)


def test_a_stopped_scene_stays_stopped_in_every_tab_and_after_a_reload(phones: Phones) -> None:
    mia, _ = begin(phones)
    tab = phones.mia.new_tab()
    tab.goto("/s")
    take(tab)
    until(tab, "conversation.scene.state === 'running'")
    phones.mia.expect_problem("ERR_INTERNET_DISCONNECTED")
    phones.mia.offline(True)
    mia.evaluate("() => { void conversation.pause(); }")
    until(tab, "conversation.scene.state === 'stopped'")
    mia.evaluate("() => conversation.resume()")
    until(tab, "!conversation.paused")
    assert tab.evaluate("() => conversation.scene.state") == "stopped"
    phones.mia.offline(False)
    both_are(phones, "stopped")
    mia.reload()
    take(mia)
    until(mia, "conversation.scene.state === 'stopped' && conversation.link === 'connected'")
    mia.evaluate(BEGIN)
    until(mia, "conversation.scene.begin.me")
    assert mia.evaluate("() => conversation.scene.state") == "stopped"
    phones.sam.page.evaluate(BEGIN)
    both_are(phones, "running")
    until(tab, "conversation.scene.state === 'running'")


def test_in_a_stopped_scene_nothing_is_sealed_or_opened_until_it_is_over(phones: Phones) -> None:
    mia, sam = begin(phones)
    seal(mia, SECTION, "sealed on the phone only")
    mia.evaluate("() => conversation.pause()")
    until(sam, "conversation.pausedByThem")
    mia.evaluate("() => conversation.resume()")
    until(sam, "!conversation.paused")
    assert sam.evaluate("() => conversation.scene.state") == "stopped"
    state = "conversation.section(conversation.chapter, argument).state"
    assert mia.evaluate(f"(argument) => {state}", SECTION) == "open"
    for page in (mia, sam):
        page.evaluate(OVER)
    both_are(phones, "none")
    until(mia, f"{state} === 'sealed'", SECTION)


def test_what_could_not_be_stored_of_a_stop_holds_as_long_as_the_page_is_open(phones: Phones) -> None:
    mia, _ = begin(phones)
    phones.mia.expect_problem("ERR_INTERNET_DISCONNECTED")
    phones.mia.offline(True)
    mia.evaluate("""async () => {
      IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
      await conversation.pause();
      await conversation.resume();
    }""")
    assert mia.evaluate("() => [conversation.paused, conversation.scene.state]") == [False, "stopped"]


def test_being_ready_is_not_sent_later(phones: Phones) -> None:
    talk(phones)
    sam = phones.sam.page
    phones.sam.expect_problem("ERR_INTERNET_DISCONNECTED")
    phones.sam.offline(True)
    until(sam, "conversation.link === 'lost'")
    assert sam.evaluate(BEGIN) == {"lost": True}
    phones.sam.offline(False)
    until(sam, "conversation.link === 'connected'")
    phones.mia.page.evaluate(BEGIN)
    both_are(phones, "asked")
