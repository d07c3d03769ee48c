/** What only a mutual section shows before it opens: what is told before sealing, and what was sealed. */

import { actOf } from '../model/mutual-ids.js';
import { pick, t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { actWords } from './outcome-words.js';

/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/types.js').Section} Section */
/** @typedef {import('../model/mutual-ids.js').Act} Act */
/** @typedef {{ question: Question, acts: Act[] }} Area */

/** Draws which round it is. @param {number} round @returns {HTMLElement | null} said from the second on */
export const roundLine = (round) => (round > 1 ? h('p', { class: 'eyebrow' }, t('mutual.round', { n: round })) : null);

/**
 * Draws what is to be known before a mutual section is sealed.
 * @returns {HTMLElement[]} what a result tells, said before there is one
 */
export const beforeSealing = () =>
  ['mutual.before-opens', 'mutual.before-unanswered', 'mutual.before-everything'].map((key) => h('p', {}, t(key)));

/** Groups acts by what asked for them. @param {Section} section @param {string[]} ids shared ids @param {Role} role the reader's @returns {Area[]} */
export const areasOf = (section, ids, role) =>
  section.questions
    .map((question) => ({
      question,
      acts: ids.map((id) => actOf(id, role)).filter(({ item }) => question.items?.some(({ id }) => id === item)),
    }))
    .filter(({ acts }) => acts.length > 0);

/**
 * Draws what was sealed in a mutual section.
 * @param {Section} section @param {import('../model/types.js').SealedMutual} sealed @param {Role} role
 * @returns {HTMLElement[]} what one has sealed oneself
 */
export function sealedMutual(section, { wanted }, role) {
  if (wanted === null) return [];
  if (wanted.length === 0) return [h('p', {}, t('mutual.sealed-none'))];
  return [
    h('p', {}, t('mutual.sealed-these')),
    ...areasOf(section, wanted, role).map(({ question, acts }) =>
      h('section', { class: 'mutual-area stack' },
        h('h2', {}, pick(question.prompt)),
        h('ul', { class: 'plain-list mutual-acts' }, acts.map((act) =>
          h('li', { class: 'mutual-act' }, h('span', {}, actWords(question, act))))))),
  ];
}
