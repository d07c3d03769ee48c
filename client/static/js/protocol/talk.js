/**
 * Where a seat is in the talk, and what it has marked (docs/protocol.md, "The talk").
 */

import { contextOf, keyOf, open, pad, seal, unpad } from './box.js';
import { ProtocolError, fromUtf8, orRefuse, utf8 } from './encoding.js';

/** @typedef {'talked' | 'later' | 'yes' | 'not-quite' | 'open'} PointMark */
/**
 * @typedef {object} Talk where one seat is among the points to talk through, and what it has marked
 * @property {[number, string] | null} at the time of its last move, and the point, or "end"
 * @property {Record<string, [number, PointMark]>} marks by point: the time of this seat's own newest mark, and the mark
 */

/** The pad length, in bytes of plaintext. */
export const TALK_PAD = 4096;
/** The highest Lamport time. */
export const MAX_TIME = 2 ** 31 - 1;

/** @param {unknown} value @param {(named: unknown) => boolean} check @returns {boolean} whether it is a time and something beside it */
const isTimed = (value, check) =>
  Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[0]) && value[0] >= 1 && value[0] <= MAX_TIME && check(value[1]);

/** @param {unknown} name */
const isPoint = (name) => typeof name === 'string' && /^[\w-]{8}$/.test(name);

/** @param {unknown} mark */
const isMark = (mark) => ['talked', 'later', 'yes', 'not-quite', 'open'].includes(/** @type {string} */ (mark));

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isTable = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param {unknown} value
 * @returns {value is Talk}
 */
const isTalk = (value) =>
  isTable(value) && value['at'] !== undefined && isTable(value['marks']) &&
  (value['at'] === null || isTimed(value['at'], (point) => point === 'end' || isPoint(point))) &&
  Object.entries(value['marks']).every(([point, marked]) => isPoint(point) && isTimed(marked, isMark));

/**
 * Seals where this seat is in the talk, and what it has marked.
 * @param {import('./box.js').Place} place with the empty section
 * @param {number} n counts from 1 for each seat
 * @param {Talk} talk
 * @param {Uint8Array} [salt] for tests only
 * @returns {Uint8Array}
 * @throws {ProtocolError} bad content, too long
 * Source: docs/protocol.md, "The talk".
 */
export function sealTalk(place, n, talk, salt) {
  if (!isTalk(talk)) throw new ProtocolError('bad content');
  return seal(keyOf(place), contextOf(place, n, 'talk'), pad(utf8(JSON.stringify({ at: talk.at, marks: talk.marks })), TALK_PAD), salt);
}

/**
 * Opens a talk and checks its content.
 * @param {import('./box.js').Place} place
 * @param {number} n
 * @param {Uint8Array} box
 * @returns {Talk}
 * @throws {ProtocolError} cannot open, bad padding, bad content
 * Source: docs/protocol.md, "The talk".
 */
export function openTalk(place, n, box) {
  const plaintext = unpad(open(keyOf(place), contextOf(place, n, 'talk'), box), TALK_PAD);
  const talk = orRefuse('bad content', () => JSON.parse(fromUtf8(plaintext)));
  if (!isTalk(talk)) throw new ProtocolError('bad content');
  return { at: talk.at, marks: talk.marks };
}
