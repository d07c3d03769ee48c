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

/**
 * @typedef {object} Row one direction of an item, or an item that has none
 * @property {HTMLElement} element
 * @property {() => string | undefined} level
 * @property {(level: string | undefined) => void} put chooses without telling
 * @property {() => string | null} condition null: its level asks for none
 * @property {(text: string) => void} write
 * @property {(hidden: boolean) => void} hideCondition while one field has the condition of both directions
 */

/** So many levels have room for their whole words in a row or two; in one, if their longest words have so few letters. */
const FEW_LEVELS = 4;
const FEW_LETTERS = 24;
const LEAST_LETTERS = 4;

/** A limit in one direction fills in the other too, until somebody answers the two apart. No other level does: a yes must be said. */
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
  const level = levelOfAll(levelsOf(document, question));
  return h('div', { class: 'items' }, groups.map(({ group, items }, index) => {
    /** @type {Row[]} */
    const rows = [];
    const fields = items.map((item) => itemField({
      document, question, item, given, since, rows, notify: (key, one) => {
        put(key, one);
        all?.show();
      },
    }));
    const all = level && items.length > 1 ? allOfThese(level, rows, `all ${index}`) : null;
    const id = freshId('item-group');
    return h('div', { class: 'item-group', role: group ? 'group' : null, 'aria-labelledby': group ? id : null },
      group || all ? h('div', { class: 'row' }, group ? worded('p', { class: 'eyebrow', id, tabindex: '-1' }, group) : null, all?.element) : null, fields);
  }));
}

/**
 * The one level that a whole group is offered: a limit; of levels that are compared with nothing the least, such as *Never*. A wish or
 * a yes is said of each act.
 * @param {import('./words.js').Level[]} levels @returns {import('./words.js').Level | undefined}
 */
const levelOfAll = (levels) =>
  levels.find(({ means }) => means === 'limit') ?? (levels.every(({ means }) => means === 'plain') ? levels[0] : undefined);

/**
 * One tap for a whole group; a second one gives back what stood there.
 * @param {import('./words.js').Level} level @param {Row[]} rows @param {string} key
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
        shared?.show();
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
  const [one, other] = own;
  const shared = one && other ? sharedCondition(question, one, other, legend, item.id) : null;
  shared?.show();
  rows.push(...own);
  return h('fieldset', { class: 'item' },
    worded('legend', { id: legend }, item.label),
    last,
    item.help ? worded('p', { class: 'hint', id: help }, item.help) : null,
    h('div', { class: own.length > 1 ? 'directions' : 'stack' }, own.map(({ element }) => element)),
    shared?.element);
}

/**
 * One field for a condition that holds both ways, where it would be written twice: as soon as both levels ask for one and at most
 * one has been written. Whoever wants two of them has two fields.
 * @param {Question} question @param {Row} one @param {Row} other @param {string} labelledBy @param {string} key
 * @returns {{ element: HTMLElement, show: () => void }}
 */
function sharedCondition(question, one, other, labelledBy, key) {
  const element = h('div', {});
  // Drawing a stored answer must not change it.
  let parted = one.condition() !== other.condition() && one.condition() !== null && other.condition() !== null;
  let isShown = false;
  const show = () => {
    const [mine, also] = [one.condition(), other.condition()];
    const text = mine || also || '';
    if (!isShown && mine && also && mine !== also) parted = true;
    const shows = !parted && mine !== null && also !== null;
    if (shows === isShown) return;
    isShown = shows;
    for (const row of [one, other]) {
      if (shows && row.condition() !== text) {
        row.write(text);
        announce(t('field.condition-both'), ' ', h('span', { dir: 'auto' }, text));
      }
      row.hideCondition(shows);
    }
    fill(element, shows ? h('div', { class: 'stack condition' },
      ...conditionField(question, text, t('field.condition-both'), labelledBy, key, (now) => {
        one.write(now);
        other.write(now);
      }),
      button(t('field.condition-part'), () => {
        parted = true;
        show();
        one.element.querySelector('textarea')?.focus();
      }, { class: 'button button-quiet button-small', 'data-key': `part ${key}` })) : null);
  };
  show();
  return { element, show };
}

/** @param {import('./words.js').Level[]} levels @returns {import('./fields.js').Look} */
function lookOf(levels) {
  if (levels.length > FEW_LEVELS) return 'row choices-many';
  const letters = levels.map(({ label }) => Math.max(LEAST_LETTERS, ...pick(label).split(' ').map((word) => word.length)));
  return letters.reduce((sum, each) => sum + each, 0) <= FEW_LETTERS ? 'row choices-few' : 'row';
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
  let elsewhere = false;
  const asks = () => level !== undefined && asksCondition(document, question, level);
  const said = () => notify(level === undefined ? undefined : condition === '' ? { level } : { level, if: condition });
  const write = (/** @type {string} */ text) => {
    condition = text;
    said();
  };
  const showCondition = () => {
    place.hidden = elsewhere || !asks();
    place.replaceChildren(...(place.hidden ? [] : conditionField(question, condition, t('field.condition'), labels, key, write)));
  };
  const become = (/** @type {string | undefined} */ value) => {
    level = value;
    showCondition();
    said();
  };
  const group = radios({
    options: levels.map(({ id, label: words }) => ({ value: id, label: pick(words), ...inLanguage(words) })),
    chosen: level ?? null, labelledBy: labels, describedBy, look: lookOf(levels), key, notify: (value) => {
      become(value);
      chosen(levels.find(({ id }) => id === value));
    },
  });
  showCondition();
  const put = (/** @type {string | undefined} */ value) => {
    group.put(value);
    become(value);
  };
  return {
    element: h('div', { class: label ? 'direction' : 'stack' }, label, group.element, place), level: () => level, put, write,
    condition: () => (asks() ? condition : null),
    hideCondition: (hidden) => {
      elsewhere = hidden;
      showCondition();
    },
  };
}

/**
 * @param {Question} question @param {string} value @param {string} asked @param {string} labelledBy @param {string} key
 * @param {(text: string) => void} notify
 * @returns {HTMLElement[]}
 */
function conditionField(question, value, asked, labelledBy, key, notify) {
  const id = freshId('condition');
  return [
    h('p', { class: 'hint', id }, asked),
    writing({ value, max: question.max, rows: 2, labelledBy: `${labelledBy} ${id}`, describedBy: '', notify, key: `if ${key}` }),
  ];
}
