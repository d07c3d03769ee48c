/** What an opened section comes to, part by part: what is read first, what is folded, and that nothing of it is lost. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isSameBothWays, mutualParts, openedParts, sizeOf } from '../../../client/static/js/model/opened-parts.js';
import { standsIn } from '../../../client/static/js/model/precedence.js';
import { said } from '../support/answers.js';

/** @typedef {import('../../../client/static/js/model/opened-parts.js').Part} Part */

const LEVELS = [['no', 'limit'], ['not-now', 'not-now'], ['if', 'condition'], ['curious', 'curious'], ['yes', 'yes'], ['unsure', 'unsure'], ['open', 'open']];
/** @type {any} */
const DOCUMENT = {
  scales: {
    acts: LEVELS.map(([id, means]) => ({ id, label: { en: id }, means })),
    done: [{ id: 'some', label: { en: 'Some' }, means: 'plain' }],
  },
  sections: [{
    id: 'all', reveal: 'both', questions: [
      { id: 'acts', kind: 'items', align: 'levels', levels: 'acts', items: [{ id: 'rope', direction: true }, { id: 'ice', direction: false }] },
      { id: 'done', kind: 'items', align: 'none', levels: 'done', items: [{ id: 'care', direction: true }] },
      { id: 'never', kind: 'text', align: 'limit' },
      { id: 'stop-word', kind: 'text', align: 'none', gather: 'stop-signals' },
      { id: 'pace', kind: 'scale', align: 'near', counts: 'low', scale: { min: 1, max: 5 } },
      { id: 'kit', kind: 'choices', align: 'overlap', options: [{ id: 'key' }, { id: 'light' }] },
    ],
  }],
};
const QUESTIONS = DOCUMENT.sections[0].questions;
const NOTHING = standsIn([]);

/** @param {any} mine @param {any} theirs @param {any} [stands] @returns {Part[]} */
const parts = (mine, theirs, stands = NOTHING, clashing = new Map()) => openedParts(DOCUMENT, QUESTIONS, { mine, theirs }, stands, clashing);

/** @param {Part[]} all @returns {Record<string, string[]>} */
const byPart = (all) => Object.fromEntries(all.map(({ group, marks, wholes, acts }) => [group, [
  ...marks.map(({ question }) => `mark ${question.id}`),
  ...wholes.map(({ question }) => question.id),
  ...acts.map(({ item, ways }) => [item, ...ways.map(({ direction }) => direction)].join(' ').trim()),
]]));

/** @param {any} acts @returns {any} */
const onActs = (acts) => said({ acts: Object.fromEntries(Object.entries(acts).map(([key, level]) =>
  [key, level === 'if' ? { level, if: 'slowly' } : { level }])) });

test('parts are read in one order, and empty ones are left out', () => {
  const mine = said({ never: 'no', pace: 2, kit: ['key'] });
  const theirs = said({ never: 'none', pace: 5, kit: ['key'] });
  assert.deepEqual(byPart(parts(mine, theirs)), { talk: ['pace'], both: ['kit'], 'not-this-time': ['never'], none: ['acts', 'done', 'stop-word'] });
  assert.deepEqual(parts(mine, theirs).map(({ group }) => group), ['talk', 'both', 'not-this-time', 'none']);
  assert.deepEqual(parts(mine, theirs).map(sizeOf), [1, 1, 1, 3]);
});

test('an act has one row with both its directions, where the more open one stands', () => {
  const mine = onActs({ 'rope/give': 'yes', 'rope/receive': 'unsure', ice: 'yes' });
  const theirs = onActs({ 'rope/receive': 'yes', 'rope/give': 'yes', ice: 'if' });
  const { talk, both, condition } = byPart(parts(mine, theirs));
  assert.deepEqual([talk, both, condition], [['rope give receive'], undefined, ['ice']]);
});

test('a direction that is ruled out stands among what is ruled out too', () => {
  const mine = onActs({ 'rope/give': 'yes', 'rope/receive': 'no' });
  const theirs = onActs({ 'rope/receive': 'yes', 'rope/give': 'yes' });
  const { both, 'not-this-time': ruledOut } = byPart(parts(mine, theirs));
  assert.deepEqual([both, ruledOut], [['rope give receive'], ['rope receive']]);
});

