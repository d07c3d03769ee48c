/**
 * Notes, settlings, notices and times to look again (docs/protocol.md, "Everything else that is sealed"). In each, a
 * number takes the place of the round. Notices and times belong to the session: seal them with the empty section.
 */

import { contextOf, keyOf, open, pad, seal, unpad } from './box.js';
import { ProtocolError, concat, equal, fromUtf8, orRefuse, u32, utf8 } from './encoding.js';
import { H32 } from './hashes.js';

/** @typedef {({ withdraw: string[] } | { limit: Record<string, string> }) & { seen?: unknown }} Notice item ids; item ids and their
 *   levels; and what the sender's log held */

const HASH = 32;

/** The pad lengths of the boxes that are not answers, in bytes of plaintext. */
export const PADS = Object.freeze({ note: 4096, settle: 64, notice: 4096, later: 256 });
/** The most UTF-8 bytes that a note's text may have. */
export const NOTE_MAX = PADS.note - 4 - 4 - HASH;

/**
 * @param {import('./box.js').Place} place
 * @param {keyof typeof PADS} purpose
 * @param {number} n
 * @param {Uint8Array} plaintext
 * @param {Uint8Array} [salt]
 */
const sealPadded = (place, purpose, n, plaintext, salt) =>
  seal(keyOf(place), contextOf(place, n, purpose), pad(plaintext, PADS[purpose]), salt);

/**
 * @param {import('./box.js').Place} place
 * @param {keyof typeof PADS} purpose
 * @param {number} n
 * @param {Uint8Array} box
 */
const openPadded = (place, purpose, n, box) =>
  unpad(open(keyOf(place), contextOf(place, n, purpose), box), PADS[purpose]);

/** @param {Uint8Array | null} box @returns {Uint8Array} what the next note names; 32 zeros before the first */
const noteHash = (box) => (box === null ? new Uint8Array(HASH) : H32(box));

/**
 * Seals a note, bound to its number and to the note before it.
 * @param {import('./box.js').Place} place
 * @param {number} n counts from 1 in its section, both seats together
 * @param {Uint8Array | null} previous the box of note n - 1
 * @param {string} text at most NOTE_MAX bytes
 * @param {Uint8Array} [salt] for tests only
 * @returns {Uint8Array}
 * @throws {ProtocolError} too long
 * Source: docs/protocol.md, "Everything else that is sealed".
 */
export const sealNote = (place, n, previous, text, salt) =>
  sealPadded(place, 'note', n, concat(u32(n), noteHash(previous), utf8(text)), salt);

/**
 * Opens a note and checks that it follows the one before.
 * @param {import('./box.js').Place} place
 * @param {number} n
 * @param {Uint8Array | null} previous
 * @param {Uint8Array} box
 * @returns {string}
 * @throws {ProtocolError} cannot open, bad padding, bad content: not the note that follows `previous`, or not text
 * Source: docs/protocol.md, "Everything else that is sealed".
 */
export function openNote(place, n, previous, box) {
  const head = concat(u32(n), noteHash(previous));
  const plaintext = openPadded(place, 'note', n, box);
  if (!equal(plaintext.slice(0, head.length), head)) throw new ProtocolError('bad content');
  return fromUtf8(plaintext.slice(head.length));
}

/**
 * Seals the tap by which a seat agrees with a note.
 * @param {import('./box.js').Place} place
 * @param {number} seq grows with each one that this seat sends
 * @param {Uint8Array} note the box of the note that is meant
 * @param {boolean} settled false withdraws it
 * @param {Uint8Array} [salt] for tests only
 * @returns {Uint8Array}
 * Source: docs/protocol.md, "Everything else that is sealed".
 */
export const sealSettle = (place, seq, note, settled, salt) =>
  sealPadded(place, 'settle', seq, concat(u32(seq), H32(note), Uint8Array.of(settled ? 1 : 0)), salt);

