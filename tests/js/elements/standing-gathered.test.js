/** What where the two stand is made of, when a newer round has come and cannot be opened here. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gathered } from '../../../client/static/js/elements/standing-gathered.js';
import { said } from '../support/answers.js';
import { vectors } from '../support/files.js';

/** @typedef {import('../../../client/static/js/model/types.js').OpenedRound} OpenedRound */

const { document: DOCUMENT } = vectors('answers.json');
/** All that a hub can show of a round: both commits, and both releases. */
const WHOLE = { state: 'opened', mine: { commit: 'a', release: 'b' }, theirs: { commit: 'c', release: 'd' } };

/**
 * The parts of a conversation that are read here.
 *
 * @param {'A' | 'B'} role
 * @param {(OpenedRound | null)[]} rounds of one section, as this phone has opened them; null: not opened here
 * @returns {any}
 */
function conversation(role, rounds) {
  const shown = rounds.map((_, at) => ({ ...WHOLE, round: at + 1 }));
  const section = { id: 'all', ...shown.at(-1), earlier: shown.slice(0, -1) };
  return {
    role,
    view: { chapters: [{ qhash: 'q', sections: [section] }] },
    documentOf: () => {
      const document = structuredClone(DOCUMENT);
      document.sections[0].questions[0].gather = 'stop-signals';
      return document;
    },
    notes: { notices: () => [], note: () => null },
    rounds: { opened: (/** @type {string} */ _chapter, /** @type {string} */ _section, /** @type {number} */ round) => rounds[round - 1] ?? null },
  };
}

const FIRST = { mine: said({ words: 'Red' }), theirs: said({ words: 'Pear' }) };

for (const [what, found] of /** @type {[string, OpenedRound | null][]} */ ([
  ['a partner has sealed junk in', { problem: 'cannot-open' }],
  ['a hub holds the release of back, or a pause keeps shut,', null],
])) {
  test(`a round that ${what} takes no word for stopping away`, () => {
    const [whole] = gathered(conversation('A', [FIRST, found]));
    assert.deepEqual(whole?.whole.stopSignals.mine.map(({ text }) => text), ['Red']);
    assert.deepEqual(whole?.whole.stopSignals.theirs.map(({ text }) => text), ['Pear']);
  });
}

test('the newest round that can be read counts, from the side of Person 1', () => {
  const second = { mine: said({ words: 'Blue' }), theirs: said({ words: 'Plum' }) };
  const [whole] = gathered(conversation('B', [FIRST, second, { problem: 'cannot-open' }]));
  assert.deepEqual(whole?.whole.stopSignals.mine.map(({ text }) => text), ['Plum']);
});
