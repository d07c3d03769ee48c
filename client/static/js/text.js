/**
 * Every text of the phone, from the catalogues that are served beside this file. A key that is missing is shown as it
 * is, so that a test finds it.
 */

/** @type {Record<string, string>} */
const catalogue = {};

/** @param {string} name */
async function load(name) {
  const response = await fetch(new URL(`../locales/en/${name}.json`, import.meta.url));
  if (response.ok) Object.assign(catalogue, await response.json());
}

await Promise.allSettled(['phone', 'elements'].map(load));

/**
 * @param {string} key
 * @param {Record<string, string | number>} [params] what stands in braces in the text
 * @returns {string}
 */
export function t(key, params = {}) {
  const text = catalogue[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
}

/** The language in which the page is shown. */
export const language = () => document.documentElement.lang || 'en';

/** @param {import('./types.js').Text | undefined} texts one text in several languages @returns {string} */
export function pick(texts) {
  if (!texts) return '';
  return texts[language()] ?? texts['en'] ?? Object.values(texts)[0] ?? '';
}
