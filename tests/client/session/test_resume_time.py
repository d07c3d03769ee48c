"""What the partner's pause carries: read when it can be, and otherwise as if it were not there."""

from typing import Any

from playwright.sync_api import Page

from tests.client.modules import run

READ = """
const { sealLater } = await import('/static/js/protocol/asides.js');
const { base64url } = await import('/static/js/protocol/encoding.js');
const bytes = (fill) => new Uint8Array(32).fill(fill);
const keys = { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: new Uint8Array(8) };
const place = (role) => ({ keys, role, qhash: bytes(4), section: '' });
const made = {
  readable: sealLater(place('B'), 0, { at: 1800000000, also: 'left aside' }),
  own: sealLater(place('A'), 0, { at: 1800000000 }),
  numbered: sealLater(place('B'), 1, { at: 1800000000 }),
  words: sealLater(place('B'), 0, { at: 'soon' }),
  nothing: sealLater(place('B'), 0, {}),
  junk: new Uint8Array(337),
};
const boxes = { get: async (name) => made[name] ?? null, drop: async () => {} };
const context = { keys, role: 'A', pausedByMe: false, view: null, record: { created: 1, later: null }, boxes };
const time = new code.ResumeTime(context);
const read = async (later) => {
  context.view = { expires: 2, paused: { me: null, them: later !== null, later } };
  await time.read({ keys, role: 'A', chapter: base64url(bytes(4)), section: '' }, context.view);
  return time.theirs;
};
const said = {};
for (const name of value) said[name] = await read(name);
return said;
"""


def test_only_a_time_that_the_partner_sealed_for_the_pause_is_read(page: Page) -> None:
    names = ["readable", "own", "numbered", "words", "nothing", "junk", "away", "readable"]
    read: dict[str, Any] = run(page, "session/resume-time.js", READ, names)
    assert read == {**dict.fromkeys(names), "readable": 1_800_000_000}
