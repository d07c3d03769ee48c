/** The code that joins two phones: four symbols that the hub knows, and four that it does not. Pure but for its chance. */

import { ProtocolError, randomBytes } from './encoding.js';

/** @typedef {{ locator: string, secret: string }} Code four symbols each; the secret never reaches the hub */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HALF = /^[0-9A-HJKMNP-TV-Z]{4}$/;

/**
 * Decides whether a value is half of a code: that by which a hub finds the session, or the secret.
 * @param {unknown} value
 * @returns {boolean}
 * Source: docs/protocol.md, "The code".
 */
export const isHalf = (value) => typeof value === 'string' && HALF.test(value);

/**
 * Reads a code as people type it.
 * @param {string} text as typed or scanned, with or without hyphen
 * @returns {Code}
 * @throws {ProtocolError} bad code
 * Source: docs/protocol.md, "The code".
 */
export function parseCode(text) {
  const plain = text
    .replace(/[ -]/g, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const [locator, secret] = [plain.slice(0, 4), plain.slice(4)];
  if (!HALF.test(locator) || !HALF.test(secret)) throw new ProtocolError('bad code');
  return { locator, secret };
}

/**
 * Draws the secret half of a code.
 * @returns {string} four symbols, 20 bits, from one's own device
 * Source: docs/protocol.md, "The code".
 */
export const newSecret = () => Array.from(randomBytes(4), (byte) => ALPHABET[byte & 31]).join('');
