/** Where two people stand by what was opened, as the phones work it out. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { standsIn } from '../../../client/static/js/model/precedence.js';
import { standing } from '../../../client/static/js/model/standing.js';
import { said } from '../support/answers.js';
import { vectors } from '../support/files.js';
import { CASES, expected, standings, turned } from '../support/standing.js';

/** @typedef {import('../../../client/static/js/model/types.js').Answers} Answers */
/** @typedef {{ section: string, mine: Answers, theirs: Answers }} Opened */

const { document: DOCUMENT } = vectors('answers.json');

/**
 * Where the two stand by one round each of some sections.
 *
 * @param {any} document
 * @param {Opened[]} opened
 */
function stand(document, ...opened) {
  const sections = opened.map(({ section, mine, theirs }) =>
    ({ section, rounds: [{ mine, theirs }], newest: { mine, theirs } }));
  const chapters = [{ document, sections, matched: [], notices: { mine: [], theirs: [] }, settled: [] }];
  const [whole] = standing(chapters, standsIn(chapters));
  assert(whole);
  return whole;
}

/**
 * The sample document, where each named question of the first section feeds a part, and a section that asks of the items again.
 *
 * @param {{ [question: string]: string }} [gather]
 */
function gathered(gather = {}) {
  const { document } = vectors('answers.json');
  const [first] = document.sections;
  for (const question of first.questions) if (question.id in gather) question.gather = gather[question.id];
  document.sections.push({ ...first, id: 'again', questions: [first.questions[4]] });
  return document;
}

test('nothing opened is nothing gathered', () => {
  const ofEach = { mine: [], theirs: [], both: [] };
  assert.deepEqual(stand(DOCUMENT), {
    settledWords: [], final: [], shared: [], curious: [], conditions: [], limits: ofEach, stopSignals: ofEach,
    aftercare: ofEach, checkIn: ofEach, help: ofEach, plan: ofEach, back: [], open: [],
  });
});

test('each part is fed by the questions that name it', () => {
  const document = gathered({ words: 'stop-signals', one: 'aftercare', some: 'check-in', pace: 'shared' });
  const mine = said({ words: 'Red', one: 'left', some: ['a'], pace: 2 });
  const theirs = said({ words: 'Pear', one: 'left', some: ['a', 'b'], pace: 2 });
  const found = stand(document, { section: 'all', mine, theirs });
  assert.deepEqual(found.stopSignals.mine.map(({ text }) => text), ['Red']);
  assert.deepEqual(found.stopSignals.theirs.map(({ text }) => text), ['Pear']);
  assert.deepEqual(found.aftercare.mine, [{ section: 'all', question: 'one', who: 'mine', options: ['left'] }]);
  assert.deepEqual(found.checkIn.theirs[0]?.options, ['a', 'b']);
  assert.deepEqual(found.shared, [{ section: 'all', question: 'pace', who: 'both', value: 2 }]);
});

test('two steps beside each other are shared as they were said', () => {
  const found = stand(gathered({ pace: 'shared' }), { section: 'all', mine: said({ pace: 2 }), theirs: said({ pace: 3 }) });
  assert.deepEqual(found.shared.map(({ who, value }) => [who, value]), [['mine', 2], ['theirs', 3]]);
});

test('common options are shared, and wishes stand beside each other', () => {
  const mine = said({ words: 'calm', some: ['a', 'b'] });
  const theirs = said({ words: 'wild', some: ['b', 'c'] });
  const found = stand(gathered({ words: 'shared', some: 'shared' }), { section: 'all', mine, theirs });
  assert.deepEqual(found.shared.map(({ who, text, options }) => [who, text, options]), [
    ['mine', 'calm', undefined], ['theirs', 'wild', undefined], ['both', undefined, ['b']],
  ]);
});

