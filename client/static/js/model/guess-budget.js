/**
 * How many codes a person may make for one conversation, and how soon: three guesses go with each, so a hub that lies about
 * guests has no more than thirty, each behind a tap (docs/protocol.md, "The guess budget"). Pure.
 */

/** @typedef {import('./types.js').StoredSession} StoredSession */

/** The most pairing messages that are sent for one code: each gives an attacker one guess in 2^20. */
export const GUESSES = 3;
/** The most codes that are made for one conversation. */
export const CODES = 10;
/** Milliseconds before the second code; twice as many before each further one. */
const FIRST_WAIT = 5000;

/**
 * Computes how long the person waits for the next code.
 * @param {Pick<StoredSession, 'codes' | 'pairing'>} record
 * @param {number} waited milliseconds since the last one was spent
 * @returns {number} milliseconds until a new code may be asked for; 0 when it may be, or when none is spent
 */
export const waitForCode = ({ codes, pairing }, waited) =>
  (pairing?.kind === 'spent' ? Math.max(0, FIRST_WAIT * 2 ** (codes - 1) - waited) : 0);

/**
 * Decides whether the person may ask for a new code now.
 * @param {Pick<StoredSession, 'codes' | 'pairing'>} record
 * @param {number} waited milliseconds since the last one was spent
 * @returns {boolean}
 */
export const mayRenew = (record, waited) => record.codes < CODES && waitForCode(record, waited) === 0;
