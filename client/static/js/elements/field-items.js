/**
 * A list of items, each with an answer scale, a direction where it matters, and a condition where the answer is "only if".
 */

import { inLanguage, pick, t } from '../i18n.js';
import { announce, button, fill, freshId, h, worded } from '../ui/dom.js';
import { keysOf } from './answer-keys.js';
import { radios, writing } from './fields.js';
import { asksCondition, levelsOf, sinceTag } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {NonNullable<import('../model/types.js').Question['items']>[number]} Item */
/** @typedef {import('./draft.js').ItemAnswer} ItemAnswer */
/** @typedef {Record<string, ItemAnswer>} ItemAnswers */
/** @typedef {(item: Item) => import('../storage/last-time.js').Since | null} SinceItem */

/** @typedef {{ element: HTMLElement, level: () => string | undefined, put: (level: string | undefined) => void }} Row */

/** So many levels have room for their whole words in a row or two. */
const FEW_LEVELS = 4;

/** In one direction said, these hold in the other too, until somebody parts the two. A yes never does. */
const FILLING = new Set(['limit', 'not-now']);

/**
 * Draws the field of a list of items.
 * @param {{ document: Document, question: Question, groups: import('./draft.js').Group[], answer: ItemAnswers,
 *   notify: (answer: ItemAnswers) => void, since: SinceItem }} asked `answer` is that of the whole question, `groups` those of this
 *   step; `since`: what to say of one beside the last time
 * @returns {HTMLElement}
 */
export function itemsField({ document, question, groups, answer, notify, since }) {
  let given = answer;
  const put = (/** @type {string} */ key, /** @type {ItemAnswer | undefined} */ one) => {
    const { [key]: _before, ...others } = given;
    given = one === undefined ? others : { ...others, [key]: one };
    notify(given);
  };
  const limit = levelsOf(document, question).find(({ means }) => means === 'limit');
  return h('div', { class: 'items' }, groups.map(({ group, items }, index) => {
    /** @type {Row[]} */
    const rows = [];
    const fields = items.map((item) => itemField({
      document, question, item, given, since, rows, notify: (key, one) => {
        put(key, one);
        all?.show();
      },
    }));
    const all = limit && items.length > 1 ? allOfThese(limit, rows, `all ${index}`) : null;
    const id = freshId('item-group');
    return h('div', { class: 'item-group', role: group ? 'group' : null, 'aria-labelledby': group ? id : null },
      group || all ? h('div', { class: 'row' }, group ? worded('p', { class: 'eyebrow', id, tabindex: '-1' }, group) : null, all?.element) : null, fields);
  }));
}

/**
 * One tap for a whole group; a second one gives back what stood there.
 * @param {import('./words.js').Level} limit @param {Row[]} rows @param {string} key
 * @returns {{ element: HTMLElement, show: () => void }}
 */
function allOfThese({ id, label }, rows, key) {
  /** @type {(string | undefined)[] | null} */
  let before = null;
  const element = button(t('field.all', { level: pick(label) }), () => {
    const levels = before ?? rows.map(() => id);
    const now = before ? null : rows.map(({ level }) => level());
    rows.forEach((row, index) => row.put(levels[index]));
    before = now;
    show();
  }, { class: 'button button-quiet button-small', 'data-key': key });
  const show = () => {
    if (rows.some(({ level }) => level() !== id)) before = null;
    element.setAttribute('aria-pressed', String(before !== null));
  };
  show();
  return { element, show };
}

/**
 * @param {{ document: Document, question: Question, item: Item, given: ItemAnswers, since: SinceItem, rows: Row[],
 *   notify: (key: string, one: ItemAnswer | undefined) => void }} asked its rows are added to `rows`
 * @returns {HTMLElement}
 */
function itemField({ document, question, item, given, since, rows, notify }) {
  const legend = freshId('item');
  const help = freshId('item-help');
  const last = h('div', { class: 'since' }, sinceTag(since(item)));
  /** @type {Row | null} */
  let filled = null;
  const own = keysOf(item).map(({ key, side }, index) =>
    oneAnswer({
      document, question, now: given[key], labelledBy: legend, describedBy: item.help ? help : '',
      name: side && t(`field.${side}`), key,
      notify: (one) => {
        notify(key, one);
        fill(last, sinceTag(since(item)));
      },
      chosen: (level) => {
        const other = own[1 - index];
        const goes = level !== undefined && FILLING.has(level.means);
        if (other && (filled === other ? goes || !level : goes && other.level() === undefined)) {
          other.put(level?.id);
          filled = level ? other : null;
          if (level) announce(t('field.both-ways', { level: pick(level.label) }));
        } else filled = null;
      },
    }));
  rows.push(...own);
  return h('fieldset', { class: 'item' },
    worded('legend', { id: legend }, item.label),
    last,
    item.help ? worded('p', { class: 'hint', id: help }, item.help) : null,
    h('div', { class: own.length > 1 ? 'directions' : 'stack' }, own.map(({ element }) => element)));
}

/**
 * @param {{ document: Document, question: Question, now: ItemAnswer | undefined, labelledBy: string, describedBy: string,
 *   name: string | null, key: string, notify: (one: ItemAnswer | undefined) => void,
 *   chosen: (level: import('./words.js').Level | undefined) => void }} one `chosen` hears what a person has tapped here
 * @returns {Row}
 */
function oneAnswer({ document, question, now, labelledBy, describedBy, name, key, notify, chosen }) {
  const nameId = freshId('side');
  const label = name === null ? null : h('span', { class: 'side', id: nameId }, name);
  const labels = name === null ? labelledBy : `${labelledBy} ${nameId}`;
  const levels = levelsOf(document, question);
  let level = now?.level;
  let condition = now?.if ?? '';
  const place = h('div', {});
  const said = () => notify(level === undefined ? undefined : condition === '' ? { level } : { level, if: condition });
  const showCondition = () => {
    place.hidden = level === undefined || !asksCondition(document, question, level);
    place.replaceChildren(...(place.hidden
      ? []
      : conditionField(question, condition, labels, key, (text) => { condition = text; said(); })));
  };
  const become = (/** @type {string | undefined} */ value) => {
    level = value;
    showCondition();
    said();
  };
  const group = radios({
    options: levels.map(({ id, label: words }) => ({ value: id, label: pick(words), ...inLanguage(words) })),
    chosen: level ?? null, labelledBy: labels, describedBy, look: levels.length > FEW_LEVELS ? 'row choices-many' : 'row', key, notify: (value) => {
      become(value);
      chosen(levels.find(({ id }) => id === value));
    },
  });
  showCondition();
  const put = (/** @type {string | undefined} */ value) => {
    group.put(value);
    become(value);
  };
  return { element: h('div', { class: 'stack' }, label, group.element, place), level: () => level, put };
}

/**
 * @param {Question} question @param {string} value @param {string} labelledBy @param {string} key
 * @param {(text: string) => void} notify
 * @returns {HTMLElement[]}
 */
function conditionField(question, value, labelledBy, key, notify) {
  const id = freshId('condition');
  return [
    h('p', { class: 'hint', id }, t('field.condition')),
    writing({ value, max: question.max, rows: 2, labelledBy: `${labelledBy} ${id}`, describedBy: '', notify, key: `if ${key}` }),
  ];
}
