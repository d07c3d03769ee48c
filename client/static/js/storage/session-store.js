/**
 * The records of the conversations on this phone, one each: with its token, its keys, its log and how far its pairing is. What
 * was sealed in them is in sealed-store.js. A conversation is erased here as a whole, and all of them are encrypted anew
 * when the lock changes.
 */

import { GUESSES } from '../model/guess-budget.js';
import { done, entriesIn, transact, under } from './database.js';
import { decrypt, encrypt, putLock, withKey } from './lock.js';

/** @typedef {import('../model/types.js').StoredSession} StoredSession */

/** This phone has a seat in that session: the hub gave out its id twice, or it is the phone that made the code. */
export class AlreadyHereError extends Error {
  /** @override */
  name = 'AlreadyHereError';
}

const CHOSEN = 'overture.session';

/** Where a seat that is on its way to this phone stands in `settings`; its session's id stays readable (arriving-store.js). */
export const ARRIVING = 'arriving';

/** Tells the other tabs the id of a conversation that has been taken off this phone. */
export const forgotten = new BroadcastChannel('overture.forgotten');

/**
 * Reads the record of a conversation.
 * @param {string} id
 * @returns {Promise<StoredSession | null>} null: it is not on this phone
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const getSession = async (id) =>
  withKey(['sessions'], 'readonly', async (store) => decrypt(await done(store('sessions').get(id))) ?? null);

/**
 * Lists the conversations on this phone, also where the lock is closed.
 * @returns {Promise<{ id: string, added: number, created: number, token: string, hub?: string }[]>} the one that came last first
 * @throws {import('./database.js').StorageError}
 */
export const listSessions = async () =>
  transact(['sessions'], 'readonly', async (store) => {
    /** @type {{ id: string, added: number, created: number, token: string, hub?: string }[]} */
    const all = await done(store('sessions').getAll());
    return all.sort((left, right) => right.added - left.added);
  });

/**
 * Makes what is stored of a record. The token and its hub stay outside the lock: with them alone one can pause and end, which must
 * never hang on a passphrase.
 * @param {StoredSession} record
 * @param {import('./lock.js').LockKey | null} [key] of a lock that is just being made
 * @returns {any}
 */
export const encryptRecord = (record, key) => encrypt(record, openly(record), key);

/** @param {StoredSession} record @returns {object} what is readable where the lock is closed */
const openly = ({ id, added, created, token, hub }) => ({ id, added, created, token, hub });

/**
 * Counts the place of a conversation that is being added: clocks can be wrong, and two can begin in one second.
 * @param {IDBObjectStore} sessions
 * @returns {Promise<number>} behind all that are here
 * @throws {import('./database.js').StorageError}
 */
export const nextPlace = async (sessions) =>
  1 + Math.max(0, ...(await done(sessions.getAll())).map((/** @type {StoredSession} */ { added }) => added));

/**
 * Adds a conversation. On pages that ask for no passphrase, the record stands readable until the session page has it: there
 * are no keys in it yet.
 * @param {StoredSession} record
 * @throws {AlreadyHereError} what this phone keeps under that id stays as it is
 * @throws {import('./database.js').StorageError}
 */
export async function addSession(record) {
  await transact(['sessions'], 'readwrite', async (store) => {
    if ((await done(store('sessions').getKey(record.id))) !== undefined) throw new AlreadyHereError();
    await done(store('sessions').add(encryptRecord({ ...record, added: await nextPlace(store('sessions')) })));
  });
  // Asked for quietly: without it the browser may clear the keys when space is short.
  navigator.storage?.persist?.().catch(() => {});
}

/**
 * Reads the record, decides and writes in one transaction, so that no other tab can come between.
 * @param {import('./database.js').StoreName[]} stores that are read or written besides
 * @param {string} id
 * @param {(record: StoredSession, store: (name: import('./database.js').StoreName) => IDBObjectStore) => Promise<StoredSession>}
 * change awaits nothing but requests of its stores
 * @returns {Promise<StoredSession | null>} null when it was forgotten meanwhile
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const changeRecord = async (stores, id, change) =>
  withKey([...stores, 'sessions'], 'readwrite', async (store) => {
    const record = decrypt(await done(store('sessions').get(id)));
    if (!record) return null;
    const changed = await change(record, store);
    if (changed !== record) store('sessions').put(encryptRecord(changed));
    return changed;
  });

/**
 * Changes the record alone.
 * @param {string} id
 * @param {(record: StoredSession) => StoredSession} change pure
 * @returns {Promise<StoredSession | null>} null when it was forgotten meanwhile
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const updateSession = (id, change) => changeRecord([], id, async (record) => change(record));

/** @param {string} locator */
const guessKey = (locator) => `guesses/${locator}`;

