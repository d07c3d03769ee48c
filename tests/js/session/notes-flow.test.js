/** Notices that the hub names and does not hand out, and what this seat takes away before the hub has it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noticesIn } from '../../../client/static/js/model/notices.js';
import { sealNote, sealNotice, sealSettle } from '../../../client/static/js/protocol/asides.js';
import { base64url } from '../../../client/static/js/protocol/encoding.js';
import { digestOf } from '../../../client/static/js/protocol/hashes.js';
import { Notes } from '../../../client/static/js/session/notes-flow.js';
import { boxPlace } from '../../../client/static/js/session/round-place.js';

/** @param {number} fill */
const bytes = (fill) => new Uint8Array(32).fill(fill);
const place = /** @type {const} */ ({ keys: { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: new Uint8Array(8) }, role: 'A', chapter: 'A'.repeat(43), section: '' });
const limit = sealNotice(boxPlace(place, 'B'), 1, { limit: { rope: 'hard-limit' } });
const back = sealNotice(boxPlace(place, 'B'), 2, { withdraw: ['wax'] });

/**
 * The notes of a phone.
 * @param {Map<string, Uint8Array>} here its boxes
 * @param {any[]} [said] what waits for the hub
 */
const notesOf = (here, said = []) => new Notes(/** @type {any} */ ({
  boxes: { get: async (/** @type {string} */ digest) => here.get(digest) ?? null },
  outbox: { get said() { return said; } },
  place: () => place,
}));

test('a limit that the hub keeps back is known to be there, in its place, and is told once more when it comes', async () => {
  /** @type {Map<string, Uint8Array>} */
  const here = new Map([['second', back]]);
  const notes = notesOf(here);
  const view = /** @type {any} */ ({ chapters: [{ qhash: place.chapter, sections: [] }] });
  const told = () => noticesIn(view, () => notes.notices(place.chapter)).map(({ name, items }) => [name.split('/').slice(2).join('/'), items]);

  assert.equal(await notes.readNotices(place, { mine: ['lost'], theirs: ['first', 'second'] }), false);
  assert.deepEqual(notes.notices(place.chapter).map(({ by, unreadable }) => [by, unreadable]), [['them', true], ['them', false]]);
  assert.deepEqual(told(), [['0/unread', []], ['1', ['wax']]]);

  here.set('first', limit);
  assert.equal(await notes.readNotices(place, { mine: [], theirs: ['first', 'second'] }), true);
  assert.deepEqual(told(), [['0', ['rope']], ['1', ['wax']]]);
});

test('a limit of this seat holds from when it waits for the hub until it is read like everything else, without a gap', async () => {
  const own = sealNotice(boxPlace(place, 'A'), 1, { limit: { wax: 'hard-limit' } });
  const command = { do: 'notice', chapter: place.chapter, n: 1, box: base64url(own) };
  const here = new Map([[digestOf(own), own]]);
  /** @type {any[]} */
  const said = [];
  const notes = notesOf(here, said);
  const shown = () => notes.notices(place.chapter).map(({ by, limit, waiting = false }) => [by, limit, waiting]);
  assert.deepEqual(shown(), []);
  said.push(command);
  assert.deepEqual(shown(), [['me', { wax: 'hard-limit' }, true]]);
  assert.deepEqual(notes.notices('B'.repeat(43)), [], 'it stands in its own chapter');
  said.pop();
  assert.deepEqual(shown(), [['me', { wax: 'hard-limit' }, false]], 'the hub has answered, and its view is not read yet');
  const reading = notes.readNotices(place, { mine: [digestOf(own)], theirs: [] });
  assert.equal(shown().length, 1);
  await reading;
  assert.deepEqual(shown(), [['me', { wax: 'hard-limit' }, false]]);
});

test('a limit for which there is no place any more is not shown as one', () => {
  const command = { do: 'notice', chapter: place.chapter, n: 1, box: base64url(sealNotice(boxPlace(place, 'A'), 1, { withdraw: ['wax'] })) };
  const said = [command];
  const notes = notesOf(new Map(), said);
  assert.equal(notes.notices(place.chapter).length, 1);
  said.pop();
  notes.forget(command);
  assert.deepEqual(notes.notices(place.chapter), []);
});

test('a yes that this seat takes back counts no longer, before the hub has that and until it is read', async () => {
  const at = { ...place, section: 'limits' };
  const note = sealNote(boxPlace(at, 'A'), 1, null, 'Red is stop.');
  const box = digestOf(note);
  const here = new Map([[box, note]]);
  const tap = (/** @type {'A' | 'B'} */ role, /** @type {number} */ n, /** @type {boolean} */ yes) => {
    const sealed = sealSettle(boxPlace(at, role), n, note, yes);
    here.set(digestOf(sealed), sealed);
    return { n, note: box, yes, box: digestOf(sealed) };
  };
  const view = (/** @type {any} */ me) => /** @type {any} */ ({ note: { n: 1, by: 'me', box, before: null }, settled: { me, them: tap('B', 1, true) } });
  /** @type {any[]} */
  const said = [];
  const notes = notesOf(here, said);
  const shown = () => {
    const { settledMe, agreed, waiting = false } = /** @type {any} */ (notes.note(place.chapter, 'limits'));
    return [settledMe, agreed, waiting];
  };
  const command = (/** @type {number} */ n, /** @type {boolean} */ yes) =>
    ({ do: 'settle', chapter: place.chapter, section: 'limits', ...tap('A', n, yes) });
  await notes.step(at, view(tap('A', 1, true)));
  assert.deepEqual(shown(), [true, true, false]);
  said.push(command(2, false));
  assert.deepEqual(shown(), [false, false, true]);
  said.pop();
  assert.deepEqual(shown(), [false, false, false], 'the hub has answered, and its view is not read yet');
  await notes.step(at, view(tap('A', 2, false)));
  assert.deepEqual(shown(), [false, false, false]);
  said.push(command(3, true));
  assert.deepEqual(shown(), [false, false, false], 'a yes counts once the hub has it');
  said.push(command(4, false));
  assert.deepEqual(shown(), [false, false, true]);
});
