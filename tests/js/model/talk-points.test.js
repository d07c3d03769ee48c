/** The points that two people talk through: their order, and what makes another point of one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pointsOf } from '../support/outcomes.js';

const MINE = { talk: { answers: { words: 'Nothing on the neck.', acts: { ice: { level: 'limit' }, wax: { level: 'not-now' } }, 'stop-word': 'Red' } } };
const THEIRS = { talk: { answers: { words: 'No pictures.', 'stop-word': 'Mango', first: 'Tea' }, first: ['first'] } };

/** @param {import('../support/outcomes.js').Case} mine @param {import('../support/outcomes.js').Case} theirs */
const kinds = (mine, theirs) => pointsOf({ mine, theirs }).map(({ kind, who, question }) => [kind, who, question]);

test('limits come first, of one after the other, then what is open, and the stop signal last', () => {
  assert.deepEqual(kinds(MINE, THEIRS), [
    ['limits', 'A', 'acts'], ['limits', 'A', 'words'], ['limits', 'B', 'words'],
    ['open', null, 'stop-word'], ['ask', null, 'first'], ['signal', null, 'stop-word'],
  ]);
});

test('there is no point where nothing was said', () => {
  assert.deepEqual(pointsOf({ mine: {}, theirs: {} }), []);
});

test('what each would like to ask is one point, that shows the words of both', () => {
  const [mine, theirs] = [{ talk: { answers: { 'ask-you': 'Who taught you?' } } }, { talk: { answers: { 'ask-you': 'Why now?' } } }];
  assert.deepEqual(pointsOf({ mine, theirs }).map(({ kind, question, reason }) => [kind, question, reason]), [['ask', 'ask-you', 'asked']]);
});

test('limits that have changed are another point, and those of the other stay the same', () => {
  const changed = structuredClone(MINE);
  changed.talk.answers.words = 'Nothing on the neck, nor near it.';
  const names = (/** @type {import('../support/outcomes.js').Case} */ mine) =>
    pointsOf({ mine, theirs: THEIRS }).filter(({ question }) => question === 'words').map(({ id }) => id);
  const [before, after] = [names(MINE), names(changed)];
  assert(before[0] !== after[0]);
  assert.equal(before[1], after[1]);
});

test('an answer of either makes another point of what is open', () => {
  const named = (/** @type {string} */ word) =>
    pointsOf({ mine: MINE, theirs: { talk: { answers: { ...THEIRS.talk.answers, 'stop-word': word } } } })
      .find(({ kind }) => kind === 'open')?.id;
  assert(named('Mango') !== named('Mangos'));
});

const said = (/** @type {any} */ answers, /** @type {string[]} */ talk = []) => ({ talk: { answers, talk } });
const openers = (/** @type {any} */ mine, /** @type {any} */ theirs, before = /** @type {any[]} */ ([])) =>
  pointsOf({ mine, theirs, before }).filter(({ kind }) => kind !== 'limits').map(({ question, item, opener }) => [item ?? question, opener]);

test('two answers that differ begin with what would make it good', () => {
  assert.deepEqual(openers(said({ far: 'some' }), said({ far: 'all' })), [['far', 'open']]);
});

test('whoever is not sure, or was and has not answered since, is asked how they feel now', () => {
  const unsure = said({ acts: { ice: { level: 'unsure' } } });
  assert.deepEqual(openers(unsure, said({ acts: { ice: { level: 'yes' } } })), [['ice', 'again']]);
  assert.deepEqual(openers(said({}), said({}), [{ mine: unsure, theirs: said({}) }]), [['ice', 'again']]);
});

test('a mark asks what the other should know, and beside a limit nothing that could soften it', () => {
  assert.deepEqual(openers(said({ far: 'some' }), said({ far: 'some' }, ['far'])), [['far', 'ask']]);
  assert.deepEqual(openers(said({ places: ['neck'] }), said({}, ['places'])), [['places', 'final']]);
});

test('a final answer is no point, unless whoever gave it wants to talk', () => {
  assert.deepEqual(openers(said({ ending: 'over', tracking: 'none' }), said({ ending: 'as-now' }, ['ending'])), []);
  assert.deepEqual(openers(said({ ending: 'over' }, ['ending']), said({ ending: 'as-now' })), [['ending', 'final']]);
});

test('what should end is no condition: nobody asks what would make it fine', () => {
  assert.deepEqual(openers(said({ stops: 'The morning report' }), said({})), []);
});
