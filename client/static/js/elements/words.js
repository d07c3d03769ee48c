/**
 * Answers in words, for looking back over them, for opened sections, for where we stand and for the scene card; and whether one
 * is that of the last time.
 */

import { pick, t } from '../i18n.js';
import { h, paragraphs } from '../ui/dom.js';
import { isBlank, itemSides } from './answer-keys.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {NonNullable<import('../model/types.js').Question['items']>[number]} Item */
/** @typedef {import('../model/types.js').QuestionSet['scales'][string][number]} Level */
/** @typedef {import('./draft.js').Answer} Answer */
/** @typedef {import('./draft.js').ItemAnswer} ItemAnswer */

/** @typedef {import('../storage/last-time.js').Since} Since */

/** Tells whether what is asked ends like a sentence. @param {string} what @returns {boolean} */
export const isSentence = (what) => /[?!.:…]$/.test(what);

/** Puts a colon after what is named before what was said to it; a sentence needs none. @param {string} what @returns {string} */
export const withColon = (what) => (isSentence(what) ? what : `${what}:`);

/** Lists the levels of a question. @param {Document} document @param {Question} question @returns {Level[]} */
export const levelsOf = (document, question) => document.scales[question.levels ?? ''] ?? [];

/** @param {Document} document @param {Question} question @param {string} id @returns {Level | undefined} */
const levelOf = (document, question, id) => levelsOf(document, question).find((level) => level.id === id);

/**
 * Tells whether a level asks for a condition.
 * @param {Document} document
 * @param {Question} question
 * @param {string} level
 * @returns {boolean}
 */
export const asksCondition = (document, question, level) =>
  question.condition === true && levelOf(document, question, level)?.means === 'condition';

/**
 * Finds a section of a document.
 * @param {Document} document
 * @param {string} id
 * @returns {import('../model/types.js').Section | undefined}
 */
export const sectionIn = (document, id) => document.sections.find((section) => section.id === id);

/**
 * Words an item.
 * @param {Item} item
 * @param {'give' | 'receive' | 'both' | null} side
 * @returns {string}
 */
export const itemName = (item, side) =>
  side === null ? pick(item.label) : t(`item.${side}`, { item: pick(item.label) });

/** Words a level. @param {Document} document @param {Question} question @param {ItemAnswer} answer @returns {string} */
export function levelWords(document, question, answer) {
  const level = levelOf(document, question, answer.level);
  const label = level ? pick(level.label) : answer.level;
  return answer.if ? t('item.condition', { level: label, condition: answer.if }) : label;
}

/**
 * Words an answer.
 * @param {Document} document
 * @param {Question} question
 * @param {Answer | undefined} answer
 * @returns {string[]} one line an option or item; texts whole; empty when blank
 */
export function inWords(document, question, answer) {
  if (answer === undefined || isBlank(answer)) return [];
  if (typeof answer === 'number') return [scaleWords(question, answer)];
  if (Array.isArray(answer)) return answer.map((id) => optionWords(question, id));
  if (typeof answer === 'string') return [question.kind === 'text' ? answer : optionWords(question, answer)];
  return itemSides(question).flatMap(({ key, item, side }) => {
    const given = answer[key];
    return given ? [t('item.line', { item: itemName(item, side), level: levelWords(document, question, given) })] : [];
  });
}

/**
 * Words an answer in one line. Many options hold a comma of their own, so that a semicolon parts them, as in the terminal.
 * @param {Document} document
 * @param {Question} question
 * @param {any} answer
 * @returns {string}
 */
export const inOneLine = (document, question, answer) => inWords(document, question, answer).join('; ');

/** Words an option. @param {Question} question @param {string} id @returns {string} */
export function optionWords(question, id) {
  const option = (question.options ?? []).find((each) => each.id === id);
  return option ? pick(option.label) : id;
}

/** Words what the ends of a scale mean. @param {Question} question of the kind “scale” @returns {string} */
export const scaleEnds = ({ scale }) =>
  (scale ? t('scale.ends', { min: String(scale.min), max: String(scale.max), low: pick(scale.low), high: pick(scale.high) }) : '');

/** @param {Question} question @param {number} value @returns {string} */
const scaleWords = (question, value) => (question.scale ? t('scale.words', { value: String(value), ends: scaleEnds(question) }) : String(value));

/**
 * Draws an answer.
 * @param {Document} document
 * @param {Question} question
 * @param {Answer | undefined} answer
 * @param {boolean} skipped
 * @returns {HTMLElement} the answer as it is read; skipped and blank are said as the neutral things they are
 */
export function answerBlock(document, question, answer, skipped) {
  const lines = inWords(document, question, answer);
  if (lines.length === 0) return h('p', { class: 'hint' }, t(skipped ? 'answer.skipped' : 'answer.blank'));
  if (question.kind === 'text') return h('div', { class: 'written-block' }, paragraphs(lines[0] ?? ''));
  if (lines.length === 1 && question.kind !== 'items') return h('p', {}, lines[0]);
  return h('ul', { class: 'plain-list' }, lines.map((line) => h('li', question.kind === 'items' ? { dir: 'auto' } : {}, line)));
}

/**
 * Draws whether an answer has changed since the last time.
 * @param {Since | null} since null: there is no last time, or nothing to say of it
 * @returns {HTMLElement | null}
 */
export const sinceMark = (since) => (since === null ? null : h('span', { class: 'tag', 'data-since': since }, t(`since.${since}`)));

/** Draws the same as a tag. @param {Since | null} since @returns {HTMLElement | null} in a line of its own */
export const sinceTag = (since) => (since === null ? null : h('p', {}, sinceMark(since)));
