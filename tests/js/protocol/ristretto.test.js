/** Points and scalars that are refused, and random ones. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodePoint, decodeScalar, randomScalar } from '../../../client/static/js/protocol/ristretto.js';

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** @param {bigint} number @param {number} length @returns {Uint8Array} little endian */
const littleEndian = (number, length) =>
  Uint8Array.from({ length }, (_, at) => Number((number >> BigInt(8 * at)) & 255n));

/** @type {[string, Uint8Array][]} */
const NO_POINTS = [
  ['the identity', new Uint8Array(32)],
  ['nothing', new Uint8Array()],
  ['31 bytes', new Uint8Array(31)],
  ['no canonical encoding', littleEndian(1n, 32)],
  ['all ones', new Uint8Array(32).fill(255)],
  ['33 bytes', new Uint8Array(33)],
];

for (const [name, bytes] of NO_POINTS) {
  test(`a point is refused: ${name}`, () => {
    assert.throws(() => decodePoint(bytes), { name: 'ProtocolError', kind: 'bad point' });
  });
}

/** @type {[string, Uint8Array][]} */
const NO_SCALARS = [
  ['L', littleEndian(ORDER, 32)],
  ['all ones', new Uint8Array(32).fill(255)],
  ['31 bytes', new Uint8Array(31)],
  ['33 bytes', new Uint8Array(33)],
];

for (const [name, bytes] of NO_SCALARS) {
  test(`a scalar is refused: ${name}`, () => {
    assert.throws(() => decodeScalar(bytes), { name: 'ProtocolError', kind: 'bad scalar' });
  });
}

test('a random scalar is never zero', () => {
  const numbers = [0n, ORDER, ORDER + 7n].map((number) => littleEndian(number, 64));
  assert.equal(randomScalar(() => numbers.shift() ?? new Uint8Array(64).fill(1)), 7n);
});
