/** The shared ids of a mutual section, and what one's own answers want of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { actOf, curiousOf, sharedIds, wantedOf } from '../../../client/static/js/model/mutual-ids.js';
import { said } from '../support/answers.js';
import { everyKind } from '../support/files.js';

/** @typedef {import('../../../client/static/js/model/types.js').Role} Role */

/** The mutual section of a set. @param {any} document */
const curiousIn = (document) => document.sections.find((/** @type {any} */ { id }) => id === 'curious');

/** @param {Role} role @param {import('../../../client/static/js/model/types.js').Answers} answers */
function wanted(role, answers) {
  const document = everyKind();
  return [...wantedOf(document, curiousIn(document), role, answers)].sort();
}

test('they are those of the document, in its order', () => {
  const document = everyKind();
  assert.deepEqual(sharedIds(document, curiousIn(document)), [
    'rope/a-to-b', 'rope/b-to-a', 'scarf', 'story', 'letter/a-to-b', 'letter/b-to-a',
  ]);
});

test("my give is my partner's receive", () => {
  const answers = said({ tied: { 'rope/give': { level: 'yes' }, scarf: { level: 'curious' } } });
  assert.deepEqual(wanted('A', answers), ['rope/a-to-b', 'scarf']);
  assert.deepEqual(wanted('B', answers), ['rope/b-to-a', 'scarf']);
  assert.equal(actOf('rope/a-to-b', 'A').direction, 'give');
  assert.equal(actOf('rope/a-to-b', 'B').direction, 'receive');
});

test('one’s own marks are those of what one wants', () => {
  const document = everyKind();
  const answers = said({ tied: { 'rope/give': { level: 'yes' }, scarf: { level: 'curious' } }, 'told-stories': { story: { level: 'curious' } } });
  assert.deepEqual(curiousOf(document, curiousIn(document), 'A', answers), ['scarf', 'story']);
  assert.deepEqual(curiousOf(document, curiousIn(document), 'A', { ...answers, skip: ['tied'] }), ['story']);
});

test('every other answer and a skipped area are no interest', () => {
  const answers = said(
    {
      tied: { 'rope/give': { level: 'not-now' }, 'rope/receive': { level: 'not-sure' } },
      'told-stories': { story: { level: 'yes' } },
    },
    { skip: ['told-stories'] },
  );
  assert.deepEqual(wanted('A', answers), []);
});

const ITEM = { id: 'rope', label: { en: 'Rope' }, direction: false };

/** @type {[string, 'section' | 'question', { [field: string]: unknown }][]} */
const IMPROPER = [
  ['levels with a limit', 'question', { levels: 'activity' }],
  ['levels of experience', 'question', { levels: 'experience' }],
  ['a condition', 'question', { condition: true }],
  ['a text', 'question', { kind: 'text' }],
  ['the same item twice', 'question', { items: [ITEM, ITEM] }],
  ['more than 64 ids', 'question', { items: Array.from({ length: 62 }, (_, n) => ({ ...ITEM, id: `i${n}` })) }],
  ['no questions', 'section', { questions: [] }],
  ['another reveal', 'section', { reveal: 'both' }],
];

for (const [name, where, change] of IMPROPER) {
  test(`what may not be asked there is not sealed, whatever the hub has let through: ${name}`, () => {
    const document = everyKind();
    const section = curiousIn(document);
    Object.assign(where === 'section' ? section : section.questions[0], change);
    assert.equal(sharedIds(document, section), null);
  });
}
