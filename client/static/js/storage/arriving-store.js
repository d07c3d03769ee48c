/**
 * A seat on its way to this phone, from the moment it was requested until it is claimed: kept beside the conversations, and
 * under the lock of this phone as they are.
 */

import { done } from './database.js';
import { ARRIVING, encryptRecord, nextPlace } from './session-store.js';
import { decrypt, encrypt, withKey } from './lock.js';

/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/**
 * @typedef {object} Arrival
 * @property {string} id of the session
 * @property {string} token
 * @property {string} [hub] its origin
 * @property {Uint8Array} K
 * @property {{ m2: Uint8Array, state: import('../protocol/handover.js').MoveReply } | null} reply
 */

/**
 * Reads the seat that is on its way to this phone.
 * @returns {Promise<Arrival | null>}
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const getArrival = async () =>
  withKey([], 'readonly', async (store) => decrypt(await done(store('settings').get(ARRIVING))) ?? null);

/**
 * Stores the seat that is on its way.
 * @param {Arrival} arrival
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const putArrival = async (arrival) =>
  withKey([], 'readwrite', async (store) => {
    await done(store('settings').put(encrypt(arrival, { id: arrival.id }), ARRIVING));
  });

/**
 * Removes it: it has been claimed, or it will never be.
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const dropArrival = async () =>
  withKey([], 'readwrite', async (store) => done(store('settings').delete(ARRIVING)));

/**
 * Stores everything that was handed over, at one stroke; only then may the seat be claimed.
 * @param {StoredSession} record
 * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
 */
export const putArrived = async (record) =>
  withKey(['sessions'], 'readwrite', async (store) =>
    done(store('sessions').put(encryptRecord({ ...record, added: await nextPlace(store('sessions')) }))));
