/** The files that the tests of both languages read. */

import { readFileSync } from 'node:fs';

const read = (/** @type {string} */ path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/**
 * The content of a vector file.
 *
 * @param {string} name of a file in tests/vectors, for example `answers.json`
 * @returns {any} a new copy at each call
 */
export const vectors = (name) => read(`../../vectors/${name}`);
