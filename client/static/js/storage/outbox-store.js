/**
 * What waits for the hub, as it is stored: for the page that is opened after this one, and for other tabs. There is never
 * plaintext in it: boxes are sealed before they come here. No entry grows too old: a clock that is put right must not take a
 * pause away. Each goes when the hub answers, when the conversation is over there, or when it is forgotten here.
 */

import { done, entriesIn, transact } from './database.js';
import { decrypt } from './lock.js';

/** @typedef {import('../model/types.js').Command} Command */
/**
 * @typedef {object} Stored
 * @property {number} seq its place, given by the storage
 * @property {string} session
 * @property {Command} command
 * @property {boolean} tried whether the hub may have received it already
 * @property {string} [token] with an end: all that is left of the conversation on this phone, with `hub`
 * @property {string} [hub] its origin
 */

/** @param {IDBObjectStore} store @returns {Promise<Stored[]>} the oldest first */
const all = async (store) => (await entriesIn(store)).map(([seq, entry]) => ({ ...entry, seq: Number(seq) }));

/**
 * Reads the commands of a conversation that the hub has not acknowledged.
 * @param {string} session id
 * @returns {Promise<Stored[]>} the oldest first
 * @throws {import('./database.js').StorageError}
 */
export const entriesOf = (session) =>
  transact(['outbox'], 'readonly', async (store) => (await all(store('outbox'))).filter((entry) => entry.session === session));

/**
 * Stores a command.
 * @param {string} session id
 * @param {Command} command
 * @returns {Promise<number | null>} its place; null: this phone has handed its seat over or deleted the conversation, and nothing
 * more is sent from it
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const addCommand = (session, command) =>
  transact(['outbox', 'sessions'], 'readwrite', async (stores) => {
    const record = decrypt(await done(stores('sessions').get(session)));
    // If another tab has deleted the conversation meanwhile, nothing may be left here.
    if (!record || record.move?.kind === 'approved') return null;
    return Number(await done(stores('outbox').add({ session, command, tried: false })));
  });

/**
 * Stores a pause or its lifting. It needs no key, and is stored whatever becomes of this seat, as long as the conversation is here.
 * @param {string} session id
 * @param {Command} command
 * @param {() => boolean} tried whether the hub may have received it by then
 * @returns {Promise<number | null>} its place; null: the conversation has been deleted from this phone
 * @throws {import('./database.js').StorageError}
 */
export const addPauseCommand = (session, command, tried) =>
  transact(['outbox', 'sessions'], 'readwrite', async (stores) => {
    if ((await done(stores('sessions').getKey(session))) === undefined) return null;
    return Number(await done(stores('outbox').add({ session, command, tried: tried() })));
  });

/**
 * Marks a command as sent: after this the hub may have received it.
 * @param {number} seq
 * @returns {Promise<boolean>} false: it was removed before
 * @throws {import('./database.js').StorageError}
 */
export const markTried = (seq) =>
  transact(['outbox'], 'readwrite', async (stores) => {
    const store = stores('outbox');
    const entry = await done(store.get(seq));
    if (entry && !entry.tried) await done(store.put({ ...entry, tried: true }, seq));
    return entry !== undefined;
  });

/**
 * Removes entries.
 * @param {number[]} seqs their places
 * @throws {import('./database.js').StorageError}
 */
export const drop = (seqs) =>
  transact(['outbox'], 'readwrite', async (store) => {
    for (const seq of seqs) await done(store('outbox').delete(seq));
  });

/**
 * Stores what is kept when a conversation is ended and deleted here: the command for the hub, and the token to send it with.
 * @param {{ id: string, token: string, hub?: string | undefined }} seat
 * @throws {import('./database.js').StorageError}
 */
export const addTombstone = ({ id, token, hub }) =>
  transact(['outbox'], 'readwrite', async (stores) => {
    const store = stores('outbox');
    for (const entry of await all(store)) if (entry.session === id) await done(store.delete(entry.seq));
    await done(store.add({ session: id, command: { do: 'end' }, tried: false, token, hub }));
  });

/**
 * Reads the ends that the hub has not acknowledged.
 * @returns {Promise<Stored[]>} the oldest first
 * @throws {import('./database.js').StorageError}
 */
export const tombstones = () =>
  transact(['outbox'], 'readonly', async (store) => (await all(store('outbox'))).filter(({ command }) => command.do === 'end'));

/**
 * Removes the end of a session that the hub has acknowledged.
 * @param {string} session id
 * @throws {import('./database.js').StorageError}
 */
export const dropTombstone = (session) =>
  transact(['outbox'], 'readwrite', async (stores) => {
    const store = stores('outbox');
    for (const entry of await all(store)) {
      if (entry.session === session && entry.command.do === 'end') await done(store.delete(entry.seq));
    }
  });
