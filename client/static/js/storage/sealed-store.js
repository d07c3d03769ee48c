/**
 * What this phone has sealed, what came out of the partner's boxes, and the boxes themselves. Whatever two tabs do at once,
 * the first to write wins and both use what was written: there is only ever one commit for a round. Whoever writes a seal or an
 * inner counts it in the record, in the same transaction, so that a page that knows them reads them again only after a write.
 */

import { digestOf } from '../protocol/hashes.js';
import { StorageError, allDone, done, entriesIn, transact, under } from './database.js';
import { decrypt, encrypt, withKey } from './lock.js';
import { changeRecord, encryptRecord } from './session-store.js';

/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').MutualOutcome} MutualOutcome */
/** @typedef {import('../model/types.js').Sealed} Sealed */
/**
 * The value in a place now, whether this call has put it there, and the record beside it; null when the session was forgotten meanwhile.
 * @template T
 * @typedef {{ value: T, isNew: boolean, record: StoredSession | null }} Kept
 */

/** What this phone holds has been handed over to another one, or what was handed to it is not put together yet. */
class HandedOverError extends Error {
  /** @override */
  name = 'HandedOverError';
}

/** @param {string[]} key @returns {IDBValidKey} */
const keyOf = (key) => key;

/** @param {string[]} key @param {import('../model/types.js').Place} at @returns {boolean} whether it is the key of that round */
const isAt = (key, at) => at.join('/') === key.slice(2).join('/');

/**
 * Puts a value in if there is none.
 * @template T
 * @param {'seals' | 'inners'} name
 * @param {string[]} key beginning with the session's id
 * @param {() => T} make pure
 * @param {(made: any) => Uint8Array | undefined} boxOf the box in it that this seat has sealed
 * @returns {Promise<Kept<T>>}
 */
const insertOnce = async (name, key, make, boxOf) =>
  withKey([name, 'sessions'], 'readwrite', async (store) => {
    const [stored, session] = await allDone([store(name).get(keyOf(key)), store('sessions').get(key[0] ?? '')]);
    const there = decrypt(stored);
    /** @type {StoredSession | undefined} */
    const record = decrypt(session);
    if (there) return { value: there, isNew: false, record: record ?? null };
    // If another tab has deleted the conversation meanwhile, it must not come back; and nothing may be sent that is not stored.
    if (!record) throw new StorageError();
    if (record.move?.kind === 'approved') throw new HandedOverError();
    if (record.handed?.rounds.some(({ at }) => isAt(key, at))) throw new HandedOverError();
    if (name === 'inners' && record.burnt.some((at) => isAt(key, at))) throw new HandedOverError();
    const made = make();
    store(name).add(encrypt(made), keyOf(key));
    const box = boxOf(made);
    const after = written(box ? withMade(record, box) : record);
    store('sessions').put(encryptRecord(after));
    return { value: made, isNew: true, record: after };
  });

