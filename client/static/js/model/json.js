/** JSON that came from the partner or the hub: parsed, and looked at piece by piece. Pure. */

import { ProtocolError, fromUtf8 } from '../protocol/encoding.js';

/**
 * Parses JSON.
 * @param {Uint8Array} bytes not trusted
 * @returns {unknown}
 * @throws {ProtocolError} bad content: not JSON in UTF-8
 */
export function fromJson(bytes) {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch {
    throw new ProtocolError('bad content');
  }
}

/**
 * Tells a JSON object from everything else.
 * @param {unknown} value
 * @returns {value is { [key: string]: unknown }}
 */
export const isTable = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Tells a text in at least one language from everything else.
 * @param {unknown} value
 * @returns {value is import('./types.js').Text}
 */
export const isText = (value) =>
  isTable(value) && Object.keys(value).length > 0 && Object.values(value).every((text) => typeof text === 'string');
