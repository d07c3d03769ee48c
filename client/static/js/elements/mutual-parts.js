/** What only a mutual section shows: what is told before sealing, what was sealed, what both want. */

import { actOf } from '../model/mutual-ids.js';
import { heldBack } from '../model/precedence.js';
import { pick, t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { actWords, heldBackTag, matchCare } from './outcome-words.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/alignment.js').AnswersOf} AnswersOf */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/types.js').Section} Section */
/** @typedef {import('../model/mutual-ids.js').Act} Act */
/** @typedef {import('../model/precedence.js').Stands} Stands */
/** @typedef {{ question: Question, acts: Act[] }} Area */

/** Draws which round it is. @param {number} round @returns {HTMLElement | null} said from the second on */
export const roundLine = (round) => (round > 1 ? h('p', { class: 'eyebrow' }, t('mutual.round', { n: round })) : null);

/**
 * Draws what is to be known before a mutual section is sealed.
 * @returns {HTMLElement[]} what a result tells, said before there is one
 */
export const beforeSealing = () =>
  ['mutual.before-opens', 'mutual.before-unanswered', 'mutual.before-everything'].map((key) => h('p', {}, t(key)));

/** @param {Section} section @param {string[]} ids shared ids @param {Role} role the reader's @returns {Area[]} */
const areasOf = (section, ids, role) =>
  section.questions
    .map((question) => ({
      question,
      acts: ids.map((id) => actOf(id, role)).filter(({ item }) => question.items?.some(({ id }) => id === item)),
    }))
    .filter(({ acts }) => acts.length > 0);

/**
 * @param {'h2' | 'h3'} heading
 * @param {Area[]} areas
 * @param {(question: Question, act: Act) => (HTMLElement | null)[]} after what stands behind an act
 * @returns {HTMLElement[]}
 */
const drawAreas = (heading, areas, after) =>
  areas.map(({ question, acts }) =>
    h('section', { class: 'mutual-area stack' },
      h(heading, {}, pick(question.prompt)),
      h('ul', { class: 'plain-list mutual-acts' }, acts.map((act) =>
        h('li', { class: 'mutual-act' }, h('span', {}, actWords(question, act)), after(question, act))))));

/**
 * Draws what was sealed in a mutual section.
 * @param {Section} section @param {import('../model/types.js').SealedMutual} sealed @param {Role} role
 * @returns {HTMLElement[]} what one has sealed oneself
 */
export function sealedMutual(section, { wanted }, role) {
  if (wanted === null) return [];
  if (wanted.length === 0) return [h('p', {}, t('mutual.sealed-none'))];
  return [h('p', {}, t('mutual.sealed-these')), ...drawAreas('h2', areasOf(section, wanted, role), () => [])];
}

/**
 * Draws the matches.
 * @param {{ document: Document, section: Section, matches: string[], role: Role, round: number, stands: Stands,
 *   answersOf: AnswersOf }} opened `stands` from the reader's side
 * @returns {(HTMLElement | null)[]}
 */
export function openedMutual({ document, section, matches, role, round, stands, answersOf }) {
  if (matches.length === 0) {
    return [
      roundLine(round),
      h('div', { class: 'card stack nothing-mutual' },
        h('h2', {}, t('mutual.none')),
        ...['mutual.none-today', 'mutual.none-unseen', 'mutual.none-do'].map((key) => h('p', {}, t(key)))),
    ];
  }
  const after = (/** @type {Question} */ question, /** @type {Act} */ act) => {
    const held = heldBackTag(heldBack(stands, act));
    return held === null ? matchCare(document, question, act, answersOf) : [held];
  };
  const areas = areasOf(section, matches, role);
  const free = areas.some(({ acts }) => acts.some((act) => !['limit', 'back'].includes(heldBack(stands, act) ?? '')));
  return [
    roundLine(round),
    h('h2', {}, t('mutual.both')),
    h('p', {}, t(free ? 'mutual.both-lead' : 'mutual.both-struck')),
    ...drawAreas('h3', areas, after),
    h('p', { class: 'hint' }, t('mutual.others')),
  ];
}
