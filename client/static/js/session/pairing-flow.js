/**
 * From a code to keys: carries out what next-pairing-act.js decides, for either role. What is made is stored in the transaction in
 * which it was decided, before anything is sent (docs/protocol.md, "Pairing"). Called again with the same view it sends the same
 * bytes again, so nothing is lost and nothing counts twice.
 */

import { ProtocolError, base64url, fromBase64url } from '../protocol/encoding.js';
import { digestOfText } from '../protocol/hashes.js';
import { newSecret } from '../protocol/code.js';
import * as protocol from '../protocol/pairing.js';
import { CODES } from '../model/guess-budget.js';
import { nextPairingAct } from '../model/next-pairing-act.js';
import { updatePairing } from '../storage/session-store.js';

/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').Pairing} Pairing */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').Problem} Problem */
/** @typedef {import('../model/next-pairing-act.js').PairingFacts} PairingFacts */
/** @typedef {import('../model/next-pairing-act.js').PairingWork} PairingWork */
/** @typedef {{ record: StoredSession, guesses: number }} Kept `guesses`: B's m2 for this code, in every seat that it had */

/** @param {unknown} error @returns {Problem} */
function problemOf(error) {
  if (!(error instanceof ProtocolError)) throw error;
  return error.kind === 'different questions' ? 'different-questions' : 'wrong-code';
}

/** What is held where next-pairing-act.js has another name for it. @type {Record<string, import('../model/next-pairing-act.js').Holds>} */
const HOLDS = { refused: 'offered', confirmed: 'keyed' };

/** @param {StoredSession} record @returns {Uint8Array} */
const qhashOf = (record) => fromBase64url(record.qhash ?? '');

/**
 * The role is this phone's own: a hub that calls it another must not make it guess as both.
 * @param {Kept} kept @param {Pairing} shown @returns {PairingFacts}
 */
function factsOf({ record, guesses }, shown) {
  const { role, pairing, paired, locator, secret, tries } = record;
  const m1 = pairing && 'm1' in pairing ? pairing.m1 : null;
  return {
    role, paired, locator,
    holds: pairing ? (HOLDS[pairing.kind] ?? /** @type {any} */ (pairing.kind)) : 'nothing',
    secret: secret !== null,
    tries: role === 'A' ? tries : guesses,
    m1: m1 === null || typeof m1 === 'string' ? m1 : base64url(m1),
    m2: pairing && 'm2' in pairing && typeof pairing.m2 === 'string' ? pairing.m2 : null,
    shown: { ...shown, m2: shown.m2 === null ? null : digestOfText(shown.m2) },
  };
}

// What an act makes

/**
 * What each act that makes something puts in the place of what is kept.
 * @type {{ [act in PairingWork]: (kept: Kept, shown: Pairing) => Partial<Kept> }}
 */
const WORK = {
  'make-m1': ({ record }) => {
    const start = protocol.pairingStart(record.secret ?? '', record.locator, qhashOf(record));
    const { pairing } = record;
    const offered = pairing?.kind === 'refusing'
      ? /** @type {const} */ ({ kind: 'refused', m2: pairing.m2, ...start })
      : /** @type {const} */ ({ kind: 'offered', ...start });
    return { record: { ...record, tries: record.tries + 1, pairing: offered } };
  },
  'check-m2': ({ record }, shown) => ({ record: finish(record, shown.m2 ?? '') }),
  // Our half of the code goes. Another is made only when the person asks for it, so that a hub that lies about guests cannot go on
  // guessing at codes that nobody sees.
  spend: ({ record }) => ({
    record: {
      ...record, secret: null, keys: null, tries: 0,
      problem: record.codes < CODES ? 'spent' : 'used-up',
      pairing: { kind: 'spent', locator: record.locator, at: Date.now() },
    },
  }),
  'start-anew': ({ record }, { locator }) => ({ record: { ...record, locator, secret: newSecret(), pairing: null } }),
  'make-m2': ({ record, guesses }, shown) => reply(record, guesses, shown.m1 ?? ''),
  'check-m3': ({ record }, shown) => ({ record: confirm(record, shown.m3 ?? '') }),
  fail: ({ record }) => ({ record: failed(record, 'spent') }),
};

/**
 * Whatever comes of it, y has been used up.
 * @param {StoredSession} record that has offered @param {string} m2 @returns {StoredSession}
 */
