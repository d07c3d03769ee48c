/** What the scene card calls a question, in a few words. */

import { pick, t } from '../i18n.js';

/** @typedef {import('../model/types.js').Question} Question */

/** What ends like this needs no colon before what was said to it. */
const SENTENCE = /[?!.:…]$/;
/** The questions that the card has a few words of its own for; any other is named by its prompt. */
const NAMED = [
  'sexual', 'plan-strength', 'going-quiet', 'not-all-right', 'at-a-stop', 'hard-limits', 'new-limits', 'alcohol-drugs', 'no-touch',
  'words-scenarios', 'pictures', 'traces', 'triggers', 'sore-places', 'not-for-now', 'body', 'body-details', 'communicate', 'dressed',
  'medication', 'in-emergency', 'marks', 'needs-after', 'not-after', 'care-length',
  'need-now', 'can-give-now', 'distance', 'only-if', 'triggers-new', 'earshot', 'never-while', 'screenshots', 'never-shown', 'task-limits',
  'task-told', 'no-answer', 'line-drops', 'beside-you', 'state-today', 'conditions-now', 'changed-words', 'never-follows', 'never-part',
  'not-before', 'health-now',
];

/** Names a question. @param {string} id @param {Question | undefined} question @returns {string} its prompt, where there is no shorter name */
export const cardName = (id, question) => (NAMED.includes(id) ? t(`card.about.${id}`) : pick(question?.prompt));

/** Tells whether a name is a sentence of its own. @param {string} name @returns {boolean} */
export const isSentence = (name) => SENTENCE.test(name);

/** Puts a colon behind a name, where it needs one. @param {string} name @returns {string} */
export const labelled = (name) => (isSentence(name) ? name : `${name}:`);
