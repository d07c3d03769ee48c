"""What waits on a phone to be said, without a hub: what was taken back in the very moment of saying it."""

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
