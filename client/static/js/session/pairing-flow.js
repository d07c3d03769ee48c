/**
 * From a code to keys: what to store and what to say next, for either role, from what is stored and what the hub tells.
 * The decisions are pure and are taken inside one storage transaction, before anything is sent (docs/protocol.md,
 * "Pairing"). Called again with the same view they say the same bytes again, so nothing is lost and nothing counts twice.
 */

import { ProtocolError, base64url, digestOf as digestOfBytes, fromBase64url } from '../protocol/encoding.js';
import * as protocol from '../protocol/pairing.js';
import { CODES, mayRenew } from '../model/guess-budget.js';
import { GUESSES, updateJoining, updateSession } from '../storage/session-store.js';

/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').View} View */
/** @typedef {import('../model/types.js').Pairing} Pairing */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').Problem} Problem */
/** @typedef {{ record: StoredSession, say: Command | null }} Step */

/** @param {string} message base64url @returns {string} */
const digestOf = (message) => digestOfBytes(fromBase64url(message));

/** @param {unknown} error @returns {Problem} */
function problemOf(error) {
  if (!(error instanceof ProtocolError)) throw error;
  return error.kind === 'different questions' ? 'different-questions' : 'wrong-code';
}

/** @param {StoredSession} record @returns {Uint8Array} */
const qhashOf = (record) => fromBase64url(record.qhash ?? '');

/**
 * The code has done what it can. Our half goes; another code is made only when the person asks for it, so that a hub that
 * lies about guests cannot go on guessing at codes that nobody sees.
 * @param {StoredSession} record not paired
 * @param {Command | null} [say]
 * @returns {Step}
 */
const spend = (record, say = null) => ({
  record: {
    ...record,
    secret: null,
    keys: null,
    tries: 0,
    problem: record.codes < CODES ? 'spent' : 'used-up',
    pairing: { kind: 'spent', locator: record.locator, at: Date.now() },
  },
  say,
});

/**
 * @param {StoredSession} record with a secret
 * @returns {{ sid: Uint8Array, y: Uint8Array, m1: Uint8Array }}
 */
const start = (record) => protocol.pairingStart(record.secret ?? '', record.locator, qhashOf(record));

/**
 * The phone that made the code.
 * @param {StoredSession} record
 * @param {Pairing} told
 * @returns {Step}
 */
function creatorStep(record, told) {
  const kept = record.pairing;
  if (kept?.kind === 'spent') {
    const waits = told.locator === kept.locator && told.m2 !== null && told.m3 === null;
    return { record, say: waits ? { do: 'reject', m2: digestOf(told.m2 ?? '') } : null };
  }
  if (kept?.kind === 'renewing') {
    if (told.locator === kept.locator) return { record, say: { do: 'renew', spent: kept.locator } };
    return creatorStep({ ...record, locator: told.locator, secret: protocol.newSecret(), pairing: null }, told);
  }
  if (kept?.kind === 'confirmed') return { record, say: null };
  if (kept?.kind === 'answered') {
    // Paired is final: what the hub shows now takes no key away. Before that the guest may have gone, and a code is good for one.
    const gone = told.m2 === null || digestOf(told.m2) !== kept.m2;
    if (gone && !record.paired) return spend(record);
    return { record, say: told.m3 ? null : { do: 'answer', m2: kept.m2, m3: base64url(kept.m3) } };
  }
  if (record.locator !== told.locator && kept !== null) return spend(record);
  if (kept?.kind !== 'offered' && kept?.kind !== 'refused') {
    if (record.tries >= GUESSES || record.secret === null) return spend(record);
    const offered = /** @type {const} */ ({ kind: 'offered', ...start(record) });
    return {
      record: { ...record, tries: record.tries + 1, pairing: offered },
      say: { do: 'offer', m1: base64url(offered.m1) },
    };
  }
  const m1 = base64url(kept.m1);
  if (kept.kind === 'refused' && told.m2 !== null && digestOf(told.m2) === kept.m2) {
    return { record, say: { do: 'reject', m2: kept.m2, m1 } };
  }
  if (told.m1 === null) return { record, say: { do: 'offer', m1 } };
  if (told.m1 !== m1) return spend(record);
  return told.m2 === null ? { record, say: null } : finish(record, kept, told.m2);
}

/**
 * Whatever comes of it, y has been used up: keys and m3 take its place, or the failure and a fresh attempt.
 * @param {StoredSession} record
 * @param {{ sid: Uint8Array, y: Uint8Array, m1: Uint8Array }} kept
 * @param {string} m2
 * @returns {Step}
 */
