/**
 * What one said the last time, beside what one is writing now: it comes out of a file that this phone has read, is kept in
 * this tab with the drafts, and goes when the section is sealed.
 */

import { itemKeys } from '../model/answers.js';
import * as drafts from './drafts.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {'same' | 'changed' | 'new'} Since */
/** @typedef {import('../model/kept-file.js').Left} Left */
/** @typedef {NonNullable<Question['items']>[number]} Item */
/** @typedef {{ answers: Answers, asked: string[], items: string[], left: Left[] }} LastTime `asked`: ids of the questions that
 *   were asked then, `items`: of the items; `left`: what had an answer then that does not fit the questions of now */
/** @typedef {{ chapter: string, section: string, last: LastTime, draft: boolean }} Filling `draft`: its answers become the
 *   draft, too */

const MARKS = /** @type {const} */ (['skip', 'talk', 'first']);

/** A file fills in sections that nobody has answered. */
const FIRST_ROUND = 1;

let count = 0;

/**
 * Counts how often drafts were filled in.
 * @returns {number} how often drafts were filled in on this page: whoever shows one reads it again after that
 */
export const timesFilled = () => count;

/**
 * Stores what a file has for sections that are not answered yet.
 * @param {string} id of the conversation
 * @param {Filling[]} fillings
 */
export function fillIn(id, fillings) {
  for (const { chapter, section, last, draft } of fillings) {
    drafts.saveLastTime(id, chapter, section, FIRST_ROUND, last);
    if (draft) drafts.save(id, chapter, section, FIRST_ROUND, last.answers);
  }
  count += 1;
}

/**
 * Compares an answer with the one of the last time.
 * @param {LastTime} last
 * @param {Answers} now both without what is blank
 * @param {Question} question
 * @param {Item[]} [items] that are looked at; all of them unless told
 * @returns {Since} an item that is new says so itself: beside others it changes nothing in what was said
 */
export function since(last, now, question, items = question.items ?? []) {
  if (!last.asked.includes(question.id)) return 'new';
  if (question.kind !== 'items') {
    if (last.left.some((left) => left.question === question.id)) return 'new';
    return marks(last.answers, question) + comparable(last.answers, question) === marks(now, question) + comparable(now, question)
      ? 'same' : 'changed';
  }
  const each = items.map((item) => sinceItem(last, now, question, item)).filter((one) => one !== 'new');
  if (each.length === 0 && items.length > 0) return 'new';
  return each.includes('changed') || marks(last.answers, question) !== marks(now, question) ? 'changed' : 'same';
}

/**
 * Compares an item with the last time.
 * @param {LastTime} last
 * @param {Answers} now
 * @param {Question} question
 * @param {Item} item one of its own
 * @returns {Since}
 */
export function sinceItem(last, now, question, item) {
  const keys = itemKeys(item);
  const left = last.left.some(({ question: id, key }) => id === question.id && key !== null && keys.includes(key));
  if (left || !last.asked.includes(question.id) || !last.items.includes(item.id)) return 'new';
  const rows = (/** @type {Answers} */ { answers }) =>
    JSON.stringify(keys.map((key) => [answers[question.id]?.[key]?.level ?? null, answers[question.id]?.[key]?.if ?? null]));
  return rows(last.answers) === rows(now) ? 'same' : 'changed';
}

/** @param {Answers} answers @param {Question} question @returns {string} */
const marks = (answers, { id }) => JSON.stringify(MARKS.map((mark) => answers[mark].includes(id)));

/** @param {Answers} answers @param {Question} question no list of items @returns {string} what can be compared */
function comparable({ answers }, { id }) {
  const answer = answers[id];
  // Which comes first in a list of options says nothing.
  return JSON.stringify(Array.isArray(answer) ? [...answer].sort() : (answer ?? null));
}
