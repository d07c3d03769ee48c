/** Reads a response up to a limit: a hub can send endless data. */

import { LIMITS } from '../model/limits.js';

/**
 * Reads the body of a response.
 * @param {Response} response
 * @returns {Promise<Uint8Array>}
 * @throws {TypeError} it is larger than anything that a hub has; or the connection broke
 * Source: docs/protocol.md, "Limits".
 */
export async function readBody(response) {
  const reader = response.body?.getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  for (let size = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    parts.push(value);
    if (size <= LIMITS.message) continue;
    void reader.cancel().catch(() => {});
    throw new TypeError('too large');
  }
  return new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());
}
