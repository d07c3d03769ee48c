/**
 * The input of one question: text, one choice, several choices, a scale. Lists of items are in field-items.js.
 * A field tells its answer at every change and is never drawn again while it is in use, so typing is never disturbed.
 */

import { byteLength, cleanText } from '../model/answers.js';
import { inLanguage, pick, t } from '../i18n.js';
import { announce, composes, freshId, h, typed, worded } from '../ui/dom.js';

/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('./draft.js').Answer} Answer */
/** @typedef {(answer: Answer | undefined) => void} Notify */
/** @typedef {{ question: Question, answer: Answer | undefined, notify: Notify, labelledBy: string, describedBy: string }} Asked */

/** The room that is left is only told when it becomes scarce. */
const NEAR_THE_LIMIT = 0.8;

/** Bytes of a text that has room on one line. */
const A_WORD = 60;

/** Letters of a choice that two lines of half a small phone hold, and of a word that one of them does. */
const HALF = 28;
const HALF_A_LINE = 13;

/** Draws the field of a question. @param {Asked} asked @returns {HTMLElement} */
export function field(asked) {
  const { kind } = asked.question;
  if (kind === 'text') return textField(asked);
  if (kind === 'choice') return choiceField(asked);
  if (kind === 'choices') return choicesField(asked);
  return scaleField(asked);
}

/**
 * A textarea that says when its text comes near the most bytes that fit, and when it is too long.
 * @param {{ value: string, max: number | undefined, rows: number, labelledBy: string, describedBy: string,
 *   notify: (text: string) => void, key?: string }} options
 * @returns {HTMLElement}
 */
export function writing({ value, max, rows, labelledBy, describedBy, notify, key }) {
  const limitId = freshId('limit');
  const limit = h('p', { class: 'hint limit-hint', id: limitId });
  const area = typed('textarea', {
    class: 'field-input', rows, value, dir: 'auto', 'data-key': key, 'aria-labelledby': labelledBy,
    'aria-describedby': `${describedBy} ${limitId}`.trim(),
    oninput: () => {
      measure();
      notify(area.value);
    },
  });
  const measure = () => {
    if (max === undefined) return;
    const left = max - byteLength(cleanText(area.value.trim()));
    if (left < 0) area.setAttribute('aria-invalid', 'true');
    else area.removeAttribute('aria-invalid');
    limit.textContent = left < 0
      ? t('field.too-long', { n: String(-left) })
      : left < max * (1 - NEAR_THE_LIMIT) ? t('field.room-left', { n: String(left) }) : '';
  };
  measure();
  return h('div', { class: 'field' }, area, limit);
}

/** @param {Asked} asked @returns {HTMLElement} */
function textField({ question, answer, notify, labelledBy, describedBy }) {
  const value = typeof answer === 'string' ? answer : '';
  return writing({ value, max: question.max, rows: (question.max ?? Infinity) <= A_WORD ? 1 : 4, labelledBy, describedBy, notify, key: `text ${question.id}` });
}

/** @param {Asked} asked @returns {HTMLElement} */
function choiceField({ question, answer, notify, labelledBy, describedBy }) {
  const options = (question.options ?? []).map(({ id, label }) => ({ value: id, label: pick(label), ...inLanguage(label) }));
  const chosen = typeof answer === 'string' ? answer : null;
  return radios({ options, chosen, labelledBy, describedBy, look: 'any', key: question.id, notify }).element;
}

/** @param {Asked} asked @returns {HTMLElement} */
function scaleField({ question, answer, notify, labelledBy, describedBy }) {
  const { min, max, low, high } = question.scale ?? { min: 1, max: 5, low: {}, high: {} };
  const options = Array.from({ length: max - min + 1 }, (_, index) => String(min + index)).map((value) => {
    const spoken = value === String(min) ? pick(low) : value === String(max) ? pick(high) : '';
    return { value, label: value, spoken };
  });
  const chosen = typeof answer === 'number' ? String(answer) : null;
  const notifyNumber = (/** @type {string | undefined} */ value) => notify(value === undefined ? undefined : Number(value));
  return h('div', { class: 'scale' },
    h('div', { class: 'scale-ends', 'aria-hidden': 'true' }, worded('span', {}, low), worded('span', {}, high)),
    radios({ options, chosen, labelledBy, describedBy, look: 'row', key: question.id, notify: notifyNumber }).element);
}

