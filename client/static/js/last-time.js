/**
 * What one said the last time, beside what one is writing now: it comes out of a file that this phone has read, is kept in
 * this tab with the drafts, and goes when the section is sealed.
 */

import { itemKeys } from './answers.js';
import * as drafts from './drafts.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./session.js').Conversation} Conversation */
/** @typedef {'same' | 'changed' | 'new'} Since */
/** @typedef {import('./kept-file.js').Left} Left */
/** @typedef {{ answers: Answers, asked: string[], left: Left[] }} LastTime `asked`: ids of the questions that were asked
 *   then; `left`: what had an answer then that does not fit the questions of now */
/** @typedef {{ chapter: string, section: string, last: LastTime, draft: boolean }} Filling `draft`: its answers become the
 *   draft, too */

const MARKS = /** @type {const} */ (['skip', 'talk', 'first']);

let count = 0;

/** @returns {number} how often drafts were filled in on this page: whoever shows one reads it again after that */
export const timesFilled = () => count;

/** @param {Conversation} conversation @param {Filling[]} fillings */
export function fillIn(conversation, fillings) {
  for (const { chapter, section, last, draft } of fillings) {
    drafts.saveLastTime(conversation.id, chapter, section, last);
    if (draft) conversation.saveDraft(section, last.answers, chapter);
  }
  count += 1;
  conversation.dispatchEvent(new Event('change'));
}

/**
 * @param {LastTime} last
 * @param {Answers} now both without what is blank
 * @param {Question} question
 * @param {string[]} [keys] of the items that are looked at; all of them unless told
 * @returns {Since}
 */
export function since(last, now, question, keys = (question.items ?? []).flatMap(itemKeys)) {
  if (!last.asked.includes(question.id)) return 'new';
  if (last.left.some((left) => left.question === question.id && (left.key === null || keys.includes(left.key)))) return 'new';
  return said(last.answers, question, keys) === said(now, question, keys) ? 'same' : 'changed';
}

/** @param {Answers} answers @param {Question} question @param {string[]} keys @returns {string} what can be compared */
function said(answers, question, keys) {
  const marks = MARKS.map((mark) => answers[mark].includes(question.id));
  const answer = answers.answers[question.id];
  if (question.kind === 'items') {
    return JSON.stringify([marks, keys.map((key) => [answer?.[key]?.level ?? null, answer?.[key]?.if ?? null])]);
  }
  // Which comes first in a list of options says nothing.
  return JSON.stringify([marks, Array.isArray(answer) ? [...answer].sort() : (answer ?? null)]);
}
