/**
 * Answers that are for oneself alone (`reveal: never`): in this page's memory and in nothing that is stored, sent or kept in
 * a file. Only where the page itself gives way to the same one, in another language or under another lock, do they come
 * along, in this tab's storage, and the next page removes them from there before anything else.
 */

import { noAnswers } from '../model/answers.js';
import * as drafts from './drafts.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */

/** @type {Map<string, Answers>} */
let answers = new Map();

/** @param {string} chapter @param {string} section */
const keyOf = (chapter, section) => `${chapter}/${section}`;

/**
 * Lists the sections that are for oneself alone.
 * @param {QuestionSet | null} document
 * @returns {import('../model/types.js').Section[]} its sections that never leave the phone
 */
export const privateSections = (document) => (document?.sections ?? []).filter(({ reveal }) => reveal === 'never');

/** Reads the answers of such a section. @param {string} chapter @param {string} section @returns {Answers} */
export const privateAnswers = (chapter, section) => answers.get(keyOf(chapter, section)) ?? noAnswers();

/** Keeps the answers of such a section, in memory. @param {string} chapter @param {string} section @param {Answers} given */
export const keepPrivate = (chapter, section, given) => answers.set(keyOf(chapter, section), given);

/** Stores the private answers in this tab, as this page is about to give way. @param {string} id of the conversation */
export function storePrivate(id) {
  if (answers.size > 0) drafts.savePrivate(id, [...answers]);
}

/** Restores the private answers of the page before this one. @param {string} id of the conversation */
export function restorePrivate(id) {
  answers = new Map(drafts.removePrivate(id));
}
