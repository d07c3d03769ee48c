/**
 * Two phones with the same code and the same questions come to the same keys (docs/protocol.md, "Pairing").
 * The creator of the code (A) starts and finishes, the joiner (B) replies and confirms. Every m1 and every m2 that is
 * sent gives an attacker one guess at the secret, so callers count what they send; nothing here keeps count.
 */

import { isHalf } from './code.js';
import { ProtocolError, lvCat } from './encoding.js';
import * as cpace from './cpace.js';

/** @typedef {'A' | 'B'} Role the creator, the joiner */
/** @typedef {{ SID: Uint8Array, kA: Uint8Array, kB: Uint8Array, sas: Uint8Array }} Keys 32, 32, 32 and 8 bytes */
/** @typedef {import('./cpace.js').Start} Start */
/** @typedef {{ tag: Uint8Array, AD: Uint8Array, qhash: Uint8Array, keys: Keys }} Reply what B keeps until m3 arrives */

/** The length of the first two messages in bytes. */
const SIZES = Object.freeze({ m1: 98, m2: 146 });

/**
 * What each expects of the other: 50 bytes, whose, which version, which questions.
 * @param {Uint8Array} qhash
 * @returns {Pick<import('./cpace.js').Setting, 'associatedData' | 'mismatch'>}
 */
const expected = (qhash) => ({
  associatedData: (role) => lvCat('overture1/ad', role, Uint8Array.of(1), qhash),
  mismatch: 'different questions',
});

/** @param {string} secret @param {string} locator @param {Uint8Array} qhash @returns {import('./cpace.js').Setting} */
const setting = (secret, locator, qhash) => ({
  ...expected(qhash),
  generator: (sid) => {
    if (!isHalf(secret) || !isHalf(locator)) throw new ProtocolError('bad code');
    return cpace.generator(lvCat('overture1/prs', secret), lvCat('overture1/ci', 'creator', 'joiner', locator), sid);
  },
  sizes: SIZES,
  keys: { kA: ['overture1/chan/A', 32], kB: ['overture1/chan/B', 32], sas: ['overture1/sas', 8] },
});

/**
 * Makes A's first message. Needs no partner: the hub keeps m1 until B arrives.
 * @param {string} secret
 * @param {string} locator
 * @param {Uint8Array} qhash
 * @param {{ sid: Uint8Array, y: Uint8Array }} [random] for test vectors only
 * @returns {Start}
 * @throws {ProtocolError} bad code
 * Source: docs/protocol.md, "Pairing".
 */
export const pairingStart = (secret, locator, qhash, random) => cpace.start(setting(secret, locator, qhash), random);

/**
 * Makes B's answer to m1. The keys in `state` are worth nothing until pairingConfirm has returned them.
 * @param {string} secret
 * @param {string} locator
 * @param {Uint8Array} qhash
 * @param {Uint8Array} m1
 * @param {Uint8Array} [y] for test vectors only
 * @returns {{ m2: Uint8Array, state: Reply }}
 * @throws {ProtocolError} bad code, bad message, bad point
 * Source: docs/protocol.md, "Pairing".
 */
export function pairingReply(secret, locator, qhash, m1, y) {
  const { m2, state } = cpace.reply(setting(secret, locator, qhash), m1, y);
  return { m2, state: { ...state, qhash } };
}

/**
 * Checks m2 for A. Whatever comes of it, y is spent: store the keys and m3, or the failure, in its place first.
 * @param {string} secret
 * @param {string} locator
 * @param {Uint8Array} qhash
 * @param {{ sid: Uint8Array, y: Uint8Array }} start as pairingStart gave it; m1 is made again from it
 * @param {Uint8Array} m2
 * @returns {{ m3: Uint8Array, keys: Keys }}
 * @throws {ProtocolError} bad code, bad message, bad point, confirmation failed, different questions
 * Source: docs/protocol.md, "Pairing".
 */
export const pairingFinish = (secret, locator, qhash, start, m2) => cpace.finish(setting(secret, locator, qhash), start, m2);

/**
 * Checks m3 for B.
 * @param {Reply} state
 * @param {Uint8Array} m3
 * @returns {Keys}
 * @throws {ProtocolError} bad message, confirmation failed, different questions
 * Source: docs/protocol.md, "Pairing".
 */
export const pairingConfirm = ({ qhash, ...state }, m3) => cpace.confirm(expected(qhash), state, m3);
