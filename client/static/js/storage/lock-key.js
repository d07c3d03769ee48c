/** The key of the lock: it seals what a phone stores, in boxes of the same form as those for the hub. */

import { open, seal } from '../protocol/box.js';
import { base64url, fromBase64url, fromUtf8, lvCat, utf8 } from '../protocol/encoding.js';

/** @typedef {import('./lock.js').LockKey} LockKey */

const VALUE = lvCat('overture1/lock', 'value');

/**
 * Makes the key of a lock on the phone. It seals what is stored: values, which are plain data and bytes, and texts.
 * @param {string} id of the lock
 * @param {Uint8Array} random 32 bytes
 * @returns {LockKey}
 * Source: docs/security.md, "A lock on the phone".
 */
export const lockKeyOf = (id, random) => ({
  id,
  random,
  seal: (value) => seal(random, VALUE, encode(value)),
  open: (sealed) => decode(open(random, VALUE, sealed)),
  sealText: (text) => base64url(seal(random, VALUE, encode(text))),
  openText: (sealed) => decode(open(random, VALUE, fromBase64url(sealed))),
});

/**
 * Plain data and bytes. Every string has its kind before it, so that no text of the hub's can pass for bytes.
 * @param {unknown} value
 */
const encode = (value) =>
  utf8(JSON.stringify(value, (_, each) =>
    each instanceof Uint8Array ? `b${base64url(each)}` : typeof each === 'string' ? `s${each}` : each));

/** @param {Uint8Array} bytes @returns {any} */
const decode = (bytes) =>
  JSON.parse(fromUtf8(bytes), (_, each) =>
    typeof each !== 'string' ? each : each.startsWith('b') ? fromBase64url(each.slice(1)) : each.slice(1));