test('a yes with a condition is shared with its condition', () => {
  const mine = said({ things: { 'rope/receive': { level: 'only-if', if: 'loose' } } });
  const theirs = said({ things: { 'rope/give': { level: 'yes' } } });
  const found = stand(gathered(), { section: 'all', mine, theirs });
  assert.deepEqual(found.shared.map(({ item, direction }) => [item, direction]), [['rope', 'receive']]);
  assert.deepEqual(found.conditions.map(({ who, text, direction }) => [who, text, direction]), [['mine', 'loose', 'receive']]);
});

test("limits of each are gathered whatever the question feeds, and words of one's own stand first", () => {
  const mine = said({ things: { ice: { level: 'hard-limit' }, 'rope/give': { level: 'not-now' } } });
  const theirs = said({ things: { 'rope/receive': { level: 'fantasy-only' } } });
  const words = { section: 'other', mine: said({ limits: 'no photos' }), theirs: said() };
  const found = stand(DOCUMENT, { section: 'all', mine, theirs }, words);
  assert.deepEqual(found.limits.mine.map(({ item, means, text }) => [item, means, text]), [
    [undefined, undefined, 'no photos'], ['rope', 'not-now', undefined], ['ice', 'limit', undefined],
  ]);
  assert.deepEqual(found.limits.theirs.map(({ item, direction, means }) => [item, direction, means]), [['rope', 'give', 'fantasy']]);
  assert.deepEqual(found.shared, []);
});

for (const who of /** @type {const} */ (['mine', 'theirs'])) {
  for (const order of [['all', 'again'], ['again', 'all']]) {
    test(`a limit of ${who} in the round of ${order.join(', then ')} wins over a yes elsewhere`, () => {
      const willing = said({ things: { ice: { level: 'only-if', if: 'brief' } } });
      const limit = said({ things: { ice: { level: 'hard-limit' } } });
      const both = { mine: willing, theirs: willing };
      const rounds = order.map((section) =>
        (section === 'all' ? { section, ...both } : { section, ...both, [who]: limit }));
      const found = stand(gathered(), ...rounds);
      assert.deepEqual(found.shared, []);
      assert.deepEqual(found.conditions, []);
      assert.deepEqual(found.limits[who].map(({ item }) => item), ['ice']);
    });
  }
}

test('a limit in one direction leaves the other', () => {
  const mine = said({ things: { 'rope/give': { level: 'yes' }, 'rope/receive': { level: 'hard-limit' } } });
  const theirs = said({ things: { 'rope/receive': { level: 'yes' }, 'rope/give': { level: 'yes' } } });
  const found = stand(gathered(), { section: 'all', mine, theirs });
  assert.deepEqual(found.shared.map(({ item, direction }) => [item, direction]), [['rope', 'give']]);
});

test('open points are what to talk about, first things first', () => {
  const mine = said({ one: 'left', pace: 1, things: { ice: { level: 'not-sure' } } }, { talk: ['words'], first: ['pace'] });
  const theirs = said({ one: 'right', pace: 1 }, { first: ['some'] });
  const found = stand(gathered({ one: 'shared', pace: 'shared' }), { section: 'all', mine, theirs });
  assert.deepEqual(found.open.map(({ question, item, reason, first }) => [question, item, reason, first]), [
    ['some', undefined, 'first', true],
    ['pace', undefined, 'first', true],
    ['words', undefined, 'talk', false],
    ['one', undefined, 'different', false],
    ['things', 'ice', 'talk', false],
  ]);
});

test('what never leaves the phone is never gathered', () => {
  const document = gathered({ words: 'shared' });
  document.sections[0].reveal = 'never';
  const found = stand(document, { section: 'all', mine: said({ words: 'mine' }), theirs: said({}, { talk: ['words'] }) });
  assert.deepEqual(found.shared, []);
});

for (const each of CASES) {
  for (const [side, given] of /** @type {const} */ ([['one side', each], ['the other', turned(each)]])) {
    test(`whose word stands, from ${side}: ${each.name}`, () => {
      assert.deepEqual(standings([given]).map(expected), [expected(given)]);
    });
  }
}