/** They are kept for good: a clock that is put right must give nobody more of them. @param {any} entry @returns {number} */
const used = (entry) => entry?.used ?? 0;

/**
 * Counts how many more times this phone may answer to a code.
 * @param {string} locator
 * @returns {Promise<number>}
 * @throws {import('./database.js').StorageError}
 * Source: docs/protocol.md, "Pairing".
 */
export const guessesLeft = async (locator) =>
  transact(['settings'], 'readonly', async (store) =>
    Math.max(0, GUESSES - used(await done(store('settings').get(guessKey(locator))))),
  );

/**
 * Changes the record together with the guesses at its code. The phone that joins counts them beside the session, because every
 * try is a new seat.
 * @param {string} id
 * @param {(kept: { record: StoredSession, guesses: number }) => { record: StoredSession, guesses: number }} change pure
 * @returns {Promise<StoredSession | null>} null when it was forgotten meanwhile
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const updatePairing = (id, change) =>
  changeRecord(['settings'], id, async (record, store) => {
    const key = guessKey(record.locator);
    const guesses = used(await done(store('settings').get(key)));
    const after = change({ record, guesses });
    if (after.guesses !== guesses) {
      await done(store('settings').put({ used: after.guesses }, key));
    }
    return after.record;
  });

/**
 * Removes every trace of one conversation from this phone, except the command to the hub that ends it.
 * @param {string} id
 * @param {'ended' | 'moved'} [left] what its other tabs then show
 * @throws {import('./database.js').StorageError} nothing was removed
 */
export async function forgetSession(id, left = 'ended') {
  await transact(['sessions', 'seals', 'inners', 'boxes', 'outbox', 'settings'], 'readwrite', async (store) => {
    await done(store('sessions').delete(id));
    if ((await done(store('settings').get(ARRIVING)))?.id === id) await done(store('settings').delete(ARRIVING));
    for (const name of /** @type {const} */ (['seals', 'inners', 'boxes'])) await done(store(name).delete(under(id)));
    for (const [key, entry] of await entriesIn(store('outbox'))) {
      if (entry.session === id && entry.command.do !== 'end') await done(store('outbox').delete(key));
    }
  });
  forgotten.postMessage({ session: id, left });
  if (chosen() === id) sessionStorage.removeItem(CHOSEN);
  try {
    for (const key of Object.keys(sessionStorage)) if (key.includes(id)) sessionStorage.removeItem(key);
  } catch {
    // Without it nothing is in there.
  }
}

/**
 * Writes everything of every conversation anew under another lock, all of it or none.
 * @param {import('./lock.js').StoredLock | null} lock null: without one
 * @param {import('./lock.js').LockKey | null} key
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const relock = async (lock, key) =>
  withKey(['sessions', 'seals', 'inners'], 'readwrite', async (store) => {
    for (const each of await done(store('sessions').getAll())) await done(store('sessions').put(encryptRecord(decrypt(each), key)));
    for (const name of /** @type {const} */ (['seals', 'inners'])) {
      for (const [place, each] of await entriesIn(store(name))) await done(store(name).put(encrypt(decrypt(each), {}, key), place));
    }
    const arriving = await done(store('settings').get(ARRIVING));
    if (arriving) await done(store('settings').put(encrypt(decrypt(arriving), { id: arriving.id }, key), ARRIVING));
    await putLock(store('settings'), lock);
  });

/** Stores which conversation this tab shows. @param {string} id */
export function choose(id) {
  try {
    sessionStorage.setItem(CHOSEN, id);
  } catch {
    // Then it shows the newest one.
  }
}

/** Reads which conversation this tab shows. @returns {string | null} its id; null: the newest one */
export function chosen() {
  try {
    return sessionStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}
