/** How two people's answers to one question meet, as the phones work it out. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alignQuestion } from '../../../client/static/js/model/alignment.js';
import { said } from '../support/answers.js';
import { vectors } from '../support/files.js';

/** @typedef {import('../../../client/static/js/model/types.js').Answers} Answers */

const { document: DOCUMENT } = vectors('answers.json');
const QUESTIONS = DOCUMENT.sections.flatMap((/** @type {any} */ section) => section.questions);

/** @param {string} question @param {Answers | null} mine @param {Answers | null} theirs */
function align(question, mine, theirs) {
  const asked = QUESTIONS.find((/** @type {any} */ each) => each.id === question);
  return alignQuestion(asked, DOCUMENT, mine, theirs);
}

/** @type {[string, unknown, unknown, string][]} */
const ANSWERS = [
  ['one', 'left', 'left', 'both'],
  ['one', 'left', 'right', 'different'],
  ['one', 'left', null, 'one-sided'],
  ['one', null, null, 'none'],
  ['one', 'unsure', 'left', 'talk'],
  ['one', null, 'unsure', 'talk'],
  ['some', ['a', 'b'], ['b'], 'partly'],
  ['some', ['a', 'b'], ['b', 'a'], 'both'],
  ['some', ['a'], ['b', 'c'], 'different'],
  ['some', ['a'], null, 'one-sided'],
  ['pace', 2, 3, 'both'],
  ['pace', 4, 3, 'both'],
  ['pace', 2, 4, 'different'],
  ['pace', 2, null, 'one-sided'],
  ['words', 'a', 'a', 'none'],
  ['words', 'a', null, 'none'],
  ['limits', 'a', null, 'limit'],
  ['limits', null, 'a', 'limit'],
  ['limits', null, null, 'none'],
];

for (const [question, mine, theirs, state] of ANSWERS) {
  test(`${question}: ${JSON.stringify(mine)} and ${JSON.stringify(theirs)} are ${state}`, () => {
    const left = said(mine === null ? {} : { [question]: mine });
    const right = said(theirs === null ? {} : { [question]: theirs });
    assert.equal(align(question, left, right).state, state);
    assert.equal(align(question, right, left).state, state);
  });
}

for (const question of ['words', 'one', 'some', 'pace', 'things', 'limits']) {
  test(`a wish to talk by either is what counts: ${question}`, () => {
    const talk = said({}, { talk: [question] });
    const [one, other] = [align(question, talk, said()), align(question, null, talk)];
    assert.deepEqual([one.state, one.talk, other.state, other.talk], ['talk', 'mine', 'talk', 'theirs']);
  });
}

test('a limit that is also to be talked about stays a limit', () => {
  const { state, talk, limit } = align('limits', said({ limits: 'no photos' }, { talk: ['limits'] }), said());
  assert.deepEqual([state, talk, limit], ['limit', 'mine', true]);
});

test('the common options are listed', () => {
  assert.deepEqual(align('some', said({ some: ['c', 'a'] }), said({ some: ['a', 'b'] })).common, ['a']);
  assert.deepEqual(align('some', said({ some: ['c'] }), said()).common, []);
});

/** @type {[string, string | null, string][]} */
const LISTS = [
  ['yes', 'yes', 'both'],
  ['curious', 'curious', 'talk'],
  ['only-if', 'yes', 'talk'],
  ['not-now', 'yes', 'limit'],
  ['not-sure', null, 'talk'],
  ['yes', null, 'none'],
  ['hard-limit', 'not-sure', 'limit'],
];

for (const [mine, theirs, state] of LISTS) {
  test(`a list with ${mine} and ${theirs} is ${state}`, () => {
    const left = said({ things: { ice: { level: mine } } });
    const right = theirs === null ? said() : said({ things: { ice: { level: theirs } } });
    for (const found of [align('things', left, right), align('things', right, left)]) assert.equal(found.state, state);
  });
}

test('a list is told by its weightiest row', () => {
  const yes = { level: 'yes' };
  const mine = said({ things: { ice: yes, 'rope/give': { level: 'not-sure' }, 'rope/receive': { level: 'hard-limit' } } });
  const theirs = said({ things: { ice: yes, 'rope/receive': yes } });
  assert.equal(align('things', mine, theirs).state, 'limit');
});

test('to give meets to receive', () => {
  const mine = said({ things: { 'rope/give': { level: 'yes' }, 'rope/receive': { level: 'hard-limit' } } });
  const theirs = said({
    things: { 'rope/receive': { level: 'only-if', if: 'loose' }, 'rope/give': { level: 'yes' } },
  });
  assert.deepEqual(align('things', mine, theirs).rows, [
    {
      item: 'rope',
      direction: 'give',
      mine: { level: 'yes' },
      theirs: { level: 'only-if', if: 'loose' },
      outcome: { group: 'condition', outcome: 'condition', who: 'theirs' },
      conditions: [{ who: 'theirs', text: 'loose' }],
      risk: null,
      experience: [],
    },
    {
      item: 'rope',
      direction: 'receive',
      mine: { level: 'hard-limit' },
      theirs: { level: 'yes' },
      outcome: { group: 'not-this-time', outcome: 'limit', who: 'mine' },
      conditions: [],
      risk: null,
      experience: [],
    },
  ]);
});

test('experience is shown and never compared', () => {
  const mine = said({ done: { 'rope/give': { level: 'much' } } });
  const { state, rows } = align('done', mine, said({ done: { 'rope/receive': { level: 'never' } } }));
  assert.equal(state, 'none');
  assert.deepEqual(rows?.map((row) => [row.outcome.outcome, row.theirs]), [['none', { level: 'never' }]]);
});
