/** What only a mutual section shows: what is told before sealing, what was sealed, what both want. */

import { actOf } from '../model/mutual-ids.js';
import { mutualParts } from '../model/opened-parts.js';
import { heldBack } from '../model/precedence.js';
import { pick, t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { SIGNS, actWords, groupTag, heldBackTag, matchCare } from './outcome-words.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/alignment.js').AnswersOf} AnswersOf */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/types.js').Section} Section */
/** @typedef {import('../model/mutual-ids.js').Act} Act */
/** @typedef {import('../model/precedence.js').Stands} Stands */
/** @typedef {{ question: Question, acts: Act[] }} Area */
/** @typedef {{ question: Question, act: Act, held: import('../model/opened-parts.js').Held, curious: boolean }} Match `curious`: one's
 *   own mark */

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

/**
 * Draws the matches.
 * @param {{ document: Document, section: Section, opened: import('../model/types.js').OpenedMutual, role: Role, round: number,
 *   stands: Stands, answersOf: AnswersOf }} opened `stands` from the reader's side
 * @returns {(HTMLElement | null)[]}
 */
export function openedMutual({ document, section, opened: { matches: ids, curious }, role, round, stands, answersOf }) {
  if (ids.length === 0) {
    return [
      roundLine(round),
      h('div', { class: 'card stack nothing-mutual' },
        h('h2', {}, t('mutual.none')),
        ...['mutual.none-today', 'mutual.none-unseen', 'mutual.none-do'].map((key) => h('p', {}, t(key)))),
    ];
  }
  const matches = areasOf(section, ids, role).flatMap(({ question, acts }) => acts.map((act) => {
    const id = ids.find((each) => isSameAct(actOf(each, role), act)) ?? '';
    return { question, act, held: heldBack(stands, act), curious: curious?.includes(id) ?? false };
  }));
  const parts = mutualParts(matches);
  const free = parts.some(({ group }) => group !== 'not-this-time');
  return [
    roundLine(round),
    h('h2', {}, t('mutual.both')),
    h('p', {}, t(free ? 'mutual.both-lead' : 'mutual.both-struck')),
    ...parts.map(({ group, matches: own }) => {
      const sign = SIGNS[group];
      const heading = group === 'both' ? (curious ? 'mutual.own-yes' : 'mutual.own-unknown') : group === 'talk' ? 'mutual.talk' : 'group.not-this-time';
      return h('section', { class: 'opened-part stack', 'data-group': group },
        h('h3', {}, sign && icon(sign), t(heading)),
        group === 'talk' ? h('p', { class: 'begin' }, t('begin.talk')) : null,
        h('ul', { class: 'plain-list mutual-acts' }, own.map((match, at) => matchRow(document, match, own[at - 1], answersOf))));
    }),
    h('p', { class: 'hint' }, t('mutual.others')),
  ];
}

/** @param {Act} one @param {Act} other */
const isSameAct = (one, other) => one.item === other.item && one.direction === other.direction;

/**
 * @param {Document} document @param {Match} match @param {Match | undefined} before its risk line is not said twice
 * @param {AnswersOf} answersOf
 * @returns {HTMLElement}
 */
function matchRow(document, { question, act, held, curious }, before, answersOf) {
  const struck = held === 'limit' || held === 'back';
  return h('li', { class: 'mutual-act' },
    h(struck ? 's' : 'span', { class: 'mutual-name' }, actWords(question, act)), ' ',
    heldBackTag(held) ?? (curious ? groupTag('talk', t('mutual.own-curious')) : null),
    struck ? null : matchCare(document, question, act, answersOf, before?.act.item === act.item));
}