/**
 * Marks a conversation as handed over to another phone, in the transaction that reads all of it: nothing can be sealed or
 * released behind what was read.
 * @param {string} id
 * @param {(held: Sealed & { record: StoredSession, unsent: number }) => StoredSession} decide pure; `unsent` is how many
 * commands the hub has not acknowledged
 * @returns {Promise<StoredSession | null>} null when it was forgotten meanwhile
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const handOver = (id, decide) =>
  changeRecord(['seals', 'inners', 'outbox'], id, async (record, store) => {
    const unsent = (await done(store('outbox').getAll())).filter(({ session }) => session === id).length;
    return decide({ ...(await sealedIn(store, id)), record, unsent });
  });

/**
 * Stores one asking that came from the phone that had this seat before, put together, in the place of what was handed over.
 * @param {string} id of the session
 * @param {string[]} key session, SID, qhash, section, round
 * @param {any} seal one's own side
 * @param {any} inner what came out of the partner's; null: it has not been stored
 * @returns {Promise<StoredSession | null>} null when the session was forgotten meanwhile
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const takeOver = (id, key, seal, inner) =>
  changeRecord(['seals', 'inners'], id, async (record, store) => {
    const rounds = record.handed?.rounds.filter(({ at }) => !isAt(key, at));
    if (!record.handed || rounds?.length === record.handed.rounds.length) return record;
    await done(store('seals').put(encrypt(seal), keyOf(key)));
    if (inner) await done(store('inners').put(encrypt(inner), keyOf(key)));
    return written({ ...record, handed: { ...record.handed, rounds: rounds ?? [] } });
  });

/**
 * Stores one's own sealed answers, unless there are some.
 * @template T
 * @param {string[]} key session, SID, qhash, section, round
 * @param {() => T} make pure
 * @returns {Promise<Kept<T>>} those that are stored
 * @throws {HandedOverError} @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const sealOnce = (key, make) => insertOnce('seals', key, make, ({ commit }) => commit);

/**
 * Stores what came out of the partner's commit, unless there is something.
 * @template T
 * @param {string[]} key session, SID, qhash, section, round
 * @param {() => T} make pure
 * @returns {Promise<Kept<T>>} what is stored
 * @throws {HandedOverError} @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const innerOnce = (key, make) => insertOnce('inners', key, make, ({ release }) => release);

/** Tells how often seals or inners of a conversation have been written. @param {StoredSession} record @returns {number} */
export const writesOf = ({ writes = 0 }) => writes;

/** @param {StoredSession} record @returns {StoredSession} */
const written = (record) => ({ ...record, writes: writesOf(record) + 1 });

/** @param {StoredSession} record @param {Uint8Array} box that this seat has sealed @returns {StoredSession} */
function withMade(record, box) {
  const digest = digestOf(box);
  return record.made.includes(digest) ? record : { ...record, made: [...record.made, digest] };
}

/**
 * Keeps a box that this seat has sealed, and that it has: what the hub calls mine later is believed only if it stands there.
 * @param {string} id of the session
 * @param {string} digest
 * @param {Uint8Array} bytes
 * @returns {Promise<StoredSession | null>} null when the session was forgotten meanwhile
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const putOwnBox = (id, digest, bytes) =>
  changeRecord(['boxes'], id, async (record, store) => {
    store('boxes').put(bytes, [id, digest]);
    return withMade(record, bytes);
  });

/**
 * Stores a view: changes the record, keeps the boxes that came with it, and reads what was sealed, in one transaction.
 * @param {string} id of the session
 * @param {(record: StoredSession) => StoredSession} change pure
 * @param {() => [string, Uint8Array][]} boxes that are kept once it is changed, by their digest, which has been checked
 * @param {{ sealed: Sealed, writes: number } | null} known what was read before, after how many writes: taken for what is stored
 * as long as there was no other
 * @returns {Promise<Sealed & { record: StoredSession | null }>} `record`: null when the session was forgotten meanwhile
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const storeView = async (id, change, boxes, known) =>
  withKey(['sessions', 'boxes', 'seals', 'inners'], 'readwrite', async (store) => {
    /** @type {StoredSession | null} */
    const record = decrypt(await done(store('sessions').get(id))) ?? null;
    const sealed = record && writesOf(record) === known?.writes ? known.sealed : await sealedIn(store, id);
    if (!record) return { ...sealed, record };
    const changed = change(record);
    for (const [digest, bytes] of boxes()) store('boxes').put(bytes, [id, digest]);
    if (changed !== record) store('sessions').put(encryptRecord(changed));
    return { ...sealed, record: changed };
  });

/**
 * Changes what came out of the partner's commit, if the conversation is still on this phone.
 * @param {string[]} key beginning with the session's id
 * @param {(there: any, store: (name: 'seals') => IDBObjectStore) => Promise<any>} change what stands there already: it stays
 * @returns {Promise<Kept<any>>}
 */
