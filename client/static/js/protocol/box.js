/**
 * The box: bytes that the hub carries and cannot read, bound to one place (docs/protocol.md, "Sealed answers").
 * Everywhere, `role` is the seat that sealed the box, so to open a partner's box name the partner's role.
 */

import { chacha20poly1305, expand, extract, sha512 } from '../../vendor/noble.js';
import { ProtocolError, concat, equal, fromU32, lvCat, orRefuse, randomBytes, u32 } from './encoding.js';

/** @typedef {import('./pairing.js').Keys} Keys */
/** @typedef {import('./pairing.js').Role} Role */

/**
 * What a box belongs to. Session-wide boxes have the empty section.
 * @typedef {object} Place
 * @property {Keys} keys
 * @property {Role} role the seat that sealed the box
 * @property {Uint8Array} qhash
 * @property {string} section
 */

const VERSION = 1;
const [KEY, SALT, NONCE, TAG] = [32, 32, 12, 16];

/** How many bytes a box is longer than what is in it. */
export const OVERHEAD = 1 + SALT + KEY + TAG;

/** Names the other seat. @param {Role} role @returns {Role} the other seat */
export const peerOf = (role) => (role === 'A' ? 'B' : 'A');

/**
 * Makes what a box is bound to, so that it cannot be moved anywhere else.
 * @param {{ SID: Uint8Array, qhash: Uint8Array, section: string, round: number, role: Role, purpose: string }} place
 * @returns {Uint8Array}
 * Source: docs/protocol.md, "Boxes".
 */
export const context = ({ SID, qhash, section, round, role, purpose }) =>
  lvCat('overture1/ctx', SID, qhash, section, u32(round), role, purpose);

/** @param {Uint8Array} key @param {Uint8Array} ctx @param {Uint8Array} salt */
function boxKeys(key, ctx, salt) {
  const okm = expand(sha512, extract(sha512, key, salt), lvCat('overture1/seal', ctx), 2 * KEY + NONCE);
  return { com: okm.slice(0, KEY), cipher: chacha20poly1305(okm.slice(KEY, 2 * KEY), okm.slice(2 * KEY), ctx) };
}

/**
 * Seals a message under a key and a context.
 * @param {Uint8Array} key 32 bytes
 * @param {Uint8Array} ctx
 * @param {Uint8Array} message
 * @param {Uint8Array} [salt] for test vectors only
 * @returns {Uint8Array} the box, OVERHEAD longer than the message
 * Source: docs/protocol.md, "Boxes".
 */
export function seal(key, ctx, message, salt = randomBytes(SALT)) {
  const { com, cipher } = boxKeys(key, ctx, salt);
  return concat(Uint8Array.of(VERSION), salt, com, cipher.encrypt(message));
}

/**
 * Opens a box. The commitment is compared before anything is decrypted: so a box opens under one key only.
 * @param {Uint8Array} key 32 bytes
 * @param {Uint8Array} ctx
 * @param {Uint8Array} box
 * @returns {Uint8Array} the message
 * @throws {ProtocolError} cannot open: whatever the reason
 * Source: docs/protocol.md, "Boxes".
 */
export function open(key, ctx, box) {
  if (box.length < OVERHEAD || box[0] !== VERSION) throw new ProtocolError('cannot open');
  const { com, cipher } = boxKeys(key, ctx, box.slice(1, 1 + SALT));
  if (!equal(com, box.slice(1 + SALT, 1 + SALT + KEY))) throw new ProtocolError('cannot open');
  return orRefuse('cannot open', () => cipher.decrypt(box.slice(1 + SALT + KEY)));
}

/**
 * Fills a message up to a fixed length, so that the size of its box reveals nothing.
 * @param {Uint8Array} message
 * @param {number} length of what is returned, in bytes
 * @returns {Uint8Array}
 * @throws {ProtocolError} too long: there is never a larger box, as its size would reveal it
 * Source: docs/protocol.md, "Boxes".
 */
export function pad(message, length) {
  const zeros = length - 4 - message.length;
  if (zeros < 0) throw new ProtocolError('too long');
  return concat(u32(message.length), message, new Uint8Array(zeros));
}

/**
 * Takes the padding off again.
 * @param {Uint8Array} padded
 * @param {number} length that it must have, in bytes
 * @returns {Uint8Array}
 * @throws {ProtocolError} bad padding
 * Source: docs/protocol.md, "Boxes".
 */
export function unpad(padded, length) {
  if (padded.length !== length || length < 4) throw new ProtocolError('bad padding');
  const end = 4 + fromU32(padded);
  if (end > length || padded.slice(end).some((byte) => byte !== 0)) throw new ProtocolError('bad padding');
  return padded.slice(4, end);
}

/**
 * Makes the context of a box from its place.
 * @param {Place} place
 * @param {number} round
 * @param {string} purpose
 * @returns {Uint8Array}
 * Source: docs/protocol.md, "Boxes".
 */
export const contextOf = ({ keys, qhash, section, role }, round, purpose) =>
  context({ SID: keys.SID, qhash, section, round, role, purpose });

/**
 * Picks the channel key that a seat seals with.
 * @param {Place} place
 * @returns {Uint8Array} the key of the seat that seals
 * Source: docs/protocol.md, "Boxes".
 */
export const keyOf = ({ keys, role }) => (role === 'A' ? keys.kA : keys.kB);