/**
 * Opens such a tap and checks which note it is about.
 * @param {import('./box.js').Place} place
 * @param {number} seq
 * @param {Uint8Array} note
 * @param {Uint8Array} box
 * @returns {boolean} settled or not
 * @throws {ProtocolError} cannot open, bad padding, bad content: about another note, or neither 1 nor 0
 * Source: docs/protocol.md, "Everything else that is sealed".
 */
export function openSettle(place, seq, note, box) {
  const head = concat(u32(seq), H32(note));
  const plaintext = openPadded(place, 'settle', seq, box);
  const last = plaintext[head.length];
  if (plaintext.length !== head.length + 1 || !equal(plaintext.slice(0, head.length), head)) {
    throw new ProtocolError('bad content');
  }
  if (last !== 0 && last !== 1) throw new ProtocolError('bad content');
  return last === 1;
}

/** @param {Uint8Array} bytes @returns {unknown} */
const parseJson = (bytes) => orRefuse('bad content', () => JSON.parse(fromUtf8(bytes)));

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An id begins with a small letter or a digit; so a name that means something to JavaScript itself is none.
 * @param {unknown} value
 * @returns {value is string}
 */
const isId = (value) => typeof value === 'string' && /^[a-z0-9]/.test(value);

/**
 * A notice can only tighten: anything but one of the two shapes, with something in it and at most a head beside it, is refused.
 * @param {unknown} value
 * @returns {value is Notice}
 */
function isNotice(value) {
  if (!isObject(value)) return false;
  const { seen: _seen, ...content } = value;
  if (Object.keys(content).length !== 1) return false;
  const { withdraw, limit } = content;
  if (Array.isArray(withdraw)) return withdraw.length > 0 && withdraw.every(isId);
  if (!isObject(limit)) return false;
  const entries = Object.entries(limit);
  return entries.length > 0 && entries.every((entry) => entry.every(isId));
}

/**
 * Seals a notice: something is withdrawn, or a limit is set.
 * @param {import('./box.js').Place} place with the empty section
 * @param {number} n counts from 1 for each seat
 * @param {Notice} notice
 * @param {Uint8Array} [salt] for tests only
 * @returns {Uint8Array}
 * @throws {ProtocolError} bad content, too long
 * Source: docs/protocol.md, "Everything else that is sealed".
 */
export function sealNotice(place, n, notice, salt) {
  if (!isNotice(notice)) throw new ProtocolError('bad content');
  return sealPadded(place, 'notice', n, utf8(JSON.stringify(notice)), salt);
}

/**
 * Opens a notice and checks its content.
 * @param {import('./box.js').Place} place
 * @param {number} n
 * @param {Uint8Array} box
 * @returns {Notice}
 * @throws {ProtocolError} cannot open, bad padding, bad content
 * Source: docs/protocol.md, "Everything else that is sealed".
 */
export function openNotice(place, n, box) {
  const notice = parseJson(openPadded(place, 'notice', n, box));
  if (!isNotice(notice)) throw new ProtocolError('bad content');
  return notice;
}

/**
 * Seals when whoever pauses would like to look again.
 * @param {import('./box.js').Place} place with the empty section
 * @param {number} n always 0, as the hub gives it no number
 * @param {Record<string, unknown>} later when to look again
 * @param {Uint8Array} [salt] for tests only
 * @returns {Uint8Array}
 * @throws {ProtocolError} too long
 * Source: docs/protocol.md, "Everything else that is sealed".
 */
export const sealLater = (place, n, later, salt) => sealPadded(place, 'later', n, utf8(JSON.stringify(later)), salt);

/**
 * Opens it.
 * @param {import('./box.js').Place} place
 * @param {number} n
 * @param {Uint8Array} box
 * @returns {Record<string, unknown>}
 * @throws {ProtocolError} cannot open, bad padding, bad content: not a JSON object
 * Source: docs/protocol.md, "Everything else that is sealed".
 */
export function openLater(place, n, box) {
  const later = parseJson(openPadded(place, 'later', n, box));
  if (!isObject(later)) throw new ProtocolError('bad content');
  return later;
}
