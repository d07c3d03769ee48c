/**
 * A list of items, each with an answer scale, a direction where it matters, and a condition where the answer is "only if".
 */

import { inLanguage, pick, t } from '../i18n.js';
import { fill, freshId, h, worded } from '../ui/dom.js';
import { keysOf } from './draft.js';
import { radios, writing } from './fields.js';
import { sinceTag } from './since-tag.js';
import { asksCondition, levelsOf } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {NonNullable<import('../model/types.js').Question['items']>[number]} Item */
/** @typedef {import('./draft.js').ItemAnswer} ItemAnswer */
/** @typedef {Record<string, ItemAnswer>} ItemAnswers */
/** @typedef {(item: Item) => import('../storage/last-time.js').Since | null} SinceItem */

/** Up to so many answers lie side by side; more go into a list to pick from, so that long lists stay short. */
const MOST_SIDE_BY_SIDE = 4;

/**
 * Draws the field of a list of items.
 * @param {{ document: Document, question: Question, items: Item[], answer: ItemAnswers,
 *   tell: (answer: ItemAnswers) => void, since: SinceItem }} asked `answer` is that of the whole question, `items` those of this
 *   step; `since`: what to say of one beside the last time
 * @returns {HTMLElement}
 */
export function itemsField({ document, question, items, answer, tell, since }) {
  let given = answer;
  /** @param {string} key @param {ItemAnswer | undefined} one */
  const change = (key, one) => {
    const { [key]: _before, ...others } = given;
    given = one === undefined ? others : { ...others, [key]: one };
    tell(given);
  };
  return h('div', { class: 'items' }, items.map((item) => itemField(document, question, item, given, change, since)));
}

/**
 * @param {Document} document @param {Question} question @param {Item} item @param {ItemAnswers} given
 * @param {(key: string, one: ItemAnswer | undefined) => void} change @param {SinceItem} since
 * @returns {HTMLElement}
 */
function itemField(document, question, item, given, change, since) {
  const legend = freshId('item');
  const help = freshId('item-help');
  const last = h('div', { class: 'since' }, sinceTag(since(item)));
  const rows = keysOf(item).map(({ key, side }) =>
    oneAnswer({
      document, question, now: given[key], labelledBy: legend, describedBy: item.help ? help : '',
      name: side === null ? null : t(`field.${side}`), key, tell: (one) => {
        change(key, one);
        fill(last, sinceTag(since(item)));
      },
    }));
  return h('fieldset', { class: 'item' },
    worded('legend', { id: legend }, item.label),
    last,
    item.help ? worded('p', { class: 'hint', id: help }, item.help) : null,
    h('div', { class: rows.length > 1 ? 'directions' : 'stack' }, rows));
}

/**
 * @param {{ document: Document, question: Question, now: ItemAnswer | undefined, labelledBy: string, describedBy: string,
 *   name: string | null, key: string, tell: (one: ItemAnswer | undefined) => void }} one
 * @returns {HTMLElement}
 */
function oneAnswer({ document, question, now, labelledBy, describedBy, name, key, tell }) {
  const nameId = freshId('side');
  const label = name === null ? null : h('span', { class: 'side', id: nameId }, name);
  const labels = name === null ? labelledBy : `${labelledBy} ${nameId}`;
  let level = now?.level;
  let condition = now?.if ?? '';
  const place = h('div', {});
  const said = () => tell(level === undefined ? undefined : condition === '' ? { level } : { level, if: condition });
  const showCondition = () => {
    place.hidden = level === undefined || !asksCondition(document, question, level);
    place.replaceChildren(...(place.hidden
      ? []
      : conditionField(question, condition, labels, key, (text) => { condition = text; said(); })));
  };
  const choose = (/** @type {string | undefined} */ value) => {
    level = value;
    showCondition();
    said();
  };
  const options = levelsOf(document, question)
    .map(({ id, label: words }) => ({ value: id, label: pick(words), ...inLanguage(words) }));
  const chosen = level ?? null;
  showCondition();
  const input = options.length <= MOST_SIDE_BY_SIDE
    ? radios({ options, chosen, labelledBy: labels, describedBy, row: true, tell: choose })
    : picker(options, chosen, labels, describedBy, key, choose);
  return h('div', { class: 'stack' }, label, input, place);
}

/**
 * @param {{ value: string, label: string, lang: string | null }[]} options @param {string | null} chosen @param {string} labelledBy
 * @param {string} describedBy @param {string} key @param {(value: string | undefined) => void} choose
 * @returns {HTMLSelectElement}
 */
function picker(options, chosen, labelledBy, describedBy, key, choose) {
  const select = h('select', {
    class: 'field-input', 'aria-labelledby': labelledBy, 'aria-describedby': describedBy || null, 'data-key': `pick ${key}`,
    onchange: () => choose(select.value === '' ? undefined : select.value),
  }, h('option', { value: '' }, t('field.pick')), options.map(({ value, label, lang }) => h('option', { value, lang }, label)));
  select.value = chosen ?? '';
  return select;
}

/**
 * @param {Question} question @param {string} value @param {string} labelledBy @param {string} key
 * @param {(text: string) => void} tell
 * @returns {HTMLElement[]}
 */
function conditionField(question, value, labelledBy, key, tell) {
  const id = freshId('condition');
  return [
    h('p', { class: 'hint', id }, t('field.condition')),
    writing({ value, max: question.max, rows: 2, labelledBy: `${labelledBy} ${id}`, describedBy: '', tell, key: `if ${key}` }),
  ];
}
