/** The files that the tests of both languages read, and values as a file would hold them. */

import { readFileSync } from 'node:fs';

const read = (/** @type {string} */ path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/**
 * The content of a vector file.
 *
 * @param {string} name of a file in tests/vectors, for example `answers.json`
 * @returns {any} a new copy at each call
 */
export const vectors = (name) => read(`../../vectors/${name}`);

/**
 * The question set with every kind of question, as a hub serves it. `tests/client/test_in_node.py` holds it to `every-kind.toml`.
 *
 * @returns {any} a new copy at each call
 */
export const everyKind = () => read('every-kind.json');

/**
 * A value as JSON has it: tables without a prototype become ordinary ones, so that `deepEqual` compares what is in them.
 *
 * @param {unknown} value
 * @returns {any}
 */
export const asJson = (value) => JSON.parse(JSON.stringify(value));

/**
 * A copy of a value with something else in one place.
 *
 * @param {any} value
 * @param {(string | number)[]} path to a place that there is; empty for the value itself
 * @param {unknown} other
 * @returns {any}
 */
export function changedAt(value, path, other) {
  if (path.length === 0) return other;
  const copy = structuredClone(value);
  const last = /** @type {string | number} */ (path.at(-1));
  const place = path.slice(0, -1).reduce((at, key) => at[key], copy);
  if (!(last in place)) throw new Error(`there is no ${path.join('.')}`);
  place[last] = other;
  return copy;
}
