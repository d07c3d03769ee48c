/** The notices of the partner, where the hub names one and does not hand it out. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noticesIn } from '../../../client/static/js/model/notices.js';
import { sealNotice } from '../../../client/static/js/protocol/asides.js';
import { Notes } from '../../../client/static/js/session/notes-flow.js';
import { boxPlace } from '../../../client/static/js/session/round-place.js';

/** @param {number} fill */
const bytes = (fill) => new Uint8Array(32).fill(fill);
const place = /** @type {const} */ ({ keys: { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: new Uint8Array(8) }, role: 'A', chapter: 'A'.repeat(43), section: '' });
const limit = sealNotice(boxPlace(place, 'B'), 1, { limit: { rope: 'hard-limit' } });
const back = sealNotice(boxPlace(place, 'B'), 2, { withdraw: ['wax'] });

test('a limit that the hub keeps back is known to be there, in its place, and is told once more when it comes', async () => {
  /** @type {Map<string, Uint8Array>} */
  const here = new Map([['second', back]]);
  const notes = new Notes(/** @type {any} */ ({ get: async (/** @type {string} */ digest) => here.get(digest) ?? null }));
  const view = /** @type {any} */ ({ chapters: [{ qhash: place.chapter, sections: [] }] });
  const told = () => noticesIn(view, () => notes.notices(place.chapter)).map(({ name, items }) => [name.split('/').slice(2).join('/'), items]);

  assert.equal(await notes.readNotices(place, { mine: ['lost'], theirs: ['first', 'second'] }), false);
  assert.deepEqual(notes.notices(place.chapter).map(({ by, unreadable }) => [by, unreadable]), [['them', true], ['them', false]]);
  assert.deepEqual(told(), [['0/unread', []], ['1', ['wax']]]);

  here.set('first', limit);
  assert.equal(await notes.readNotices(place, { mine: [], theirs: ['first', 'second'] }), true);
  assert.deepEqual(told(), [['0', ['rope']], ['1', ['wax']]]);
});
