/** What stands on the scene card, by the vectors that both clients follow. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CASES, card } from '../support/card.js';

for (const each of CASES) {
  test(`the scene card: ${each.name}`, () => assert.deepEqual(card(each), each.card));
}
