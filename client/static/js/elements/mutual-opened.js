/** What both want out of a mutual section, once it has opened. */

import { actOf } from '../model/mutual-ids.js';
import { mutualParts } from '../model/opened-parts.js';
import { heldBack } from '../model/precedence.js';
import { t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { areasOf, roundLine } from './mutual-parts.js';
import { SIGNS, actWords, groupTag, heldBackTag, matchCare } from './outcome-words.js';
import { itemName } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/alignment.js').AnswersOf} AnswersOf */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/types.js').Section} Section */
/** @typedef {import('../model/mutual-ids.js').Act} Act */
/** @typedef {import('../model/precedence.js').Stands} Stands */
/** @typedef {{ question: Question, act: Act, held: import('../model/opened-parts.js').Held, curious: boolean }} Match `curious`: one's
 *   own mark */

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
      if (group === 'not-this-time') return ruledOut(document, own, answersOf);
      const sign = SIGNS[group];
      const heading = group === 'talk' ? 'mutual.talk' : curious ? 'mutual.own-yes' : 'mutual.own-unknown';
      return h('section', { class: 'opened-part stack', 'data-group': group },
        h('h3', {}, sign && icon(sign), t(heading)),
        group === 'talk' ? h('p', { class: 'begin' }, t('begin.talk')) : null,
        h('ul', { class: 'plain-list mutual-acts' }, own.map((match, at) => matchRow(document, match, own[at - 1], answersOf))));
    }),
    h('p', { class: 'hint' }, t('mutual.others')),
  ];
}

/**
 * What comes to nothing this time: folded, but never out of sight.
 * @param {Document} document @param {Match[]} matches @param {AnswersOf} answersOf
 * @returns {HTMLElement}
 */
function ruledOut(document, matches, answersOf) {
  const group = 'not-this-time';
  const names = matches.flatMap(({ question, act }) => {
    const item = question.items?.find(({ id }) => id === act.item);
    const ways = matches.filter((each) => each.act.item === act.item);
    if (!item || ways[0]?.act !== act) return [];
    return [itemName(item, ways.length > 1 ? null : act.direction)];
  });
  return h('section', { class: 'opened-part stack', 'data-group': group },
    h('details', { class: 'ruled-out-acts' },
      h('summary', { 'data-key': group }, h('h3', {}, icon('never'), t('opened.chip', { name: t(`group.${group}`), n: matches.length }))),
      h('ul', { class: 'plain-list mutual-acts' }, matches.map((match) => matchRow(document, match, undefined, answersOf)))),
    h('ul', { class: 'plain-list ruled-out-names' }, names.map((name) => h('li', {}, name))));
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
