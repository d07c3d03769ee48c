/**
 * Making and opening the lock of this phone. Loaded only where there is one or one is being set. It works on plain http too:
 * scrypt with 32 MiB, three times over, then the same boxes as everywhere (protocol/box.js).
 */

import { scryptAsync } from '../../vendor/scrypt.js';
import { open, seal } from '../protocol/box.js';
import { attempt, base64url, lvCat, randomBytes, utf8 } from '../protocol/encoding.js';
import { lockKeyOf } from './lock-key.js';

/** @typedef {import('./lock.js').StoredLock} StoredLock */
/** @typedef {import('./lock.js').LockKey} LockKey */

/** A phone needs about a second for each guess, and 32 MiB. */
const COST = { N: 2 ** 15, r: 8, p: 3, dkLen: 32 };
const KEY = lvCat('overture1/lock', 'key');

/** @param {string} passphrase however the keyboard composes its letters @param {Uint8Array} salt */
const passwordKey = (passphrase, salt) => scryptAsync(utf8(passphrase.normalize('NFKC')), salt, COST);

/**
 * Makes a lock under a passphrase.
 * @param {string} passphrase
 * @returns {Promise<{ stored: StoredLock, key: LockKey }>} a new lock
 */
export async function makeLock(passphrase) {
  const [random, salt, id] = [randomBytes(32), randomBytes(16), base64url(randomBytes(16))];
  return { stored: { id, salt, sealed: seal(await passwordKey(passphrase, salt), KEY, random) }, key: lockKeyOf(id, random) };
}

/**
 * Opens a lock with a passphrase.
 * @param {StoredLock} lock
 * @param {string} passphrase
 * @returns {Promise<LockKey | null>} null: it is not this one
 */
export async function openLock({ id, salt, sealed }, passphrase) {
  const under = await passwordKey(passphrase, salt);
  return attempt(() => lockKeyOf(id, open(under, KEY, sealed)));
}
