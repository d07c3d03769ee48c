/** Pairing: messages that are refused, and what a phone keeps between two of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newSecret } from '../../../client/static/js/protocol/code.js';
import { concat, hex, randomBytes } from '../../../client/static/js/protocol/encoding.js';
import { pairingConfirm, pairingFinish, pairingReply, pairingStart } from '../../../client/static/js/protocol/pairing.js';
import { seal } from '../../../client/static/js/protocol/seal.js';

const QHASH = Uint8Array.from({ length: 32 }, (_, at) => at);

/** @type {[string, (message: Uint8Array) => Uint8Array][]} */
const LENGTHS = [
  ['one byte short', (message) => message.slice(0, -1)],
  ['one byte long', (message) => concat(message, new Uint8Array(1))],
  ['empty', () => new Uint8Array()],
];

for (const [name, changed] of LENGTHS) {
  test(`messages of another length are refused: ${name}`, () => {
    const half = /** @type {const} */ (['5PRQ', 'HRWE', QHASH]);
    const refused = { name: 'ProtocolError', kind: 'bad message' };
    const start = pairingStart(...half);
    const { m2, state } = pairingReply(...half, start.m1);
    assert.throws(() => pairingReply(...half, changed(start.m1)), refused);
    assert.throws(() => pairingFinish(...half, start, changed(m2)), refused);
    assert.throws(() => pairingConfirm(state, changed(new Uint8Array(64))), refused);
  });
}

test('what a phone keeps can be stored: the pairing goes on from a structured clone, as IndexedDB makes it', () => {
  const half = /** @type {const} */ ([newSecret(), 'HRWE', randomBytes(32)]);
  const start = structuredClone(pairingStart(...half));
  const { m2, state } = pairingReply(...half, start.m1);
  const { m3, keys } = pairingFinish(...half, start, m2);
  assert.equal(hex(pairingConfirm(structuredClone(state), m3).kA), hex(keys.kA));
});

test('every run is fresh', () => {
  const starts = Array.from({ length: 5 }, () => pairingStart('5PRQ', 'HRWE', QHASH));
  assert.equal(new Set(starts.map(({ sid }) => hex(sid))).size, 5);
  assert.equal(new Set(starts.map(({ y }) => hex(y))).size, 5);
  assert(starts.every(({ y }) => Number(y[31]) < 16));
  const [key, nothing] = [new Uint8Array(32).fill(7), new Uint8Array()];
  assert.equal(new Set(Array.from({ length: 5 }, () => hex(seal(key, nothing, nothing)))).size, 5);
});
