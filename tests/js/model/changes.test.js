/** What has changed between two rounds, as the phones work it out: the vectors that hold for the terminal too. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changesOf } from '../../../client/static/js/model/changes.js';
import { said } from '../support/answers.js';
import { vectors } from '../support/files.js';

const { document: DOCUMENT, cases } = vectors('changes.json');
const [SECTION] = DOCUMENT.sections;

for (const [who, other] of [['mine', 'theirs'], ['theirs', 'mine']]) {
  for (const { name, before, now, told } of cases) {
    test(`what is told of ${who}: ${name}`, () => {
      const pair = (/** @type {object} */ answers) =>
        /** @type {any} */ ({ [String(who)]: { ...said(), ...answers }, [String(other)]: said() });
      const changes = changesOf(DOCUMENT, SECTION, pair(before), pair(now));
      assert(changes.every((change) => change.who === who));
      assert.deepEqual(changes.map(({ question, key, kind }) => [question, key, kind]), told);
    });
  }
}

test('both are told, each with their own', () => {
  const before = { mine: said(), theirs: said() };
  const now = { mine: said({ pace: 1 }), theirs: said({ hard: 'ice' }) };
  const told = changesOf(DOCUMENT, SECTION, before, now);
  assert.deepEqual(told.map(({ who, kind }) => [who, kind]), [['theirs', 'new-limit'], ['mine', 'changed']]);
});
