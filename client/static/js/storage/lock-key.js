/**
 * Making and opening the lock of this phone. Loaded only where there is one or one is being set. It works on plain http too:
 * scrypt with 32 MiB, three times over, then the same boxes as everywhere (protocol/box.js).
 */

import { scryptAsync } from '../../vendor/scrypt.js';
import { open, seal } from '../protocol/box.js';
import { attempt, base64url, fromBase64url, fromUtf8, lvCat, randomBytes, utf8 } from '../protocol/encoding.js';

/** @typedef {import('./lock.js').StoredLock} StoredLock */
/** @typedef {import('./lock.js').LockKey} LockKey */

/** A phone needs about a second for each guess, and 32 MiB. */
const COST = { N: 2 ** 15, r: 8, p: 3, dkLen: 32 };
const KEY = lvCat('overture1/lock', 'key');
const VALUE = lvCat('overture1/lock', 'value');

/** @param {string} passphrase however the keyboard composes its letters @param {Uint8Array} salt */
const passwordKey = (passphrase, salt) => scryptAsync(utf8(passphrase.normalize('NFKC')), salt, COST);

/**
 * Makes a lock under a passphrase.
 * @param {string} passphrase
 * @returns {Promise<{ stored: StoredLock, key: LockKey }>} a new lock
 */
export async function makeLock(passphrase) {
  const [random, salt, id] = [randomBytes(32), randomBytes(16), base64url(randomBytes(16))];
  return { stored: { id, salt, sealed: seal(await passwordKey(passphrase, salt), KEY, random) }, key: keyOf(id, random) };
}

/**
 * Opens a lock with a passphrase.
 * @param {StoredLock} lock
 * @param {string} passphrase
 * @returns {Promise<LockKey | null>} null: it is not this one
 */
export async function openLock({ id, salt, sealed }, passphrase) {
  const under = await passwordKey(passphrase, salt);
  return attempt(() => keyOf(id, open(under, KEY, sealed)));
}

/** @param {string} id @param {Uint8Array} random @returns {LockKey} */
const keyOf = (id, random) => ({
  id,
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