function finish(record, m2) {
  const [offered, digest] = [record.pairing, digestOfText(m2)];
  if (offered?.kind !== 'offered' && offered?.kind !== 'refused') return record;
  try {
    const { m3, keys } = protocol.pairingFinish(
      record.secret ?? '', record.locator, qhashOf(record), offered, fromBase64url(m2),
    );
    return { ...record, keys, secret: null, problem: null, pairing: { kind: 'answered', m2: digest, m3 } };
  } catch (error) {
    return { ...record, problem: problemOf(error), pairing: { kind: 'refusing', m2: digest } };
  }
}

/** @param {StoredSession} record @param {number} guesses @param {string} m1 @returns {Partial<Kept>} */
function reply(record, guesses, m1) {
  try {
    const { m2, state } = protocol.pairingReply(
      record.secret ?? '', record.locator, qhashOf(record), fromBase64url(m1),
    );
    const replied = /** @type {const} */ ({ kind: 'replied', m1, m2, state });
    return { record: { ...record, tries: guesses + 1, pairing: replied }, guesses: guesses + 1 };
  } catch (error) {
    return { record: failed(record, problemOf(error)) };
  }
}

/** @param {StoredSession} record that has replied @param {string} m3 @returns {StoredSession} */
function confirm(record, m3) {
  const replied = record.pairing;
  if (replied?.kind !== 'replied') return record;
  try {
    const keys = protocol.pairingConfirm(replied.state, fromBase64url(m3));
    return { ...record, keys, secret: null, problem: null, pairing: { kind: 'confirmed' } };
  } catch (error) {
    return failed(record, problemOf(error));
  }
}

/** @param {StoredSession} record @param {Problem} problem @returns {StoredSession} */
const failed = (record, problem) => ({ ...record, problem, pairing: { kind: 'failed' } });

// What is sent

/**
 * @param {Exclude<import('../model/next-pairing-act.js').PairingAct, PairingWork>} act
 * @param {PairingFacts} facts that it follows from
 * @param {StoredSession['pairing']} pairing
 * @returns {Command | null}
 */
function commandOf(act, { role, holds, locator, m1, shown }, pairing) {
  switch (act) {
    case 'nothing': return null;
    case 'offer': return { do: 'offer', m1 };
    case 'answer': return pairing?.kind === 'answered' ? { do: 'answer', m2: pairing.m2, m3: base64url(pairing.m3) } : null;
    case 'reply': return pairing?.kind === 'replied' ? { do: 'reply', m2: base64url(pairing.m2) } : null;
    case 'renew': return { do: 'renew', spent: locator };
    case 'confirm': return { do: 'confirm' };
    case 'reject':
      if (role === 'B') return { do: 'reject' };
      return { do: 'reject', m2: shown?.m2 ?? null, ...(holds === 'offered' ? { m1 } : {}) };
  }
}

/**
 * @param {Kept} kept
 * @param {Pairing} shown
 * @returns {Kept & { command: Command | null }} what is kept from now on, and what to send once it is stored
 */
function follow(kept, shown) {
  const facts = factsOf(kept, shown);
  const act = nextPairingAct(facts);
  return act in WORK
    ? follow({ ...kept, ...WORK[/** @type {PairingWork} */ (act)](kept, shown) }, shown)
    : { ...kept, command: commandOf(/** @type {any} */ (act), facts, kept.record.pairing) };
}

/**
 * Stores what follows from the view, and then returns what to send. Another tab may have seen a newer view already: an
 * older one must not undo what was stored.
 * @param {string} id of the session
 * @param {number} v edition of the view
 * @param {Pairing} shown in it
 * @returns {Promise<{ record: StoredSession | null, command: Command | null }>} record null: forgotten meanwhile
 * @throws {import('../storage/database.js').StorageError} nothing was stored, and nothing is to be sent
 * Source: docs/protocol.md, "Pairing".
 */
export async function pair(id, v, shown) {
  /** @type {Command | null} */
  let command = null;
  const record = await updatePairing(id, (kept) => {
    if (v < (kept.record.seen ?? 0)) return kept;
    const after = follow(kept, shown);
    command = after.command;
    return after.record === kept.record ? kept : { record: { ...after.record, seen: v }, guesses: after.guesses };
  });
  return { record, command };
}
