/** How a code is typed, shown and linked to. Pure. Eight symbols, shown as two groups of four. */

import { findCode } from '../protocol/found-code.js';

const HALF = 4;

/** Text on the way to a code, or text typed behind a code that the field has grouped. */
const PART = /^\s*[0-9A-Z]{0,4}[\s\p{Pd}]*(?:[0-9A-Z][\s\p{Pd}]*){0,4}$|^[0-9A-Z]{4}-[0-9A-Z]{5,}$/iu;

/**
 * Strips a code to its symbols.
 * @param {string} typed
 * @returns {string} as it is meant: capitals, of no particular width, no spaces or hyphens, O is 0, I and L are 1; at most eight symbols
 */
export const plainCode = (typed) =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, 2 * HALF);

/**
 * Writes a code in two halves.
 * @param {string} typed
 * @returns {string} `HRWE-7K2M`, the hyphen as soon as there is a second half
 */
export function groupedCode(typed) {
  const plain = plainCode(typed);
  return plain.length <= HALF ? plain : `${plain.slice(0, HALF)}-${plain.slice(HALF)}`;
}

/**
 * Writes what stands in the code field: the code in it, as soon as there is one, or what there is of a code.
 * @param {string} text all that stands there
 * @param {string} [added] what has just been pasted or dropped into it, which may be a whole code by itself
 * @returns {string} the text as it is if it is neither
 */
export function fieldCode(text, added = '') {
  const found = findCode(added) ?? findCode(text);
  if (found) return groupedCode(found);
  // Eight symbols that could be a code, and are none: half of one is a word.
  const isWords = /^(?:[^0-9A-Z]*[0-9A-Z]){8}[^0-9A-Z]*$/i.test(text) && findCode(groupedCode(text)) !== null;
  return PART.test(text.normalize('NFKC')) && !isWords ? groupedCode(text) : text;
}

/** Tells whether a code is complete. @param {string} typed @returns {boolean} */
export const isWhole = (typed) => plainCode(typed).length === 2 * HALF;

/** Writes a code for a screen reader. @param {string} code @returns {string} symbol by symbol, for a voice that reads it aloud */
export const spelled = (code) => plainCode(code).split('').join(' ');

/**
 * Makes the link that joins with a code.
 * @param {string} origin
 * @param {string} locator
 * @param {string} secret
 * @returns {string}
 */
export const linkTo = (origin, locator, secret) => `${origin}/j/${locator}#${secret}`;

/** Finds the locator in a link. @param {string} path @returns {string} the locator in `/j/HRWE`, in any language, or nothing */
export const locatorIn = (path) => plainCode(/\/j\/([^/]+)$/.exec(path)?.[1] ?? '').slice(0, HALF);
