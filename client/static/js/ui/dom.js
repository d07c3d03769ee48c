/**
 * Drawing by DOM calls alone. Text is always a text node, so nothing that a person wrote can ever become markup.
 */

import { inLanguage, pick } from '../i18n.js';
import { asAction } from './failure-notice.js';

/** @typedef {Node | string | null | undefined | false} Child */

/** Set as properties: as attributes they would only be starting values. */
const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'open']);

/**
 * Makes an element.
 * @template {string} K
 * @param {K} tag
 * @param {Record<string, unknown>} [attributes] `on...` functions are listeners: where one fails, or what it
 * promises does, a sentence says so; null, undefined and false are left out; `dir: 'auto'` is for what people wrote
 * @param {...(Child | Child[])} children
 * @returns {K extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[K] : HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), asAction(/** @type {(event: Event) => unknown} */ (value)));
    else if (PROPERTIES.has(name)) Reflect.set(element, name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  // What a person wrote has a direction of its own. A translator in the browser would send it elsewhere, and make another
  // word of a stop word.
  if (attributes.dir === 'auto') element.translate = false;
  element.append(...kept(children));
  return /** @type {any} */ (element);
}

/** Leaves out children that are nothing. @param {(Child | Child[])[]} children @returns {(Node | string)[]} */
export function kept(children) {
  return /** @type {(Node | string)[]} */ (
    children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== '')
  );
}

/**
 * Puts other children in. Whoever had the focus in them keeps it: on the control with the same `data-key`, else on what says
 * where they are, unless whoever calls moves it.
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !element.contains(focused)) return element.replaceChildren(...kept(children));
  const { top } = focused.getBoundingClientRect();
  element.replaceChildren(...kept(children));
  const same = focused.isConnected ? focused : element.querySelector(`[data-key="${CSS.escape(focused.dataset['key'] ?? '')}"]`);
  if (!(same instanceof HTMLElement)) return queueMicrotask(() => { if (document.activeElement === document.body) focusNear(element); });
  same.focus({ preventScroll: true });
  // Scrolls with a focused element that has moved; otherwise the page stands still.
  const isSeen = top >= 0 && top < window.innerHeight;
  if (isSeen && same.getBoundingClientRect().top !== top) same.scrollIntoView({ block: 'nearest', behavior: 'instant' });
}

/**
 * Moves the focus to the nearest heading or region, because the control that had it is gone. The page does not scroll.
 * @param {Element | null} element what stands there now
 */
export function focusNear(element) {
  const main = document.querySelector('main');
  const around = [
    element, element?.closest('details'), element?.closest('.room, .sheet'), document.querySelector('.room:not([hidden])'), main,
  ];
  refocus([...around.map((each) => each?.querySelector('h1, h2, h3, summary')), main].find((each) => each?.getClientRects().length));
}

/**
 * Gives the focus to an element that need not be a control.
 * @param {Element | null | undefined} element
 */
export function refocus(element) {
  if (!(element instanceof HTMLElement)) return;
  if (!element.hasAttribute('tabindex') && element.tabIndex < 0) element.setAttribute('tabindex', '-1');
  element.focus({ preventScroll: true });
}

/**
 * Moves the focus on purpose: to a heading that now says where one is.
 * @param {HTMLElement | null} element
 */
export function focusOn(element) {
  if (!element) return;
  refocus(element);
  element.scrollIntoView({ block: 'start', behavior: 'instant' });
}

/**
 * A text of the question set. Where the set does not have it in the page's language, its own is marked, so that it is
 * spoken and hyphenated as what it is.
 * @template {string} K
 * @param {K} tag
 * @param {Record<string, unknown>} attributes
 * @param {import('../model/types.js').Text} texts
 * @returns {K extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[K] : HTMLElement}
 */
export const worded = (tag, attributes, texts) => h(tag, { ...attributes, ...inLanguage(texts) }, pick(texts));

/**
 * Attributes of fields for text that will be sealed, and for codes and passphrases: they ask spell checkers, writing
 * assistants and other programs in the page to keep out, as some of them send the text elsewhere. A keyboard still sees it.
 */
const FOR_NOBODY_ELSE = {
  autocomplete: 'off', autocorrect: 'off', spellcheck: 'false', writingsuggestions: 'false',
  'data-gramm': 'false', 'data-gramm_editor': 'false', 'data-enable-grammarly': 'false', 'data-lt-active': 'false',
};

/**
 * Every field that somebody writes in. While a keyboard composes, as nearly all do on phones, its Enter is the keyboard's.
 * @template {'input' | 'textarea'} K
 * @param {K} tag @param {Record<string, unknown>} attributes
 * @returns {HTMLElementTagNameMap[K]}
 */
export function typed(tag, attributes) {
  const field = h(tag, { ...FOR_NOBODY_ELSE, ...attributes });
  if (tag === 'input') {
    field.addEventListener('keydown', (event) => {
      if (event instanceof KeyboardEvent && event.key === 'Enter' && composes(event)) event.preventDefault();
    });
  }
  return /** @type {any} */ (field);
}

/**
 * Tells whether a keyboard is composing.
 * @param {KeyboardEvent} event
 * @returns {boolean} whether the key is the keyboard's own: some browsers tell by the number only
 */
export const composes = ({ isComposing, keyCode }) => isComposing || keyCode === 229;

/** Milliseconds for which the result of a tap is shown: somebody else may read the screen later. */
const SAID_FOR = 8000;

/** The sentence that says what the last tap did. It has its own element, because a translator in the browser changes its text. */
let said = h('span');

/**
 * Announces what a tap has just done, in the status line: never over what that says of the connection or of the hub.
 * @param {...Child} sentence what a person wrote is an element of its own in it
 */
export function announce(...sentence) {
  const line = document.getElementById('status');
  if (!line || line.hasAttribute('data-holds')) return;
  line.classList.remove('status-spoken');
  const now = h('span', {}, ...sentence);
  said = now;
  line.replaceChildren(now);
  setTimeout(() => now.remove(), SAID_FOR);
}

/** Removes the sentence about the last tap: somebody who has moved on to another question or room would relate it to that. */
export const endAnnouncement = () => said.remove();

window.addEventListener('hashchange', endAnnouncement);

let counter = 0;

/** Makes an id. @param {string} prefix @returns {string} an id that nothing else in the page has */
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/**
 * Makes a button.
 * @param {string} label
 * @param {() => unknown} onclick a failure of what it promises is told
 * @param {Record<string, unknown>} [attributes]
 * @returns {HTMLButtonElement}
 */
export function button(label, onclick, attributes = {}) {
  return h('button', { type: 'button', class: 'button', onclick, ...attributes }, label);
}

/**
 * Makes the paragraphs of a text of the question set.
 * @param {import('../model/types.js').Text} texts of the question set
 * @returns {HTMLParagraphElement[]}
 */
export const wordedParagraphs = (texts) => paragraphs(pick(texts), inLanguage(texts));

/**
 * Paragraphs, as people write them: a new line is a new line, an empty line a new paragraph.
 * @param {string} text
 * @param {Record<string, unknown>} [attributes]
 * @returns {HTMLParagraphElement[]}
 */
export function paragraphs(text, attributes = {}) {
  return text
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => h('p', { class: 'written', dir: 'auto', ...attributes }, part));
}
