/**
 * What this phone keeps of its conversations: tokens, keys, sealed answers and boxes. Nothing here is readable by the
 * hub, and whatever two tabs do at once, the first to write wins and both use what was written.
 */

import { digestOf } from '../protocol/encoding.js';
import { GUESSES } from '../model/guess-budget.js';
import { done, transact, under } from './database.js';
import { decrypt, encrypt, putLock, withKey } from './lock.js';

/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').MutualOutcome} MutualOutcome */
/** @typedef {import('../model/types.js').Sealed} Sealed */

/** What this phone holds has been handed over to another one, or what was handed to it is not put together yet. */
class HandedOverError extends Error {
  constructor() {
    super('handed over');
    this.name = 'HandedOverError';
  }
}

/** This phone has a seat in that session: the hub gave out its id twice, or it is the phone that made the code. */
export class AlreadyHereError extends Error {
  constructor() {
    super('already here');
    this.name = 'AlreadyHereError';
  }
}

/** Codes live at most as long as sessions, six days. */
const GUESSES_KEPT = 6 * 24 * 3600 * 1000;
const CHOSEN = 'overture.session';

/** Where a seat that is on its way to this phone stands in `settings`; its session's id stays readable (arriving-store.js). */
export const ARRIVING = 'arriving';

/** Tells the other tabs the id of a conversation that has been taken off this phone. */
export const forgotten = new BroadcastChannel('overture.forgotten');

/** @param {string} id @returns {Promise<StoredSession | null>} */
export const getSession = async (id) =>
  withKey(['sessions'], 'readonly', async (store) => decrypt(await done(store('sessions').get(id))) ?? null);

/** @returns {Promise<{ id: string, created: number, token: string }[]>} the newest first; so much can be read with a closed lock too */
export const listSessions = async () =>
  transact(['sessions'], 'readonly', async (store) => {
    /** @type {{ id: string, created: number, token: string }[]} */
    const all = await done(store('sessions').getAll());
    return all.sort((left, right) => right.created - left.created);
  });

/**
 * The token stays outside the lock: with it alone one can pause and end, which must never hang on a passphrase.
 * @param {StoredSession} record @param {import('./lock.js').LockKey | null} [key]
 * @returns {any} what is stored for it
 */
export const encryptRecord = (record, key) => encrypt(record, { id: record.id, created: record.created, token: record.token }, key);

/**
 * On pages where no lock is asked for, it stands readable until the session page has it: there are no keys in it yet.
 * @param {StoredSession} record
 * @throws {AlreadyHereError} what this phone keeps under that id stays as it is
 */
export async function addSession(record) {
  await transact(['sessions'], 'readwrite', async (store) => {
    if ((await done(store('sessions').getKey(record.id))) !== undefined) throw new AlreadyHereError();
    await done(store('sessions').add(encryptRecord(record)));
  });
  // Asked for quietly: without it the browser may clear the keys when space is short.
  navigator.storage?.persist?.().catch(() => {});
}

/**
 * Reads, decides and writes in one transaction, so that no other tab can come between.
 * @param {string} id
 * @param {(record: StoredSession) => StoredSession} change pure
 * @returns {Promise<StoredSession | null>} null when it was forgotten meanwhile
 */
export const updateSession = async (id, change) =>
  withKey(['sessions'], 'readwrite', async (store) => {
    const record = decrypt(await done(store('sessions').get(id)));
    if (!record) return null;
    const changed = change(record);
    if (changed !== record) await done(store('sessions').put(encryptRecord(changed)));
    return changed;
  });

/** @param {string} locator */
const guessKey = (locator) => `guesses/${locator}`;

/** @param {any} entry @returns {number} */
const used = (entry) => (entry && entry.until > Date.now() ? entry.used : 0);

/** @param {string} locator @returns {Promise<number>} how many more times this phone may answer to that code */
export const guessesLeft = async (locator) =>
  transact(['settings'], 'readonly', async (store) =>
    Math.max(0, GUESSES - used(await done(store('settings').get(guessKey(locator))))),
  );

/**
 * Like updateSession, for the phone that joins: there the messages are counted beside the session, because every try is
 * a new seat.
 * @param {string} id
 * @param {(record: StoredSession, guesses: number) => { record: StoredSession, guesses: number }} change pure
 * @returns {Promise<StoredSession | null>}
 */
export const updateJoining = async (id, change) =>
  withKey(['sessions', 'settings'], 'readwrite', async (store) => {
    const record = decrypt(await done(store('sessions').get(id)));
    if (!record) return null;
    const key = guessKey(record.locator);
    const before = used(await done(store('settings').get(key)));
    const after = change(record, before);
    if (after.guesses !== before) {
      await done(store('settings').put({ used: after.guesses, until: Date.now() + GUESSES_KEPT }, key));
    }
    if (after.record !== record) await done(store('sessions').put(encryptRecord(after.record)));
    return after.record;
  });

