/**
 * Answers in words, for looking back over them, for opened sections, for where we stand and for the scene card.
 */

import { pick, t } from '../i18n.js';
import { h, paragraphs } from '../ui/dom.js';
import { isBlank, itemKeys } from './draft.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {NonNullable<import('../model/types.js').Question['items']>[number]} Item */
/** @typedef {import('../model/types.js').QuestionSet['scales'][string][number]} Level */
/** @typedef {import('./draft.js').Answer} Answer */
/** @typedef {import('./draft.js').ItemAnswer} ItemAnswer */

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

/** Words an item. @param {Item} item @param {'give' | 'receive' | null} side @returns {string} */
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
  return itemLines(document, question, answer).map(({ line }) => line);
}

/**
 * @param {Document} document @param {Question} question a list of items @param {Record<string, ItemAnswer>} answer
 * @returns {{ item: Item, line: string }[]}
 */
const itemLines = (document, question, answer) =>
  itemKeys(question).flatMap(({ key, item, side }) => {
    const given = answer[key];
    return given ? [{ item, line: t('item.line', { item: itemName(item, side), level: levelWords(document, question, given) }) }] : [];
  });

/** Words an option. @param {Question} question @param {string} id @returns {string} */
export function optionWords(question, id) {
  const option = (question.options ?? []).find((each) => each.id === id);
  return option ? pick(option.label) : id;
}

/** @param {Question} question @param {number} value @returns {string} */
function scaleWords(question, value) {
  const scale = question.scale;
  if (!scale) return String(value);
  const low = pick(scale.low);
  const high = pick(scale.high);
  return t('scale.words', { value: String(value), min: String(scale.min), max: String(scale.max), low, high });
}

/**
 * Draws an answer.
 * @param {Document} document
 * @param {Question} question
 * @param {Answer | undefined} answer
 * @param {boolean} skipped
 * @param {(item: Item) => HTMLElement | null} [tag] what stands behind an item
 * @returns {HTMLElement} the answer as it is read; skipped and blank are said as the neutral things they are
 */
export function answerBlock(document, question, answer, skipped, tag = () => null) {
  const lines = inWords(document, question, answer);
  if (lines.length === 0) return h('p', { class: 'hint' }, t(skipped ? 'answer.skipped' : 'answer.blank'));
  if (question.kind === 'text') return h('div', { class: 'written-block' }, paragraphs(lines[0] ?? ''));
  if (lines.length === 1 && question.kind !== 'items') return h('p', {}, lines[0]);
  const rows = typeof answer === 'object' && !Array.isArray(answer)
    ? itemLines(document, question, answer).map(({ item, line }) => h('li', {}, line, ' ', tag(item)))
    : lines.map((line) => h('li', {}, line));
  return h('ul', { class: 'plain-list' }, rows);
}
