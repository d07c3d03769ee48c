/** A new code in the place of a spent one: how long a person waits for it, and how it is asked for. */

import { mayRenew } from '../model/guess-budget.js';
import { updateSession } from '../storage/session-store.js';

/** @typedef {import('../model/types.js').StoredSession} StoredSession */

/** When this page has first seen that a code was spent, by the monotonic clock. @type {Map<string, number>} */
const firstSeen = new Map();

/**
 * Measures how long a person has waited since the last code was spent: by the phone's clock, which goes on while no page is open, or in
 * this page, whatever is done to that clock meanwhile.
 * @param {Pick<StoredSession, 'locator' | 'pairing'>} record
 * @returns {number} milliseconds; 0 where none is spent
 */
export function waitedForCode({ pairing }) {
  if (pairing?.kind !== 'spent') return 0;
  const name = `${pairing.locator}/${pairing.at}`;
  const since = firstSeen.get(name) ?? performance.now();
  firstSeen.set(name, since);
  return Math.max(Date.now() - pairing.at, performance.now() - since);
}

/**
 * Asks for a new code in the place of a spent one, as the person wants.
 * @param {string} id of the session
 * @returns {Promise<StoredSession | null>} null: forgotten meanwhile; unchanged while it is too early, or when there are no more
 * @throws {import('../storage/database.js').StorageError}
 * Source: docs/protocol.md, "Pairing".
 */
export const newCode = (id) =>
  updateSession(id, (record) => {
    if (record.pairing?.kind !== 'spent' || !mayRenew(record, waitedForCode(record))) return record;
    return { ...record, codes: record.codes + 1, problem: null, pairing: { kind: 'renewing', locator: record.pairing.locator } };
  });
