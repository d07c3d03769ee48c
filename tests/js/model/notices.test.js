/** What a person should not miss, and by what name this phone knows that it was seen. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { namesIn, noticesIn, roomAt } from '../../../client/static/js/model/notices.js';

/** @param {string} id @param {string} state @param {number} [round] */
const section = (id, state, round = 1) => ({ id, state, round });

/** @param {string} qhash @param {any[]} sections @param {string[]} [theirs] */
const chapter = (qhash, sections, theirs = []) => ({ qhash, sections, notices: { mine: [], theirs } });

/** @param {...any} chapters @returns {any} */
const viewOf = (...chapters) => ({ chapters });

/** @param {'me' | 'them'} by @param {string[]} withdraw @param {Record<string, string>} [limit] */
const taken = (by, withdraw, limit = {}) => ({ by, withdraw, limit });

test('an opening is noticed once for each round, in the room that the hub draws for it', () => {
  const view = viewOf(chapter('Q', [section('limits', 'opened', 2), section('plan', 'sealed')]), chapter('R', [section('limits', 'opened')]));
  const opened = noticesIn(view, () => []).filter(({ kind }) => kind === 'opened');
  assert.deepEqual(opened.map(({ name, room }) => [name, room]), [
    ['opened/Q/limits/2', 'section-limits'], ['opened/R/limits/1', 'chapter-2-section-limits'],
  ]);
  assert.equal(roomAt(1, 'limits'), 'chapter-2-section-limits');
});

test('questions are noticed when they were added, and those of the beginning are not', () => {
  const added = noticesIn(viewOf(chapter('Q', []), chapter('R', [])), () => []);
  assert.deepEqual(added.map(({ name, kind }) => [name, kind]), [['added/R', 'added']]);
});

test('only what the partner takes away is noticed, with the acts that it is about', () => {
  const all = { Q: [taken('me', ['a']), taken('them', [], { 'b/give': 'limit', 'b/receive': 'limit' }), taken('them', ['c/give'])] };
  const found = noticesIn(viewOf(chapter('Q', [])), (qhash) => all[/** @type {'Q'} */ (qhash)]);
  assert.deepEqual(found.map(({ name, kind, items }) => [name, kind, items]), [
    ['taken/Q/0', 'limit', ['b', 'b']], ['taken/Q/1', 'back', ['c']],
  ]);
});

test('everything in a view has its name before it can be read', () => {
  const view = viewOf(chapter('Q', [section('limits', 'opened')], ['one', 'two']), chapter('R', []));
  assert.deepEqual(namesIn(view), ['opened/Q/limits/1', 'taken/Q/0', 'taken/Q/1', 'added/R']);
});
