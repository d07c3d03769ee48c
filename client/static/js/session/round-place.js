/** Where a section and its rounds belong, as the parts name it that seal, open and store something there. */

import { base64url, fromBase64url } from '../protocol/encoding.js';

/** @typedef {import('../model/types.js').Keys} Keys */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/types.js').Round} Round */
/**
 * @typedef {{ keys: Keys, role: Role, chapter: string, section: string }} SectionPlace `role` is this seat's own; the section is
 * empty for what is sealed for a chapter as a whole
 */
/**
 * @typedef {object} RoundState how things stand at the moment: each is looked up anew whenever it is read
 * @property {Round} round as the log joined with the view has it
 * @property {QuestionSet} document
 * @property {boolean} paused by anyone, as this phone knows it, or a scene is stopped
 * @property {boolean} scene a scene is running or stopped
 * @property {boolean} ready both are
 * @property {boolean} newest this is the newest round of its section
 * @property {boolean} burnt it was handed over to another phone unreleased
 * @typedef {SectionPlace & RoundState} CurrentRound
 */

/**
 * Makes the key under which a round is stored.
 * @param {string} session id
 * @param {SectionPlace} place
 * @param {number} round from 1
 * @returns {string[]} session, SID, qhash, section, round
 */
export const storageKey = (session, { keys, chapter, section }, round) => [
  session, base64url(keys.SID), chapter, section, String(round),
];

/**
 * Makes the place of a box from the place of its section.
 * @param {SectionPlace} place
 * @param {Role} role the seat that seals
 * @returns {import('../protocol/box.js').Place}
 * Source: docs/protocol.md, "Boxes".
 */
export const boxPlace = ({ keys, chapter, section }, role) => ({ keys, role, qhash: fromBase64url(chapter), section });

/**
 * Names one asking of a section.
 * @param {SectionPlace} place
 * @param {Role} role the seat that seals
 * @param {number} round from 1
 * @returns {import('../protocol/mutual.js').Asking}
 * Source: docs/protocol.md, "One asking of a section".
 */
export const asking = (place, role, round) => ({ ...boxPlace(place, role), round });
