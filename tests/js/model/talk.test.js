/** What both see of a talk: the same cases as in the terminal (talk.json). */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { contextOf, keyOf, pad, seal } from '../../../client/static/js/protocol/box.js';
import { fromHex, hex, utf8 } from '../../../client/static/js/protocol/encoding.js';
import { openTalk, sealTalk } from '../../../client/static/js/protocol/talk.js';
import { vectors } from '../support/files.js';
import { bothSee, takes } from '../support/talk.js';

const CASES = vectors('talk.json');
const bytes = (/** @type {number} */ fill) => new Uint8Array(32).fill(fill);

/** @type {import('../../../client/static/js/protocol/box.js').Place} */
const PLACE = { keys: { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: bytes(4) }, role: 'A', qhash: bytes(5), section: '' };

/** @param {unknown} content */
const sealed = (content) => seal(keyOf(PLACE), contextOf(PLACE, 1, 'talk'), pad(utf8(JSON.stringify(content)), 4096));

for (const each of CASES.shared) {
  test(`both see the same of a talk: ${each.name}`, () => {
    assert.deepEqual(bothSee(each, each.limits), { at: each.at, marks: each.marks });
  });
}

for (const each of CASES.steps) {
  test(`a step of a talk: ${each.name}`, () => {
    assert.deepEqual(takes(each, each.role, each.move, each.mark), each.after);
  });
}

for (const each of CASES.accepted) {
  test(`a talk is read: ${each.name}`, () => {
    assert.deepEqual(openTalk(PLACE, 1, sealed(each.content)), each.talk);
  });
}

for (const each of CASES.refused) {
  test(`what is no talk is refused: ${each.name}`, () => {
    assert.throws(() => openTalk(PLACE, 1, sealed(each.content)), { kind: 'bad content' });
    assert.throws(() => sealTalk(PLACE, 1, each.content), { kind: 'bad content' });
  });
}

test('a sealed talk is what it is for every client', () => {
  const { SID, kB, qhash, role, n, talk, box } = CASES.box;
  const keys = { SID: fromHex(SID), kA: bytes(0), kB: fromHex(kB), sas: bytes(0) };
  const place = { keys, role, qhash: fromHex(qhash), section: '' };
  assert.deepEqual(openTalk(place, n, fromHex(box)), talk);
  assert.equal(hex(sealTalk(place, n, talk, fromHex(box).slice(1, 33))), box);
  assert.throws(() => openTalk(place, n + 1, fromHex(box)), { kind: 'cannot open' });
});