/** @param {string[]} key @returns {IDBValidKey} */
const keyOf = (key) => key;

/**
 * Puts a value in if there is none, and returns the one that is there.
 * @template T
 * @param {'seals' | 'inners'} name
 * @param {string[]} key beginning with the session's id
 * @param {() => T} make pure
 * @param {(made: any) => Uint8Array | undefined} boxOf the box in it that this seat has sealed
 * @returns {Promise<T>}
 */
const insertOnce = async (name, key, make, boxOf) =>
  withKey([name, 'sessions'], 'readwrite', async (store) => {
    const there = decrypt(await done(store(name).get(keyOf(key))));
    if (there) return there;
    /** @type {StoredSession | undefined} */
    const record = decrypt(await done(store('sessions').get(key[0] ?? '')));
    if (record?.move?.kind === 'approved') throw new HandedOverError();
    if (record?.handed?.rounds.some(({ at }) => at.join('/') === key.slice(2).join('/'))) throw new HandedOverError();
    if (name === 'inners' && record?.burnt.some((at) => at.join('/') === key.slice(2).join('/'))) throw new HandedOverError();
    const made = make();
    // What another tab has forgotten meanwhile must not come back.
    if (!record) return made;
    await done(store(name).add(encrypt(made), keyOf(key)));
    const box = boxOf(made);
    if (box) await done(store('sessions').put(encryptRecord(withMade(record, box))));
    return made;
  });

/**
 * Marks a conversation as handed over to another phone, in the transaction that reads all of it: nothing can be sealed or
 * released behind what was read.
 * @param {string} id
 * @param {(held: Sealed & { record: StoredSession, unsaid: number }) => StoredSession} decide pure; `unsaid` is how much the
 * hub has not heard
 * @returns {Promise<StoredSession | null>} null when it was forgotten meanwhile
 */
export const handOver = async (id, decide) =>
  withKey(['sessions', 'seals', 'inners', 'outbox'], 'readwrite', async (store) => {
    /** @type {StoredSession | undefined} */
    const record = decrypt(await done(store('sessions').get(id)));
    if (!record) return null;
    const unsaid = (await done(store('outbox').getAll())).filter(({ session }) => session === id).length;
    const changed = decide({ ...(await sealedIn(store, id)), record, unsaid });
    await done(store('sessions').put(encryptRecord(changed)));
    return changed;
  });

/**
 * One asking that came from the phone that had this seat before, put together: it takes the place of what was handed over.
 * @param {string} id @param {string[]} key @param {any} seal @param {any} inner null: the partner's has not been stored
 */
export const takeOver = async (id, key, seal, inner) =>
  withKey(['sessions', 'seals', 'inners'], 'readwrite', async (store) => {
    /** @type {StoredSession | undefined} */
    const record = decrypt(await done(store('sessions').get(id)));
    if (!record?.handed) return record ?? null;
    const rounds = record.handed.rounds.filter(({ at }) => at.join('/') !== key.slice(2).join('/'));
    if (rounds.length === record.handed.rounds.length) return record;
    await done(store('seals').put(encrypt(seal), keyOf(key)));
    if (inner) await done(store('inners').put(encrypt(inner), keyOf(key)));
    const changed = { ...record, handed: { ...record.handed, rounds } };
    await done(store('sessions').put(encryptRecord(changed)));
    return changed;
  });

/**
 * @template T
 * @param {string[]} key session, SID, qhash, section, round
 * @param {() => T} make one's own sealed answers
 * @returns {Promise<T>}
 */
export const sealOnce = (key, make) => insertOnce('seals', key, make, ({ commit }) => commit);

/** @template T @param {string[]} key @param {() => T} make the partner's, out of their commit @returns {Promise<T>} */
export const innerOnce = (key, make) => insertOnce('inners', key, make, ({ release }) => release);

/** @param {StoredSession} record @param {Uint8Array} box that this seat has sealed @returns {StoredSession} */
function withMade(record, box) {
  const digest = digestOf(box);
  return record.made.includes(digest) ? record : { ...record, made: [...record.made, digest] };
}

/**
 * Keeps a box that this seat has sealed, and that it has: what the hub calls mine later is believed only if it stands there.
 * @param {string} id @param {string} digest @param {Uint8Array} bytes
 */
export const putOwnBox = async (id, digest, bytes) =>
  withKey(['sessions', 'boxes'], 'readwrite', async (store) => {
    const record = decrypt(await done(store('sessions').get(id)));
    if (!record) return;
    await done(store('boxes').put(bytes, [id, digest]));
    await done(store('sessions').put(encryptRecord(withMade(record, bytes))));
  });

/** @param {string[]} key remembers that it was opened, so that it stays readable during a pause */
export const markOpened = async (key) =>
  withKey(['inners'], 'readwrite', async (store) => {
    const there = decrypt(await done(store('inners').get(keyOf(key))));
    if (there && !there.opened) await done(store('inners').put(encrypt({ ...there, opened: true }), keyOf(key)));
  });

