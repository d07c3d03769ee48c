/**
 * Every text of the phone, in the language of the page. boot.js loads the catalogues, and no module before they are there. A
 * key that is missing is shown as it is, so that a test finds it.
 */

import { textFor } from './plural-text.js';

/** The language of its texts: the hub has decided that by the address, or by what the browser prefers. */
export const language = window.overtureLanguage ?? 'en';

/**
 * Days and hours as the reader writes them at home, if that is in the language of the page. No date can be written in `en-US@posix`, which
 * some browsers say on Linux, nor in `en_US`.
 */
export const region = navigator.languages.find((each) => each.startsWith(language))?.split(/[@_]/)[0] ?? language;

const rules = new Intl.PluralRules(language);

/**
 * Looks up a text of the catalogue.
 * @param {string} key
 * @param {Record<string, string | number>} [params] what stands in braces in the text; `n` also chooses its form
 * @returns {string}
 */
export function t(key, params = {}) {
  const text = textFor(window.overtureTexts ?? {}, key, params['n'], rules) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
}

/** Looks up a text that need not be there. @param {string} key @param {string} other what stands in its place @returns {string} */
export const textOr = (key, other) => (t(key) === key ? other : t(key));

/** @param {import('./model/types.js').Text} texts @returns {string} the page's language, else the set's own, which stands first */
const shownIn = (texts) => (Object.hasOwn(texts, language) ? language : (Object.keys(texts)[0] ?? language));

/**
 * Picks the text in the language of the page.
 * @param {import('./model/types.js').Text | undefined} texts one text in several languages
 * @returns {string}
 */
export const pick = (texts) => (texts ? (texts[shownIn(texts)] ?? '') : '');

/**
 * Marks a text that is not in the language of the page.
 * @param {import('./model/types.js').Text} texts
 * @returns {{ lang: string | null }} the attribute of an element that shows `pick(texts)`: null in the page's own language
 */
export function inLanguage(texts) {
  const shown = shownIn(texts);
  return { lang: shown === language ? null : shown };
}

/**
 * Makes the address of a page.
 * @param {string} path of a page
 * @returns {string} its address, in the same language where this page's address names one
 */
export const at = (path) => `${document.documentElement.dataset['base'] ?? ''}${path}`.replace(/(.)\/$/, '$1');
