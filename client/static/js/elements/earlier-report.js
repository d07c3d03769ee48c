/** What was taken out of a file, and what was not: so that nobody takes a limit for said that was left out. */

import { pick, t } from '../i18n.js';
import { h, worded } from '../ui/dom.js';
import { itemSides } from './answer-keys.js';
import { itemName } from './words.js';

/** @typedef {import('./overture-earlier.js').Found} Found */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {{ id: string, name: import('../model/types.js').Text | null }} Limit `name`: of its act, where the file has it */

/**
 * Draws what was found in a file.
 * @param {Found[]} found
 * @param {Limit[]} limits one's own that have no line here
 * @param {boolean} replaced whether what was begun before has given way
 * @returns {(HTMLElement | null)[]}
 */
export function earlierReport(found, limits, replaced) {
  const titled = (/** @type {Found[]} */ some) => h('ul', {}, some.map(({ section }) => worded('li', {}, section.title)));
  const filled = found.filter(({ says, begun }) => says && (replaced || !begun));
  const kept = found.filter(({ begun }) => !replaced && begun);
  const left = found.flatMap(leftOf).sort((one, other) => Number(other.limit) - Number(one.limit));
  const gone = found.reduce((count, { own }) => count + own.gone, 0);
  return [
    ...(filled.length > 0 ? [h('p', { 'data-part': 'filled' }, t('earlier.filled')), titled(filled)] : []),
    ...(kept.length > 0 ? [h('p', {}, t('earlier.kept')), titled(kept)] : []),
    found.some(({ own }) => own.since) ? h('p', {}, t('earlier.since')) : null,
    ...(limits.length > 0
      ? [h('p', { 'data-part': 'limits' }, t('earlier.limits-gone')), h('ul', {}, limits.map(({ id, name }) => (name ? worded('li', {}, name) : h('li', {}, id.replaceAll('-', ' ')))))]
      : []),
    ...(left.length > 0
      ? [h('p', {}, t(left.some(({ limit }) => limit) ? 'earlier.left-limits' : 'earlier.left')),
        h('ul', {}, left.map(({ words }) => h('li', {}, words)))]
      : []),
    gone > 0 ? h('p', {}, t('earlier.gone')) : null,
    h('p', {}, t('earlier.drafts')),
  ];
}

/** @param {Found} found @returns {{ words: string, limit: boolean }[]} what has to be answered anew, in the words of now */
const leftOf = ({ section, own, document }) =>
  own.left.flatMap(({ question: id, key }) => {
    const question = section.questions.find((each) => each.id === id);
    if (!question) return [];
    const at = itemSides(question).find((each) => each.key === key);
    const words = pick(question.prompt) + (at ? ` ${itemName(at.item, at.side)}` : '');
    return [{ words, limit: asksLimits(document, question) }];
  });

/** @param {Found['document']} document @param {Question} question @returns {boolean} whether a limit may have been said there */
const asksLimits = (document, question) =>
  question.align === 'limit' || question.gather === 'limits' ||
  (document.scales[question.levels ?? ''] ?? []).some(({ means }) => means === 'limit');
