"""What waits on a phone to be said, without a hub: what was taken back or said anew in the very moment of saying it."""

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
