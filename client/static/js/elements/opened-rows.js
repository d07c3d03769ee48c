/** An act of an opened section: one row with both its directions, and what each said where it is unfolded. */

import { isSameBothWays } from '../model/opened-parts.js';
import { t } from '../i18n.js';
import { h, kept } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { sideBySide } from './opened-words.js';
import { actWords, careLines, outcomeTag } from './outcome-words.js';
import { answerBlock, itemName, levelWords } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('./draft.js').ItemAnswer} ItemAnswer */
/** @typedef {import('../model/opened-parts.js').Act} Act */
/** @typedef {import('../model/opened-parts.js').Way} Way */

/**
 * Draws acts, a row each.
 * @param {Document} document
 * @param {readonly Act[]} acts
 * @param {boolean} isRuledOut all of them are, and their heading says so
 * @returns {HTMLElement}
 */
export const actRows = (document, acts, isRuledOut) =>
  h('ul', { class: 'plain-list opened-rows' }, acts.map((act) =>
    h('li', { class: isRuledOut ? 'opened-row ruled-out' : 'opened-row' },
      act.question.align === 'none'
        ? plainRow(document, act)
        : [foldedRow(document, act, isRuledOut), ...(isRuledOut ? [] : conditions(document, act)), ...care(document, act)])));

/** Words an act that is ruled out. @param {Act} act @returns {string} its name, with its direction where only one is ruled out */
export function shortName({ question, item, ways }) {
  const found = question.items?.find(({ id }) => id === item);
  return found ? itemName(found, onlyWay(ways)?.direction ?? null) : item;
}

/** @param {Act} act @returns {string} a sentence where it has one direction, else its name */
const nameOf = ({ question, item, ways }) => actWords(question, { item, direction: onlyWay(ways)?.direction ?? null });

/** @param {readonly Way[]} ways @returns {Way | null} */
const onlyWay = ([way, other]) => (way && !other ? way : null);

/**
 * Draws an act. Both people's answers are drawn when somebody unfolds it.
 * @param {Document} document @param {Act} act @param {boolean} isRuledOut
 * @returns {HTMLElement}
 */
function foldedRow(document, act, isRuledOut) {
  const { question, item, ways } = act;
  const [first] = ways;
  const isOne = onlyWay(ways) !== null;
  const lines = first && isSameBothWays(ways)
    ? [wayLine(isRuledOut ? null : 'both', first, isRuledOut)]
    : ways.map((way) => wayLine(isOne ? null : way.direction, way, isRuledOut));
  const more = h('div', { class: 'stack act-more' });
  const unfold = () => {
    if (more.childElementCount === 0) more.append(...ways.flatMap((way) => whatBothSaid(document, question, way)));
  };
  return h('details', { class: 'act', ontoggle: unfold },
    h('summary', { 'data-key': `act/${question.id}/${item}/${isRuledOut ? 'ruled-out' : ''}` },
      h('strong', { class: 'act-name' }, isRuledOut ? shortName(act) : nameOf(act)), ...lines.flatMap((line) => [' ', line])),
    more);
}

/** @param {'give' | 'receive' | 'both' | null} direction @param {Way} way @param {boolean} isRuledOut @returns {HTMLElement} */
const wayLine = (direction, way, isRuledOut) =>
  h('span', { class: 'way' }, ...kept([side(direction), ' ', outcomeTag(way, isRuledOut)]));

/** @param {'give' | 'receive' | 'both' | null} direction @returns {HTMLElement | null} */
const side = (direction) =>
  direction && h('span', { class: 'side' }, icon(direction === 'both' ? 'ways' : direction), t(`field.${direction}`));

/** @param {Document} document @param {Question} question @param {Way} way @returns {HTMLElement[]} */
const whatBothSaid = (document, question, way) => [
  ...(way.direction === null ? [] : [h('p', {}, actWords(question, way))]),
  sideBySide(levelOf(document, question, way.mine), levelOf(document, question, way.theirs)),
];

/**
 * What either ties it to is never folded. The same condition for both directions stands there once.
 * @param {Document} document @param {Act} act
 * @returns {HTMLElement[]}
 */
function conditions(document, { question, ways }) {
  const lines = ways.flatMap(({ mine, theirs }) => /** @type {const} */ ([['you', mine], ['partner', theirs]]))
    .flatMap(([who, answer]) => (answer?.if ? [`${who}\n${levelWords(document, question, answer)}`] : []));
  return [...new Set(lines)].map((each) => {
    const [who = '', ...level] = each.split('\n');
    return h('p', { class: `condition-said ${who}`, dir: 'auto' }, t('item.line', { item: t(who), level: level.join('\n') }));
  });
}

/** @param {Document} document @param {Act} act @returns {HTMLElement[]} what both have to know of it, once for both directions */
const care = (document, { ways }) =>
  careLines(document, {
    risk: ways.find(({ risk }) => risk !== null)?.risk ?? null,
    experience: ways.filter(({ group }) => group !== 'not-this-time').flatMap(({ experience }) => experience),
  });

/**
 * Of a list that is compared with nothing: what each said, and no more.
 * @param {Document} document @param {Act} act
 * @returns {HTMLElement[]}
 */
function plainRow(document, { question, item, ways }) {
  const words = (/** @type {ItemAnswer | null | undefined} */ answer) => (answer ? levelWords(document, question, answer) : t('answer.blank'));
  const [giving, receiving] = [ways.find(({ direction }) => direction === 'give'), ways.find(({ direction }) => direction === 'receive')];
  const line = (/** @type {ItemAnswer | null | undefined} */ give, /** @type {ItemAnswer | null | undefined} */ receive) => {
    const [one, other] = [words(give), words(receive)];
    return h('p', { dir: 'auto' }, one === other ? one : t('opened.each-way', { give: one, receive: other }));
  };
  const [first] = ways;
  const [mine, theirs] = first?.direction === null
    ? [line(first.mine, first.mine), line(first.theirs, first.theirs)]
    : [line(giving?.mine, receiving?.mine), line(receiving?.theirs, giving?.theirs)];
  return [h('p', { class: 'act-name' }, actWords(question, { item, direction: null })), sideBySide(mine, theirs)];
}

/** @param {Document} document @param {Question} question @param {ItemAnswer | null} answer */
const levelOf = (document, question, answer) =>
  answer === null ? answerBlock(document, question, undefined, false) : h('p', { dir: 'auto' }, levelWords(document, question, answer));
