/** Mutual sections: what every commit has of its own, and what is no section. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex } from '../../../client/static/js/protocol/encoding.js';
import {
  mutualCommit, mutualOpenCommit, mutualOpenRelease, mutualRelease,
} from '../../../client/static/js/protocol/mutual.js';

/** @typedef {import('../../../client/static/js/protocol/mutual.js').Asking} Asking */

const bytes = (/** @type {string} */ letter) => new Uint8Array(32).fill(letter.charCodeAt(0));
const KEYS = { SID: bytes('s'), kA: bytes('a'), kB: bytes('b'), sas: new Uint8Array(8) };
const PLACE = { keys: KEYS, qhash: bytes('q'), section: 'curious', round: 1 };
/** @type {Asking} */
const A = { ...PLACE, role: 'A' };
/** @type {Asking} */
const B = { ...PLACE, role: 'B' };
const IDS = ['rope/a-to-b', 'rope/b-to-a', 'candle wax'];

test('two phones find what both want, each from a structured clone of what it has kept', () => {
  const a = structuredClone(mutualCommit(A, IDS, [true, true, false]));
  const b = structuredClone(mutualCommit(B, IDS, [true, false, true]));
  const aM1 = mutualOpenCommit(A, IDS, a.commit, { ownPk: b.state.pk });
  const bM1 = mutualOpenCommit(B, IDS, b.commit, { ownPk: a.state.pk });
  const aBox = mutualRelease(A, IDS, a.state, bM1);
  const bBox = mutualRelease(B, IDS, b.state, aM1);
  assert.deepEqual(mutualOpenRelease(B, IDS, a.state, bM1, bBox).matches, [true, false, false]);
  assert.deepEqual(mutualOpenRelease(A, IDS, b.state, aM1, aBox).matches, [true, false, false]);
});

test('every commit is fresh', () => {
  const messages = Array.from({ length: 3 }, () => mutualCommit(A, ['rope'], [true]).state.m1);
  const pieces = messages.flatMap((m1) => Array.from({ length: 7 }, (_, at) => hex(m1.slice(32 * at, 32 * at + 32))));
  assert.equal(new Set(pieces).size, 3 * 7);
});

/** @type {[string, string[], boolean[], string][]} */
const NO_SECTIONS = [
  ['no ids', [], [], '1 to 64 different ids'],
  ['the same id twice', ['same', 'same'], [true, true], '1 to 64 different ids'],
  ['65 ids', Array.from({ length: 65 }, (_, at) => String(at)), Array(65).fill(true), '1 to 64 different ids'],
  ['fewer answers than ids', IDS, [true, true], 'one yes or no to each id'],
];

for (const [name, ids, yes, sentence] of NO_SECTIONS) {
  test(`what is no section is an error of the caller: ${name}`, () => {
    assert.throws(() => mutualCommit(A, ids, yes), new RegExp(`^RangeError: .*${sentence}$`));
  });
}