test('what is a limit elsewhere, or was taken back, is ruled out here, whatever was said for it', () => {
  for (const [mine, theirs] of [['yes', 'yes'], ['curious', 'curious'], ['if', 'yes']]) {
    for (const stands of [
      { ...NOTHING, limits: [{ act: { item: 'ice', direction: null } }] },
      { ...NOTHING, back: [{ item: 'ice', direction: null }] },
    ]) {
      const [all] = [parts(onActs({ ice: mine }), onActs({ ice: theirs }), stands)];
      assert.deepEqual(byPart(all)['not-this-time'], ['ice'], `${mine} ${theirs}`);
      assert.equal(['talk', 'both', 'condition'].some((group) => group in byPart(all)), false);
    }
  }
});

test('what is unsettled elsewhere is to be talked about here', () => {
  const stands = { ...NOTHING, talk: [{ act: { item: 'ice', direction: null } }] };
  assert.deepEqual(byPart(parts(onActs({ ice: 'yes' }), onActs({ ice: 'yes' }), stands))['talk'], ['ice']);
});

test('no limit at all is no result', () => {
  assert.deepEqual(byPart(parts(onActs({ ice: 'open' }), onActs({ ice: 'open' })))['none']?.[0], 'acts');
  const { none } = byPart(parts(onActs({ ice: 'open', 'rope/give': 'yes' }), onActs({ ice: 'open' })));
  assert.deepEqual(none?.filter((each) => each === 'ice' || each === 'rope give'), ['rope give']);
});

test('a list that is compared with nothing keeps its rows together', () => {
  const { none } = byPart(parts(said({ done: { 'care/give': { level: 'some' } } }), said({ done: { 'care/give': { level: 'some' } } })));
  assert.equal(none?.includes('care give receive'), true);
});

test('a mark to talk about stands with what is to be talked about, and takes nothing from where the answer is', () => {
  const marked = { ...said({ never: 'no', acts: { ice: { level: 'no' } } }), talk: ['never', 'acts'] };
  const { talk, 'not-this-time': ruledOut } = byPart(parts(marked, said({})));
  assert.deepEqual(talk, ['mark acts', 'mark never']);
  assert.deepEqual(ruledOut, ['never', 'ice']);
});

test('stop words that differ are to be talked about; the same ones are not', () => {
  const answers = /** @type {const} */ ([said({ 'stop-word': 'red' }), said({ 'stop-word': 'pineapple' })]);
  assert.deepEqual(byPart(parts(...answers, NOTHING, new Map([['stop-word', 'stop']])))['talk'], ['stop-word']);
  assert.equal(byPart(parts(...answers))['talk'], undefined);
});

test('where one answer is missing and the narrowest stands, the two have to talk', () => {
  assert.deepEqual(byPart(parts(said({ pace: 1 }), said({})))['talk'], ['pace']);
  assert.equal(byPart(parts(said({ pace: 3 }), said({})))['talk'], undefined);
});

test('what is to be talked about first stands first in its part', () => {
  const mine = { ...said({ pace: 1, kit: ['key'] }), first: ['kit'] };
  assert.deepEqual(byPart(parts(mine, said({ pace: 5, kit: ['light'] })))['talk'], ['kit', 'pace']);
});

test('two directions come to the same only by the same words', () => {
  const [same] = parts(onActs({ 'rope/give': 'yes', 'rope/receive': 'yes' }), onActs({ 'rope/give': 'yes', 'rope/receive': 'yes' }));
  assert.equal(isSameBothWays(same?.acts[0]?.ways ?? []), true);
  const [limits] = parts(onActs({ 'rope/give': 'no', 'rope/receive': 'yes' }), onActs({ 'rope/give': 'no', 'rope/receive': 'yes' }));
  assert.equal(isSameBothWays(limits?.acts[0]?.ways ?? []), false);
  assert.equal(isSameBothWays([]), false);
});

test('of what both want, one’s own mark and what holds an act back decide where it stands', () => {
  const match = (/** @type {any} */ held, curious = false) => ({ held, curious });
  const [yes, mark, unsettled, limit, back] = [match(null), match(null, true), match('talk'), match('limit', true), match('back')];
  assert.deepEqual(mutualParts([limit, mark, yes, unsettled, back]), [
    { group: 'both', matches: [yes] },
    { group: 'talk', matches: [mark, unsettled] },
    { group: 'not-this-time', matches: [limit, back] },
  ]);
  assert.deepEqual(mutualParts([yes]).map(({ group }) => group), ['both']);
});