/** @param {string} label @returns {string} the classes of a choice: whether it may share a line */
const widthOf = (label) =>
  (label.length > HALF || label.split(' ').some((word) => word.length > HALF_A_LINE) ? 'choice choice-long' : 'choice');

/** @typedef {'any' | 'row' | 'row choices-few' | 'row choices-many'} Look as many on a line as there is room for; of a word each; all on one; three */
/** @typedef {{ value: string, label: string, lang?: string | null, spoken?: string }} Option */

/**
 * A group of radio buttons, all of them in sight. One that is chosen is cleared by choosing it again.
 * @param {{ options: Option[], chosen: string | null, labelledBy: string, describedBy: string, look: Look, key?: string,
 *   notify: (value: string | undefined) => void }} group `key` tells it apart from others that are drawn with it
 * @returns {{ element: HTMLElement, put: (value: string | undefined) => void }} `put` chooses without telling
 */
export function radios({ options, chosen, labelledBy, describedBy, look, key = '', notify }) {
  const name = freshId('choice');
  let now = chosen ?? undefined;
  const put = (/** @type {string | undefined} */ value) => {
    now = value;
    inputs.forEach((input) => { input.checked = input.value === value; });
  };
  const clear = (/** @type {string} */ label) => {
    put(undefined);
    announce(t('field.cleared', { label }));
    notify(undefined);
  };
  const inputs = options.map(({ value, label }) => {
    const input = h('input', {
      type: 'radio', name, value, checked: value === now, 'data-key': `choose ${key} ${value}`,
      // A trembling finger taps twice, so the second tap of a double tap is ignored.
      onclick: (/** @type {MouseEvent} */ { detail }) => { if (value === now && detail < 2) clear(label); },
      // The space bar makes no click on a radio button that is chosen already.
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== ' ' || event.repeat || composes(event) || value !== now) return;
        event.preventDefault();
        clear(label);
      },
      onchange: () => {
        if (!input.checked) return;
        now = value;
        notify(value);
      },
    });
    return input;
  });
  const element = h('div', { class: `choices choices-${look}`, role: 'radiogroup', 'aria-labelledby': labelledBy,
    'aria-describedby': describedBy || null },
    options.map(({ label, lang, spoken }, index) =>
      h('label', { class: widthOf(label) }, inputs[index], h('span', { lang }, label),
        spoken ? h('span', { class: 'sr-only' }, spoken) : null)));
  return { element, put };
}

/** @param {Asked} asked @returns {HTMLElement} */
function choicesField({ question, answer, notify, labelledBy, describedBy }) {
  const options = question.options ?? [];
  const chosen = new Set(Array.isArray(answer) ? answer : []);
  const most = question.most;
  const hintId = freshId('most');
  const dropped = h('p', { class: 'hint limit-hint' });
  const boxes = options.map(({ id, alone, label }) => {
    const input = h('input', {
      type: 'checkbox', value: id, checked: chosen.has(id), 'data-key': `choose ${question.id} ${id}`,
      onchange: () => {
        const out = input.checked ? options.filter((each) => chosen.has(each.id) && (alone || each.alone)) : [];
        out.forEach((each) => chosen.delete(each.id));
        if (input.checked) chosen.add(id);
        else chosen.delete(id);
        dropped.textContent = out.length > 0 ? t('field.dropped', { list: out.map((each) => pick(each.label)).join('; ') }) : '';
        if (out.length > 0) announce(dropped.textContent);
        show();
        const inOrder = options.map((option) => option.id).filter((each) => chosen.has(each));
        notify(inOrder.length > 0 ? inOrder : undefined);
      },
    });
    return { id, alone, input, label: h('label', { class: widthOf(pick(label)) }, input, worded('span', {}, label)) };
  });
  const show = () => boxes.forEach(({ id, alone, input }) => {
    input.checked = chosen.has(id);
    input.disabled = most !== undefined && chosen.size >= most && !input.checked && !alone;
  });
  show();
  return h('div', { class: 'stack' },
    most === undefined ? null : h('p', { class: 'hint', id: hintId }, t('field.most', { n: String(most) })),
    h('div', { class: 'choices choices-any', role: 'group', 'aria-labelledby': labelledBy,
      'aria-describedby': `${describedBy} ${most === undefined ? '' : hintId}`.trim() || null },
      boxes.map(({ label }) => label)),
    dropped);
}
