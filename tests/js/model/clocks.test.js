/** What is made of the hub's time: the same cases as in the terminal (clocks.json); and the wait for a code. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { measured, namesDays, timeBy } from '../../../client/static/js/model/clocks.js';
import { mayRenew, waitForCode } from '../../../client/static/js/model/guess-budget.js';
import { vectors } from '../support/files.js';

for (const each of vectors('clocks.json').cases) {
  test(`the hub tells its time: ${each.name}`, () => {
    assert.deepEqual(measured(each.last, each.told, each.steady, each.lifetime), each.then);
  });
}

for (const each of vectors('clocks.json').days) {
  test(`days are named by a clock, or not: ${each.name}`, () => {
    assert.equal(namesDays(each.now, each.hub, each.lifetime), each.names);
  });
}

test('the hub\'s time goes on with the steady clock', () => {
  assert.equal(timeBy({ hub: 1_800_000_000, at: 7 }, 67.5), 1_800_000_060.5);
});

test('a person waits for a code as long as it takes, and twice as long for the next', () => {
  const spent = (/** @type {number} */ codes) => ({ codes, pairing: /** @type {const} */ ({ kind: 'spent', locator: 'HRWE', at: 5 }) });
  assert.deepEqual([1, 2, 10].map((codes) => waitForCode(spent(codes), 1000)), [4000, 9000, 5000 * 2 ** 9 - 1000]);
  assert.deepEqual([1, 9, 10].map((codes) => mayRenew(spent(codes), 5000 * 2 ** 9)), [true, true, false]);
  assert.equal(waitForCode({ codes: 1, pairing: null }, 0), 0);
});
