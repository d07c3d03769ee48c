/** What follows for the phone that a seat leaves, from what it has stored and from what the hub shows. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { base64url } from '../../../client/static/js/protocol/encoding.js';
import { moveReply, newMoveSecret } from '../../../client/static/js/protocol/handover.js';
import { follow, idOf, offered } from '../../../client/static/js/session/moving-flow.js';

/** @typedef {import('../../../client/static/js/model/types.js').MovingState} MovingState */
/** @typedef {import('../../../client/static/js/model/types.js').MoveView} MoveView */

const first = offered();
assert(first.kind === 'offered');
const shown = { id: idOf(first), until: 5, asked: true, m2: null, m3: null };
const m2 = base64url(moveReply(first.K, first.m1).m2);
const other = base64url(moveReply(newMoveSecret(), first.m1).m2);
const { move: replied } = follow(first, { ...shown, m2 }, false);
assert(replied?.kind === 'replied');
/** @type {MovingState} */
const approved = { ...replied, kind: 'approved', box: new Uint8Array(1) };

/** @type {[string, MovingState | null, MoveView | null, [string | null, string | null, string | null], boolean?][]} */
const STEPS = [
  ['a new code, and nothing at the hub', first, null, ['offered', 'move', null]],
  ['a new code, and another move at the hub', first, { ...shown, id: 'another' }, ['offered', 'move', null]],
  ['a new code that nobody has answered', first, shown, ['offered', null, null]],
  ['an answer to it', first, { ...shown, m2 }, ['replied', null, null]],
  ['an answer of another code', first, { ...shown, m2: other }, [null, 'move-cancel', 'other-code']],
  ['the same answer again', replied, { ...shown, m2 }, ['replied', null, null]],
  ['an answered move that is gone', replied, null, [null, null, 'given-up']],
  ['an answered move with another answer', replied, { ...shown, m2: other }, [null, null, 'given-up']],
  ['a yes that the hub has not got', approved, { ...shown, m2 }, ['approved', 'move-approve', null]],
  ['a yes that was cancelled, and the hub has not said so', approved, { ...shown, m2 }, ['approved', 'move-cancel', null], true],
  ['an answer that is no base64url', first, { ...shown, m2: 'A' }, [null, 'move-cancel', 'other-code']],
  ['a yes that the hub has', approved, { ...shown, m2, m3: 'x' }, ['approved', null, null]],
  ['a yes to a move that is gone', approved, null, [null, null, 'given-up']],
  ['a move at the hub that is none of ours', null, shown, [null, 'move-cancel', null]],
  ['nothing', null, null, [null, null, null]],
];

for (const [name, stored, view, expected, cancelling = false] of STEPS) {
  test(`what follows from ${name}`, () => {
    const { move, command, ended } = follow(stored, view, cancelling);
    assert.deepEqual([move?.kind ?? null, command?.do ?? null, ended ?? null], expected);
  });
}

test('the secret of a code does not outlast its answer', () => {
  assert(!('K' in replied));
  assert(!('y' in replied));
});
