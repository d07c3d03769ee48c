"""Notes, settlings and notices as the phones read them: what the hub shows is checked, and never taken back by it."""

from typing import Any

from playwright.sync_api import Page

from tests.client.modules import run

SETTLED = """
const seal = await import('/static/js/protocol/seal.js');
const { base64url } = await import('/static/js/protocol/encoding.js');
const { H32 } = await import('/static/js/protocol/hashes.js');
const bytes = (fill) => new Uint8Array(32).fill(fill);
const keys = { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: new Uint8Array(8) };
const [qhash, section] = [bytes(4), 'limits'];
const boxes = new Map();
const keep = (box) => { const digest = base64url(H32(box)); boxes.set(digest, box); return digest; };
const place = (role, section) => ({ keys, role, qhash, section });
const note = seal.sealNote(place('A', section), 1, null, 'Red is stop.');
const box = keep(note);
const tap = (role, n, yes) =>
  ({ n, note: box, yes, box: keep(seal.sealSettle(place(role, section), n, note, yes)) });
const notes = new code.Notes({ boxes: { get: async (digest) => boxes.get(digest) ?? null }, outbox: { said: [] } });
const where = { keys, role: 'A', chapter: base64url(qhash), section };
const entry = (me, them) => ({ note: { n: 1, by: 'me', box, before: null }, settled: { me, them }, agreed: true });
const agreed = async (me, them) => {
  await notes.step(where, entry(me, them));
  return notes.note(where.chapter, section).agreed;
};
"""


def test_agreement_is_what_the_boxes_say(page: Page) -> None:
    body = (
        SETTLED
        + """
      const mine = tap('A', 1, true);
      const seen = [];
      for (const theirs of [{ ...tap('B', 1, false), yes: true }, null, mine]) seen.push(await agreed(mine, theirs));
      return seen;
    """
    )
    assert run(page, "session/notes-flow.js", body, None) == [False, False, False]


def test_a_notice_that_cannot_be_opened_is_told(page: Page) -> None:
    body = (
        SETTLED
        + """
      const good = keep(seal.sealNotice(place('B', ''), 1, { withdraw: ['rope/give'] }));
      const moved = keep(seal.sealNotice(place('B', ''), 1, { withdraw: ['ice'] }));
      await notes.readNotices({ ...where, section: '' }, { mine: [], theirs: [good, moved, 'nowhere'] });
      return notes.notices(where.chapter);
    """
    )
    notes: list[dict[str, Any]] = run(page, "session/notes-flow.js", body, None)
    assert notes == [
        {"by": "them", "withdraw": ["rope/give"], "limit": {}, "unreadable": False},
        *[{"by": "them", "withdraw": [], "limit": {}, "unreadable": True}] * 2,
    ]
