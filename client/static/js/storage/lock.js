/**
 * The lock of this phone, as this page holds it: open, closed or not there. With a lock everything by which somebody could
 * read a conversation is stored sealed under a random key; that key is stored sealed under a passphrase only, and lives open
 * in the memory of pages and nowhere else, so a page that is loaded again asks again. The key is made in lock-key.js.
 */

import { done, transact } from './database.js';

/** @typedef {import('./database.js').StoreName} StoreName */
/** @typedef {{ id: string, salt: Uint8Array, sealed: Uint8Array }} StoredLock the key of `id`, under the passphrase */
/**
 * @typedef {object} LockKey
 * @property {string} id
 * @property {Uint8Array} random
 * @property {(value: unknown) => Uint8Array} seal
 * @property {(sealed: Uint8Array) => any} open
 * @property {(text: string) => string} sealText
 * @property {(sealed: string) => string} openText
 */

/** Where the lock stands in `settings`. */
const LOCK = 'lock';
/** Read by boot.js, which must know before anything is shown that the door will ask for a passphrase. */
const MARK = 'overture.lock';
/** The pages that read and write conversations: a session's, and the one to which a seat moves. */
const SESSION_PAGE = /\/[ms]$/;
const SEALED_TEXT = 'sealed:';

/** The lock is closed in this page: it was set, changed or taken off in another one. */
export class LockedError extends Error {
  /** @override */
  name = 'LockedError';
}

/**
 * Tells the other pages that the lock is another one now, and its key, under which each puts what was being written in its tab. Then they
 * are loaded again, and ask. null: there is no lock any more.
 */
export const lockChanged = new BroadcastChannel('overture.lock-changed');

/** @type {LockKey | null} */
let heldKey = null;

/**
 * Gives this page the key of the lock, or removes it.
 * @param {LockKey | null} key the one of the stored lock; null when there is none, or to close it here
 */
export const setKey = (key) => (heldKey = key);

/**
 * Encrypts under the lock of this phone; without one the value stays as it is.
 * @param {unknown} value
 * @param {object} [plain] what has to stay readable
 * @param {LockKey | null} [key] of a lock that is just being made
 * @returns {any} what is stored for it
 */
export const encrypt = (value, plain = {}, key = heldKey) => (key === null ? value : { ...plain, sealed: key.seal(value) });

/**
 * Decrypts what `encrypt` has made of a value.
 * @param {any} stored
 * @returns {any} the value
 * @throws {LockedError}
 * @throws {import('../protocol/encoding.js').ProtocolError}
 */
export function decrypt(stored) {
  if (!isSealed(stored)) return stored;
  if (heldKey === null) throw new LockedError();
  return heldKey.open(stored.sealed);
}

/** No value has a field of this name itself. @param {any} stored */
const isSealed = (stored) => stored?.sealed instanceof Uint8Array;

/** Encrypts a text. @param {string} text @returns {string} what is stored for it, as `encrypt` does for values */
export const encryptText = (text) => (heldKey === null ? text : SEALED_TEXT + heldKey.sealText(text));

/**
 * Decrypts a text.
 * @param {string | null} stored
 * @returns {string | null} null: there is none, or it cannot be read in this page
 */
export function decryptText(stored) {
  if (!stored?.startsWith(SEALED_TEXT)) return stored;
  try {
    return heldKey?.openText(stored.slice(SEALED_TEXT.length)) ?? null;
  } catch {
    return null;
  }
}

/**
 * A transaction that fails unless this page holds the key of the very lock that is stored now, or there is none: so that
 * nothing readable is written beside what another page has just locked.
 * @template T
 * @param {StoreName[]} stores
 * @param {IDBTransactionMode} mode
 * @param {(store: (name: StoreName) => IDBObjectStore) => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {LockedError} @throws {import('./database.js').StorageError}
 */
export const withKey = async (stores, mode, work) =>
  transact([...stores, 'settings'], mode, async (store) => {
    // Asked first, so it is answered before anything that `work` asks for, and the transaction fails before any of that is read.
    const [, result] = await Promise.all([holdsKey(store('settings')), work(store)]);
    return result;
  });

/** @param {IDBObjectStore} settings @throws {LockedError} the stored lock is another one, or there is none any more */
async function holdsKey(settings) {
  /** @type {StoredLock | undefined} */
  const lock = await done(settings.get(LOCK));
  if (lock?.id !== heldKey?.id) throw new LockedError();
}

/**
 * Tells whether this page is locked.
 * @returns {Promise<boolean>} whether there is a lock whose key this page does not hold
 * @throws {import('./database.js').StorageError}
 */
export const isLocked = async () => (await storedLock())?.id !== heldKey?.id;

/**
 * Reads the lock.
 * @returns {Promise<StoredLock | null>}
 * @throws {import('./database.js').StorageError}
 */
export const storedLock = async () =>
  transact(['settings'], 'readonly', async (store) => (await done(store('settings').get(LOCK))) ?? null);

/**
 * Stores the lock, or removes it.
 * @param {IDBObjectStore} settings
 * @param {StoredLock | null} lock
 * @throws {import('./database.js').StorageError}
 */
export async function putLock(settings, lock) {
  if (lock === null) await done(settings.delete(LOCK));
  else await done(settings.put(lock, LOCK));
}

/**
 * Whether the door of this page asks for a passphrase.
 * @returns {boolean}
 */
export function needsPassphrase() {
  try {
    return SESSION_PAGE.test(location.pathname) && localStorage.getItem(MARK) !== null;
  } catch {
    return false;
  }
}

/**
 * Marks this phone as locked for the door.
 * @param {boolean} locked whether the door of the session page asks for a passphrase from now on
 */
export function markLocked(locked) {
  try {
    if (locked) localStorage.setItem(MARK, '1');
    else localStorage.removeItem(MARK);
  } catch {
    // The session page asks the database besides.
  }
}
