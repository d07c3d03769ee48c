/** What a file keeps of a section that was asked more than once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { carried } from '../../../client/static/js/model/carried.js';
import { said } from '../support/answers.js';
import { vectors } from '../support/files.js';

const { documents: { first: DOCUMENT } } = vectors('card.json');
/** @param {string} id */
const questionsOf = (id) => DOCUMENT.sections.find((/** @type {{ id: string }} */ section) => section.id === id).questions;
/** @param {{ [question: string]: unknown }} mine @param {{ [question: string]: unknown }} [theirs] */
const round = (mine, theirs = {}) => ({ mine: said(mine), theirs: said(theirs) });

test('a limit and a final answer of an earlier round go along, and a yes does not', () => {
  const list = { 'rope/give': { level: 'limit' }, 'rope/receive': { level: 'yes' }, wax: { level: 'not-now', if: 'in May' } };
  const { mine, theirs } = carried(DOCUMENT, questionsOf('acts'), [round({ list, 'must-not': 'no photos' }, { list }), round({}, { list: { wax: { level: 'yes' } } })]);
  assert.deepEqual(mine.answers, { list: { 'rope/give': { level: 'limit' }, wax: { level: 'not-now', if: 'in May' } }, 'must-not': 'no photos' });
  assert.deepEqual(theirs.answers, { list: { 'rope/give': { level: 'limit' }, wax: { level: 'yes' } } });
  const body = carried(DOCUMENT, questionsOf('body'), [round({ sexual: 'no', 'needs-after': 'tea' }), round({})]);
  assert.deepEqual(body.mine.answers, { sexual: 'no' });
});

test('the newest round stays as it is', () => {
  const newest = round({ list: { wax: { level: 'yes' } } }, { 'must-not': 'nothing more' });
  assert.deepEqual(carried(DOCUMENT, questionsOf('acts'), [newest]), newest);
});