/**
 * The end of one asking of a mutual section: what came of it is stored, and with it goes everything else that was kept
 * for it, one's own answers above all. Only the commit stays, so that the round cannot be sealed again.
 * @param {string[]} key
 * @param {MutualOutcome} outcome
 * @returns {Promise<MutualOutcome>} the one that is stored, by whichever tab was first
 */
export const closeMutual = async (key, outcome) =>
  withKey(['seals', 'inners', 'sessions'], 'readwrite', async (store) => {
    const there = decrypt(await done(store('inners').get(keyOf(key))));
    if (there && ('matches' in there || 'failed' in there)) return there;
    if (!(await done(store('sessions').getKey(key[0] ?? '')))) return outcome;
    const seal = decrypt(await done(store('seals').get(keyOf(key))));
    if (seal) await done(store('seals').put(encrypt({ commit: seal.commit }), keyOf(key)));
    await done(store('inners').put(encrypt(outcome), keyOf(key)));
    return outcome;
  });

/** @param {string} id @returns {Promise<Sealed>} */
export const loadSealed = async (id) => withKey(['seals', 'inners'], 'readonly', async (store) => sealedIn(store, id));

/** @param {(name: 'seals' | 'inners') => IDBObjectStore} store @param {string} id @returns {Promise<Sealed>} */
async function sealedIn(store, id) {
  /** @param {'seals' | 'inners'} name @returns {Promise<Map<string, any>>} */
  const all = async (name) => {
    const keys = await done(store(name).getAllKeys(under(id)));
    const values = await done(store(name).getAll(under(id)));
    return new Map(keys.map((key, at) => [/** @type {string[]} */ (key).join('/'), decrypt(values[at])]));
  };
  return { seals: await all('seals'), inners: await all('inners') };
}

/** @param {string} id @param {string} digest @returns {Promise<Uint8Array | null>} */
export const getBox = async (id, digest) =>
  transact(['boxes'], 'readonly', async (store) => (await done(store('boxes').get([id, digest]))) ?? null);

/** @param {string} id @param {string} digest @param {Uint8Array} bytes whose digest has been checked */
export const putBox = async (id, digest, bytes) =>
  transact(['boxes', 'sessions'], 'readwrite', async (store) => {
    if (await done(store('sessions').getKey(id))) await done(store('boxes').put(bytes, [id, digest]));
  });

/**
 * Takes every trace of one conversation off this phone, except the word to the hub that it has ended.
 * @param {string} id
 */
export async function forgetSession(id) {
  await transact(['sessions', 'seals', 'inners', 'boxes', 'outbox', 'settings'], 'readwrite', async (store) => {
    await done(store('sessions').delete(id));
    if ((await done(store('settings').get(ARRIVING)))?.id === id) await done(store('settings').delete(ARRIVING));
    for (const name of /** @type {const} */ (['seals', 'inners', 'boxes'])) await done(store(name).delete(under(id)));
    const keys = await done(store('outbox').getAllKeys());
    const entries = await done(store('outbox').getAll());
    for (const [at, entry] of entries.entries()) {
      if (entry.session === id && entry.command.do !== 'end') await done(store('outbox').delete(keys[at] ?? 0));
    }
  });
  forgotten.postMessage(id);
  for (const key of Object.keys(sessionStorage)) if (key.includes(id)) sessionStorage.removeItem(key);
  if (chosen() === id) sessionStorage.removeItem(CHOSEN);
}

/**
 * Writes everything of every conversation anew under another lock, all of it or none.
 * @param {import('./lock.js').StoredLock | null} lock null: without one
 * @param {import('./lock.js').LockKey | null} key
 */
export const relock = async (lock, key) =>
  withKey(['sessions', 'seals', 'inners'], 'readwrite', async (store) => {
    for (const each of await done(store('sessions').getAll())) await done(store('sessions').put(encryptRecord(decrypt(each), key)));
    for (const name of /** @type {const} */ (['seals', 'inners'])) {
      const values = await done(store(name).getAll());
      for (const [at, each] of (await done(store(name).getAllKeys())).entries()) {
        await done(store(name).put(encrypt(decrypt(values[at]), {}, key), each));
      }
    }
    const arriving = await done(store('settings').get(ARRIVING));
    if (arriving) await done(store('settings').put(encrypt(decrypt(arriving), { id: arriving.id }, key), ARRIVING));
    await putLock(store('settings'), lock);
  });

/** Which conversation this tab shows. @param {string} id */
export function choose(id) {
  try {
    sessionStorage.setItem(CHOSEN, id);
  } catch {
    // Then it shows the newest one.
  }
}

/** @returns {string | null} */
export const chosen = () => sessionStorage.getItem(CHOSEN);
