"""What waits on a phone to be said, without a hub: what was taken back or said anew in the very moment of saying it."""

import pytest
from playwright.sync_api import Page

TAKEN_BACK = """async () => {
  const { Outbox } = await import('/static/js/net/outbox.js');
  const said = [];
  let asked = 0;
  const outbox = new Outbox('session', {
    // The first look comes between reading what waits and saying it.
    get open() {
      asked += 1;
      if (asked === 1) resumed = outbox.resume(() => null, { kept: false });
      return true;
    },
    send: async (command) => { said.push(command.do); return { ack: 1 }; },
  });
  let resumed = null;
  await outbox.pause('AAAAAAAAAAAAAAAAAAAAAA');
  // Each reading waits for what was to be written before it.
  while (!resumed) await outbox.load();
  await resumed;
  await outbox.load();
  const told = [said, outbox.pausedLocally];
  outbox.close();
  return told;
}"""


def test_a_pause_that_is_lifted_while_it_is_about_to_be_said_is_not_said(page: Page) -> None:
    assert page.evaluate(TAKEN_BACK) == [[], None]


# The hub answers to the newer pause while the storage is still being read for the lifting of the one before.
PAUSED_ANEW = """async (refused) => {
  const { Outbox } = await import('/static/js/net/outbox.js');
  const said = [];
  let shown = 'first'.padEnd(22, '-');
  const outbox = new Outbox('session', {
    open: true,
    send: async (command) => {
      said.push([command.do, command.pause.replaceAll('-', '')]);
      if (command.do === 'resume' && refused) return { refused: 'away', message: '' };
      if (command.do === 'pause') shown = command.pause;
      return { ack: true };
    },
  });
  const lifting = outbox.resume(() => shown, { kept: false });
  if (refused) await lifting;
  await outbox.pause('second'.padEnd(22, '-'));
  await lifting;
  await outbox.drain();
  const told = [said, outbox.pausedLocally];
  outbox.close();
  return told;
}"""


def test_the_lifting_of_a_pause_does_not_lift_the_one_after_it(page: Page) -> None:
    assert page.evaluate(PAUSED_ANEW, False) == [[["pause", "second"]], None]


def test_a_lifting_that_the_hub_could_not_take_is_over_with_the_next_pause(page: Page) -> None:
    assert page.evaluate(PAUSED_ANEW, True) == [[["resume", "first"], ["pause", "second"]], None]


# The store of the hub is away when the pause comes, and there when it is lifted.
LIFTED_SOON = """async (kept) => {
  const { Outbox } = await import('/static/js/net/outbox.js');
  const said = [];
  let paused = null;
  const outbox = new Outbox('session', {
    open: true,
    send: async ({ do: name, pause }) => {
      said.push(name);
      if (said.length === 1) return { refused: 'away', message: '' };
      if (name === 'resume' && paused !== pause) return { refused: 'stale', message: '' };
      paused = name === 'pause' ? pause : null;
      return { ack: true };
    },
  });
  await outbox.pause('AAAAAAAAAAAAAAAAAAAAAA');
  while (said.length === 0) await outbox.load();
  await outbox.resume(() => null, { kept });
  while (outbox.pausedLocally !== null) await outbox.load();
  await outbox.drain();
  outbox.close();
  return [said, paused];
}"""


@pytest.mark.parametrize("kept", [False, True], ids=["a pause", "a stop"])
def test_a_pause_that_is_lifted_before_it_could_be_taken_does_not_come_back(page: Page, *, kept: bool) -> None:
    assert page.evaluate(LIFTED_SOON, kept) == [["pause", "pause", "resume"], None]


# The store of the hub is away when the wish comes. It may have it all the same, so its person can take it back at once.
TAKEN_BACK_WISH = """async () => {
  const { Outbox } = await import('/static/js/net/outbox.js');
  const { addSession } = await import('/static/js/storage/session-store.js');
  const { entriesOf } = await import('/static/js/storage/outbox-store.js');
  await addSession({ id: 'session', created: 0, token: 't' });
  const said = [];
  let answer = () => {};
  let sent = () => {};
  const isSent = new Promise((resolve) => { sent = resolve; });
  const outbox = new Outbox('session', {
    open: true,
    send: async (command) => {
      said.push(command.do);
      if (command.do === 'not-again') return { ack: true };
      sent();
      await new Promise((resolve) => { answer = resolve; });
      return { refused: 'away', message: '' };
    },
  });
  const place = { chapter: 'A'.repeat(43), section: 's', round: 2 };
  const wish = await outbox.store({ do: 'again', ...place });
  await isSent;
  const back = await outbox.store({ do: 'not-again', ...place });
  answer();
  await back.answered;
  const told = [said, await entriesOf('session'), await Promise.race([wish.answered, 'waits'])];
  outbox.close();
  return told;
}"""


def test_a_wish_that_is_taken_back_is_not_sent_again(page: Page) -> None:
    assert page.evaluate(TAKEN_BACK_WISH) == [["again", "not-again"], [], {"lost": True}]


# The hub takes its time with the first limit. The second has its number behind it, and no place if it came before.
IN_ORDER = """async () => {
  const { Outbox } = await import('/static/js/net/outbox.js');
  const { addSession } = await import('/static/js/storage/session-store.js');
  const id = crypto.randomUUID();
  await addSession({ id, created: 0, token: 't' });
  const said = [];
  const outbox = new Outbox(id, {
    open: true,
    send: async ({ do: name, n }) => {
      said.push(n ?? name);
      return said.length === 1 ? { refused: 'slow-down', message: '' } : { ack: true };
    },
  });
  const notice = (n) => ({ do: 'notice', chapter: 'A'.repeat(43), n, box: 'A' });
  await outbox.store(notice(1));
  const [second, other] = [await outbox.store(notice(2)), await outbox.store({ do: 'ready' })];
  await other.answered;
  await outbox.drain();
  await second.answered;
  outbox.close();
  return said;
}"""


def test_a_limit_waits_for_the_one_before_it(page: Page) -> None:
    assert page.evaluate(IN_ORDER) == [1, "ready", 1, 2]


# What the hub has answered is in one place or the other at each moment.
KEPT = """async (stored) => {
  const { Outbox } = await import('/static/js/net/outbox.js');
  const { addSession } = await import('/static/js/storage/session-store.js');
  const { entriesOf } = await import('/static/js/storage/outbox-store.js');
  const id = crypto.randomUUID();
  await addSession({ id, created: 0, token: 't' });
  const kept = [];
  const keeps = async (pause) => {
    await outbox.load();
    kept.push(pause, outbox.pausedLocally, (await entriesOf(id)).length);
    return stored;
  };
  const outbox = new Outbox(id, { open: true, send: async () => ({ ack: true }) }, async () => {}, keeps);
  const answered = new Promise((resolve) => outbox.addEventListener('paused', resolve, { once: true }));
  await outbox.pause('AAAAAAAAAAAAAAAAAAAAAA');
  await answered;
  const told = [kept.slice(1), outbox.pausedLocally, (await entriesOf(id)).length];
  outbox.close();
  return told;
}"""


def test_an_answered_pause_leaves_what_waits_once_it_is_kept_elsewhere(page: Page) -> None:
    assert page.evaluate(KEPT, True) == [[True, 1], None, 0]


def test_an_answered_pause_that_cannot_be_kept_elsewhere_stays_in_what_waits(page: Page) -> None:
    assert page.evaluate(KEPT, False) == [[True, 1], True, 1]
