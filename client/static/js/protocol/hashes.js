/**
 * Hashes, and the names on the wire that are made of them (docs/protocol.md, "Notation"). No crypto.subtle, so that they
 * are there on a plain http page in a local network too.
 */

import { sha512 } from '../../vendor/noble.js';
import { attempt, base64url, concat, fromBase64url } from './encoding.js';

/**
 * Hashes.
 * @param {...Uint8Array} parts
 * @returns {Uint8Array} SHA-512 of the parts one after another, 64 bytes
 * Source: docs/protocol.md, "Notation".
 */
export const H = (...parts) => sha512(concat(...parts));

/**
 * Hashes to 32 bytes.
 * @param {...Uint8Array} parts
 * @returns {Uint8Array} the first 32 bytes of H
 * Source: docs/protocol.md, "Notation".
 */
export const H32 = (...parts) => H(...parts).slice(0, 32);

/**
 * Names a box or a message by its digest.
 * @param {Uint8Array} bytes of a box or a message
 * @returns {string} its name on the wire: H32 in base64url
 * Source: docs/protocol.md, "Notation".
 */
export const digestOf = (bytes) => base64url(H32(bytes));

/**
 * Names a message by its digest.
 * @param {string} message as the hub shows it
 * @returns {string} of a text that is no base64url, the text itself
 * Source: docs/protocol.md, "Notation".
 */
export const digestOfText = (message) => attempt(() => digestOf(fromBase64url(message))) ?? message;
