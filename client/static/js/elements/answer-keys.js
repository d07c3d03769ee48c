/** What an answer holds: whether it says anything, and under which keys the items of a list are answered. Pure. */

import { itemKeys as answerKeys } from '../model/answers.js';

/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('./draft.js').Answer} Answer */
/** @typedef {import('./draft.js').Item} Item */
/** @typedef {{ key: string, side: 'give' | 'receive' | null }} Side */

/**
 * Lists the answer keys of an item.
 * @param {Item} item
 * @returns {Side[]} the keys under which an item is answered, and which direction each one is
 */
export const keysOf = (item) =>
  answerKeys(item).map((key) => ({ key, side: key.endsWith('/give') ? 'give' : key.endsWith('/receive') ? 'receive' : null }));

/** Lists the answer keys of all items of a question. @param {Question} question @returns {(Side & { item: Item })[]} */
export const itemSides = (question) =>
  (question.items ?? []).flatMap((item) => keysOf(item).map((side) => ({ ...side, item })));

/** Tells whether an answer says nothing. @param {Answer | undefined} answer @returns {boolean} */
export function isBlank(answer) {
  if (answer === undefined) return true;
  if (typeof answer === 'string') return answer.trim() === '';
  return typeof answer === 'object' && Object.keys(answer).length === 0;
}
