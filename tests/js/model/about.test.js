/** What a hub says of itself may be anything: of what it offers, only what can be shown is. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAbout, readCards } from '../../../client/static/js/model/about.js';

const CARD = { qhash: 'Q'.repeat(43), id: 'first-scene', title: { en: 'First' }, for_whom: { en: 'Two', de: 'Zwei' }, minutes: 40 };

/** Values that are not of the kind that was asked for. */
const OTHER = [null, undefined, true, 5, '', [], {}, [null], { en: 5 }, { en: { en: 'x' } }, { en: null }, [['x']]];

test('a card of which everything can be shown is shown', () => {
  assert.deepEqual(readCards([CARD]), [CARD]);
});

/** @type {[string, unknown][]} fields with a value of OTHER that does fit, if there is one */
const FIELDS = [['qhash', NaN], ['title', NaN], ['for_whom', NaN], ['minutes', 5], ['id', '']];
for (const [field, fits] of FIELDS) {
  test(`a card with another ${field} is left out, and the others stay`, () => {
    for (const value of OTHER.filter((each) => each !== fits)) {
      assert.deepEqual(readCards([{ ...CARD, [field]: value }, CARD]), [CARD], JSON.stringify(value));
    }
  });
}

for (const minutes of [0, -5, 1.5, NaN, Infinity, '40', 2 ** 60]) {
  test(`${JSON.stringify(minutes)} minutes are no time`, () => {
    assert.deepEqual(readCards([{ ...CARD, minutes }]), []);
  });
}

for (const given of OTHER) {
  test(`${JSON.stringify(given) ?? 'nothing'} in the place of everything offers nothing`, () => {
    assert.deepEqual(readCards(given), []);
    assert.deepEqual(readAbout(given), { operator: '', help: [], glossary: [] });
  });
}
