/** Texts that depend on a number: a catalogue has an entry a form, as `code.wait#one` and `code.wait#other`. */

/**
 * Finds the text of a key, in the form that a number takes where the catalogue has forms of it.
 * @param {Record<string, string>} catalogue
 * @param {string} key without a form
 * @param {unknown} n the number that the text depends on, if it depends on one
 * @param {Intl.PluralRules} rules of the catalogue's language
 * @returns {string | undefined}
 */
export function textFor(catalogue, key, n, rules) {
  return catalogue[key] ?? catalogue[`${key}#${rules.select(Number(n))}`];
}