const changeInner = async (key, change) =>
  withKey(['seals', 'inners', 'sessions'], 'readwrite', async (store) => {
    const [stored, session] = await allDone([store('inners').get(keyOf(key)), store('sessions').get(key[0] ?? '')]);
    const [there, record] = [decrypt(stored), decrypt(session)];
    const value = record ? await change(there, store) : there;
    if (value === there) return { value, isNew: false, record: record ?? null };
    const after = written(record);
    store('inners').put(encrypt(value), keyOf(key));
    store('sessions').put(encryptRecord(after));
    return { value, isNew: true, record: after };
  });

/**
 * Stores that a round was opened, so that it stays readable during a pause.
 * @param {string[]} key session, SID, qhash, section, round
 * @returns {Promise<Kept<any>>} what is stored of it now
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const markOpened = (key) => changeInner(key, async (there) => (!there || there.opened ? there : { ...there, opened: true }));

/**
 * Ends one asking of a mutual section: what came of it is stored, and with it goes everything else that was kept for it, one's
 * own answers above all. Only the commit stays, so that the round cannot be sealed again.
 * @param {string[]} key session, SID, qhash, section, round
 * @param {MutualOutcome} outcome
 * @returns {Promise<Kept<MutualOutcome | undefined>>} the one that is stored, by whichever tab was first
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const closeMutual = (key, outcome) =>
  changeInner(key, async (there, store) => {
    if (there && ('matches' in there || 'failed' in there)) return there;
    const seal = decrypt(await done(store('seals').get(keyOf(key))));
    if (seal) store('seals').put(encrypt({ commit: seal.commit }), keyOf(key));
    return outcome;
  });

/**
 * Reads the record of a conversation and everything that was sealed in it, as they stood at one moment.
 * @param {string} id of the session
 * @returns {Promise<Sealed & { record: StoredSession | null }>} `record`: null when it was forgotten meanwhile
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const loadSealed = async (id) =>
  withKey(['sessions', 'seals', 'inners'], 'readonly', async (store) => {
    const [record, sealed] = await Promise.all([done(store('sessions').get(id)), sealedIn(store, id)]);
    return { ...sealed, record: decrypt(record) ?? null };
  });

/** @param {(name: 'seals' | 'inners') => IDBObjectStore} store @param {string} id @returns {Promise<Sealed>} */
async function sealedIn(store, id) {
  /** @param {'seals' | 'inners'} name @returns {Promise<Map<string, any>>} */
  const all = async (name) => {
    const entries = await entriesIn(store(name), under(id));
    return new Map(entries.map(([key, each]) => [/** @type {string[]} */ (key).join('/'), decrypt(each)]));
  };
  const [seals, inners] = await Promise.all([all('seals'), all('inners')]);
  return { seals, inners };
}

/**
 * Reads a box.
 * @param {string} id of the session
 * @param {string} digest
 * @returns {Promise<Uint8Array | null>} null: it is not on this phone
 * @throws {import('./database.js').StorageError}
 */
export const getBox = async (id, digest) =>
  transact(['boxes'], 'readonly', async (store) => (await done(store('boxes').get([id, digest]))) ?? null);

/**
 * Removes a box that has done its work.
 * @param {string} id of the session
 * @param {string} digest
 * @throws {import('./database.js').StorageError}
 */
export const dropBox = async (id, digest) =>
  transact(['boxes'], 'readwrite', async (store) => done(store('boxes').delete([id, digest])));

/**
 * Keeps a box of a conversation that is still on this phone.
 * @param {string} id of the session
 * @param {string} digest
 * @param {Uint8Array} bytes whose digest has been checked
 * @throws {import('./database.js').StorageError}
 */
export const putBox = async (id, digest, bytes) =>
  transact(['boxes', 'sessions'], 'readwrite', async (store) => {
    if (await done(store('sessions').getKey(id))) await done(store('boxes').put(bytes, [id, digest]));
  });
