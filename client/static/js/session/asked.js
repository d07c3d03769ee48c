/** One asking of one section, as the parts that carry it out name it. */

import { base64url, fromBase64url } from '../protocol/encoding.js';

/** @typedef {import('../model/types.js').Keys} Keys */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/types.js').Round} Round */
/** @typedef {{ keys: Keys, role: Role, chapter: string, section: string }} Where our own role */
/**
 * @typedef {object} Now how things stand at the moment: each is looked up anew whenever it is read
 * @property {Round} round as the log joined with the view has it
 * @property {QuestionSet} document
 * @property {boolean} paused by anyone, as this phone knows it
 * @property {boolean} scene a scene is running
 * @property {boolean} ready both are
 * @property {boolean} newest this is the newest round of its section
 * @property {boolean} burnt it was handed over to another phone unreleased
 * @typedef {Where & Now} Asked
 */

/** @param {string} session @param {Where} where @param {number} round @returns {string[]} where it is stored */
export const keyOf = (session, { keys, chapter, section }, round) => [
  session, base64url(keys.SID), chapter, section, String(round),
];

/** @param {Where} where @param {Role} role who seals @param {number} round @returns {import('../protocol/mutual.js').Asking} */
export const asking = ({ keys, chapter, section }, role, round) => ({
  keys, role, qhash: fromBase64url(chapter), section, round,
});