function finish(record, kept, m2) {
  const digest = digestOf(m2);
  try {
    const { m3, keys } = protocol.pairingFinish(
      record.secret ?? '', record.locator, qhashOf(record), kept, fromBase64url(m2),
    );
    return {
      record: { ...record, keys, secret: null, problem: null, pairing: { kind: 'answered', m2: digest, m3 } },
      say: { do: 'answer', m2: digest, m3: base64url(m3) },
    };
  } catch (error) {
    const problem = problemOf(error);
    if (record.tries >= GUESSES) return spend(record, { do: 'reject', m2: digest });
    const again = start(record);
    return {
      record: { ...record, problem, tries: record.tries + 1, pairing: { kind: 'refused', m2: digest, ...again } },
      say: { do: 'reject', m2: digest, m1: base64url(again.m1) },
    };
  }
}

/**
 * The phone that joins. `guesses` are the messages that this phone has made for this code, in every seat it had.
 * @param {StoredSession} record
 * @param {number} guesses
 * @param {Pairing} told
 * @returns {Step & { guesses: number }}
 */
function joinerStep(record, guesses, told) {
  const kept = record.pairing;
  if (kept?.kind === 'confirmed') return { record, guesses, say: { do: 'confirm' } };
  if (kept?.kind === 'failed') return { record, guesses, say: { do: 'reject' } };
  if (kept?.kind === 'replied') {
    // One m2 for a seat: another m1 here is nothing that the person has asked for.
    if (kept.m1 !== told.m1) return { record, guesses, say: null };
    if (told.m3 !== null) return { ...confirm(record, kept.state, told.m3), guesses };
    return { record, guesses, say: told.m2 === null ? { do: 'reply', m2: base64url(kept.m2) } : null };
  }
  if (told.m1 === null || told.m2 !== null) return { record, guesses, say: null };
  if (guesses >= GUESSES) return { record: { ...record, problem: 'spent' }, guesses, say: { do: 'leave' } };
  return reply(record, guesses, told.m1);
}

/** @param {StoredSession} record @param {number} guesses @param {string} m1 @returns {Step & { guesses: number }} */
function reply(record, guesses, m1) {
  try {
    const { m2, state } = protocol.pairingReply(
      record.secret ?? '', record.locator, qhashOf(record), fromBase64url(m1),
    );
    return {
      record: { ...record, tries: guesses + 1, pairing: { kind: 'replied', m1, m2, state } },
      guesses: guesses + 1,
      say: { do: 'reply', m2: base64url(m2) },
    };
  } catch (error) {
    return { ...fail(record, problemOf(error)), guesses };
  }
}

/** @param {StoredSession} record @param {any} state @param {string} m3 @returns {Step} */
function confirm(record, state, m3) {
  try {
    const keys = protocol.pairingConfirm(state, fromBase64url(m3));
    const confirmed = /** @type {const} */ ({ kind: 'confirmed' });
    return { record: { ...record, keys, secret: null, problem: null, pairing: confirmed }, say: { do: 'confirm' } };
  } catch (error) {
    return fail(record, problemOf(error));
  }
}

/** @param {StoredSession} record @param {Problem} problem @returns {Step} */
const fail = (record, problem) => ({ record: { ...record, problem, pairing: { kind: 'failed' } }, say: { do: 'reject' } });

/**
 * Stores what follows from the view, and then tells what to say. Another tab may have seen a newer view already: an
 * older one must not undo what was stored.
 * @param {{ id: string, role: import('../model/types.js').Role }} seat
 * @param {View} view in the pairing phase
 * @returns {Promise<{ record: StoredSession | null, say: Command | null }>} record null: forgotten meanwhile
 */
export async function pair({ id, role }, view) {
  const told = view.pairing;
  /** @type {Command | null} */
  let say = null;
  if (!told) return { record: await updateSession(id, (record) => record), say };
  // The role is this phone's own: a hub that calls it another must not make it guess as both.
  if (role === 'A') {
    const record = await updateSession(id, (before) => {
      if (view.v < (before.seen ?? 0)) return before;
      const step = creatorStep(before, told);
      say = step.say;
      return step.record === before ? before : { ...step.record, seen: view.v };
    });
    return { record, say };
  }
  const record = await updateJoining(id, (before, guesses) => {
    if (view.v < (before.seen ?? 0)) return { record: before, guesses };
    const step = joinerStep(before, guesses, told);
    say = step.say;
    return { record: step.record === before ? before : { ...step.record, seen: view.v }, guesses: step.guesses };
  });
  return { record, say };
}

/**
 * The person asks for a new code in the place of a spent one.
 * @param {string} id
 * @returns {Promise<StoredSession | null>} null: forgotten meanwhile; unchanged while it is too early, or when there are no more
 */
export const newCode = (id) =>
  updateSession(id, (record) => {
    if (record.pairing?.kind !== 'spent' || !mayRenew(record, Date.now())) return record;
    return { ...record, codes: record.codes + 1, problem: null, pairing: { kind: 'renewing', locator: record.pairing.locator } };
  });
