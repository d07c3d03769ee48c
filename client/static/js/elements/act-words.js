/** An act in one direction, as a sentence to whoever reads it; on paper, with the two named by their seats. */

import { t } from '../i18n.js';
import { actWords } from './outcome-words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/alignment.js').Direction} Direction */

/**
 * Words an act.
 * @param {Document} document
 * @param {{ question: string, item?: string, direction?: Direction }} act from the side of seat A
 * @param {Role | null} role of whoever reads it; null: for both, on paper
 * @returns {string} the id of an item that the document does not have
 */
export function actSentence(document, { question: id, item: named = '', direction = null }, role) {
  const question = document.sections.flatMap(({ questions }) => questions).find((each) => each.id === id);
  if (!question) return named;
  if (direction !== null && role === null) {
    const person = t(direction === 'give' ? 'person.1' : 'person.2');
    return t('item.person', { item: actWords(question, { item: named, direction: null }), person });
  }
  const own = direction === null ? null : (direction === 'give') === (role === 'A') ? 'give' : 'receive';
  return actWords(question, { item: named, direction: own });
}

/** Puts acts into one line: their labels have commas of their own. @param {string[]} texts @returns {string[]} with dots between them */
export const dotted = (texts) => texts.flatMap((text, at) => (at === 0 ? [text] : ['\u00a0· ', text]));
