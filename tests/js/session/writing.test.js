/** A limit that the hub refuses: its content goes into the next place only if another has the place that it was given. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sealNotice } from '../../../client/static/js/protocol/asides.js';
import { base64url } from '../../../client/static/js/protocol/encoding.js';
import { digestOf } from '../../../client/static/js/protocol/hashes.js';
import { boxPlace } from '../../../client/static/js/session/round-place.js';
import { Writing } from '../../../client/static/js/session/writing.js';
import { lockChanged } from '../../../client/static/js/storage/lock.js';

// As long as it listens, this process does not end.
after(() => lockChanged.close());

/** @param {number} fill */
const bytes = (fill) => new Uint8Array(32).fill(fill);
const place = /** @type {const} */ ({ keys: { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: new Uint8Array(8) }, role: 'A', chapter: 'A'.repeat(43), section: '' });
const own = sealNotice(boxPlace(place, 'A'), 1, { limit: { wax: 'hard-limit' } });
const refused = { do: 'notice', chapter: place.chapter, n: 1, box: base64url(own) };

/** @param {string[]} mine digests of this seat's notices in the view @returns {Promise<number[]>} the numbers under which it is sent again */
async function sentAgain(mine) {
  /** @type {number[]} */
  const sent = [];
  const writing = new Writing(/** @type {any} */ ({
    role: place.role, keys: place.keys, place: () => place, head: () => undefined,
    boxes: { addOwn: async () => {} },
    outbox: { lastSaid: async () => 0, store: async (/** @type {{ n: number }} */ { n }) => sent.push(n) },
    view: { chapters: [{ qhash: place.chapter, notices: { mine } }] },
  }));
  const again = await writing.resendNotice(refused);
  assert.equal(again, sent.length > 0);
  return sent;
}

test('it goes into the next place where another has its own', async () => {
  assert.deepEqual(await sentAgain(['B'.repeat(43)]), [2]);
});

test('it is not sent again where it is in its place, whatever the hub says: there are only so many', async () => {
  assert.deepEqual(await sentAgain([digestOf(own)]), []);
});

test('it is not sent again where nothing has its place', async () => {
  assert.deepEqual(await sentAgain([]), []);
});
