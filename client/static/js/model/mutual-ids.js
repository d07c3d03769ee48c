/**
 * What the two phones compare in a mutual section (docs/protocol.md, "Mutual sections"): its shared ids, what one's own
 * answers want of them, and what a shared id means from the reader's side. Pure.
 */

import { itemKeys } from './answers.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./types.js').Section} Section */
/** @typedef {import('./types.js').Role} Role */
/** @typedef {{ item: string, direction: import('./alignment.js').Direction }} Act from the reader's side */

const MOST = 64;
const WANTED = ['yes', 'curious'];
/** A limit must always reach the partner, and a condition would not: neither can be asked here. */
const ASKED = [...WANTED, 'not-now', 'unsure'];

/** @param {string} key an answer key @param {Role} role whose key it is @returns {string} */
function sharedId(key, role) {
  const [item, side] = key.split('/');
  if (side === undefined) return key;
  return `${item}/${(side === 'give') === (role === 'A') ? 'a-to-b' : 'b-to-a'}`;
}

/**
 * Turns a shared id into an act as its reader sees it.
 * @param {string} id a shared id
 * @param {Role} role the reader's
 * @returns {Act}
 */
export function actOf(id, role) {
  const [item = '', way] = id.split('/');
  if (way === undefined) return { item, direction: null };
  return { item, direction: (way === 'a-to-b') === (role === 'A') ? 'give' : 'receive' };
}

/** @param {QuestionSet} document @param {Question} question @returns {boolean} */
function isProper({ scales }, question) {
  if (question.kind === 'statement') return true;
  const levels = scales[question.levels ?? ''] ?? [];
  return question.kind === 'items' && question.condition !== true && levels.every(({ means }) => ASKED.includes(means));
}

/**
 * Lists what two people compare one by one in a mutual section.
 * @param {QuestionSet} document
 * @param {Section} section
 * @returns {string[] | null} in the order of the document, the same for both; null: not a section that may be mutual
 * Source: docs/protocol.md, "Mutual sections".
 */
export function sharedIds(document, section) {
  const items = section.questions.flatMap((question) => question.items ?? []);
  const ids = items.flatMap(({ id, direction }) => (direction ? [`${id}/a-to-b`, `${id}/b-to-a`] : [id]));
  const proper =
    section.reveal === 'mutual' &&
    section.questions.every((question) => isProper(document, question)) &&
    ids.length >= 1 && ids.length <= MOST && new Set(ids).size === ids.length;
  return proper ? ids : null;
}

/**
 * Picks the shared ids that one's own answers say yes to.
 * @param {QuestionSet} document
 * @param {Section} section
 * @param {Role} role one's own
 * @param {Answers} answers
 * @returns {Set<string>} of its shared ids; what is blank, skipped or answered in any other way is not among them
 * Source: docs/protocol.md, "Mutual sections".
 */
export function wantedOf(document, section, role, answers) {
  return new Set([...meaningsOf(document, section, role, answers)].filter(([, means]) => WANTED.includes(means)).map(([id]) => id));
}

/**
 * Picks the shared ids that one is curious about: a mark for oneself, which is never sent.
 * @param {QuestionSet} document
 * @param {Section} section
 * @param {Role} role one's own
 * @param {Answers} answers
 * @returns {string[]} of those that one wants
 */
export const curiousOf = (document, section, role, answers) =>
  [...meaningsOf(document, section, role, answers)].filter(([, means]) => means === 'curious').map(([id]) => id);

/**
 * @param {QuestionSet} document @param {Section} section @param {Role} role @param {Answers} answers
 * @returns {Map<string, string>} what was said to each shared id
 */
function meaningsOf(document, section, role, answers) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const question of section.questions) {
    if (answers.skip.includes(question.id)) continue;
    const levels = document.scales[question.levels ?? ''] ?? [];
    const given = answers.answers[question.id] ?? {};
    for (const key of (question.items ?? []).flatMap(itemKeys)) {
      const means = levels.find(({ id }) => id === given[key]?.level)?.means;
      if (means !== undefined) found.set(sharedId(key, role), means);
    }
  }
  return found;
}

/**
 * Names a round within a conversation.
 * @param {string} chapter
 * @param {string} section
 * @param {number} round
 * @returns {string} one asking of a section
 */
export const roundName = (chapter, section, round) => [chapter, section, round].join('/');
