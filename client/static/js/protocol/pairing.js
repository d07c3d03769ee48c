/**
 * Two phones with the same code and the same questions come to the same keys (docs/protocol.md, "Pairing").
 * The creator of the code (A) starts and finishes, the joiner (B) replies and confirms. Every m1 and every m2 that is
 * sent gives an attacker one guess at the secret, so callers count what they send; nothing here keeps count.
 */

import { expand, extract, sha512 } from '../../vendor/noble.js';
import { ProtocolError, concat, equal, lv, lvCat, randomBytes, utf8 } from './encoding.js';
import * as cpace from './cpace.js';
import { multiply } from './ristretto.js';

/** @typedef {'A' | 'B'} Role the creator, the joiner */
/** @typedef {{ locator: string, secret: string }} Code four symbols each; the secret never reaches the hub */
/** @typedef {{ SID: Uint8Array, kA: Uint8Array, kB: Uint8Array, sas: Uint8Array }} Keys 32, 32, 32 and 8 bytes */
/** @typedef {{ sid: Uint8Array, y: Uint8Array, m1: Uint8Array }} Start m1 to send; the rest A keeps until m2 arrives */
/** @typedef {{ tag: Uint8Array, AD: Uint8Array, qhash: Uint8Array, keys: Keys }} Reply what B keeps until m3 arrives */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HALF = /^[0-9A-HJKMNP-TV-Z]{4}$/;

/** @param {unknown} value @returns {boolean} whether it is the half of a code by which a hub finds the session */
export const isLocator = (value) => typeof value === 'string' && HALF.test(value);

/** The length of the first two messages in bytes. */
const MESSAGE_SIZES = Object.freeze({ m1: 98, m2: 146 });

/**
 * Reads a code as people type it.
 * @param {string} text as typed or scanned, with or without hyphen
 * @returns {Code}
 * @throws {ProtocolError} bad code
 * Source: docs/protocol.md, "The code".
 */
export function parseCode(text) {
  const plain = text
    .replace(/[ -]/g, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const [locator, secret] = [plain.slice(0, 4), plain.slice(4)];
  if (!HALF.test(locator) || !HALF.test(secret)) throw new ProtocolError('bad code');
  return { locator, secret };
}

/**
 * Draws the secret half of a code.
 * @returns {string} four symbols, 20 bits, from one's own device
 * Source: docs/protocol.md, "The code".
 */
export const newSecret = () => Array.from(randomBytes(4), (byte) => ALPHABET[byte & 31]).join('');

/** @param {Role} role @param {Uint8Array} qhash @returns {Uint8Array} 50 bytes: whose, which version, which questions */
const associatedData = (role, qhash) => lvCat('overture1/ad', role, Uint8Array.of(1), qhash);

/** @param {string} secret @param {string} locator @param {Uint8Array} sid @returns {import('./ristretto.js').Point} */
function generator(secret, locator, sid) {
  if (!HALF.test(secret) || !HALF.test(locator)) throw new ProtocolError('bad code');
  return cpace.generator(lvCat('overture1/prs', secret), lvCat('overture1/ci', 'creator', 'joiner', locator), sid);
}

/** @param {Uint8Array} tr @param {Uint8Array} ISK @returns {Keys} */
function deriveKeys(tr, ISK) {
  const SID = cpace.sidOutput(tr).slice(0, 32);
  const prk = extract(sha512, ISK, SID);
  /** @param {string} label @param {number} length */
  const derive = (label, length) => expand(sha512, prk, lv(utf8(label)), length);
  return {
    SID,
    kA: derive('overture1/chan/A', 32),
    kB: derive('overture1/chan/B', 32),
    sas: derive('overture1/sas', 8),
  };
}

/**
 * A's first message. Needs no partner: the hub keeps m1 until B arrives.
 * @param {string} secret
 * @param {string} locator
 * @param {Uint8Array} qhash
 * @param {{ sid: Uint8Array, y: Uint8Array }} [random] for test vectors only
 * @returns {Start}
 */
export function pairingStart(secret, locator, qhash, random = { sid: randomBytes(cpace.SID_LENGTH), y: cpace.newScalar() }) {
  const { sid, y } = random;
  return { sid, y, m1: concat(sid, multiply(generator(secret, locator, sid), y), associatedData('A', qhash)) };
}

/**
 * B's answer to m1. The keys in `state` are worth nothing until pairingConfirm has returned them.
 * @param {string} secret
 * @param {string} locator
 * @param {Uint8Array} qhash
 * @param {Uint8Array} m1
 * @param {Uint8Array} [y] for test vectors only
 * @returns {{ m2: Uint8Array, state: Reply }}
 * @throws {ProtocolError} bad message, bad point
 */
export function pairingReply(secret, locator, qhash, m1, y = cpace.newScalar()) {
  const { sid, share: a } = cpace.readM1(m1, MESSAGE_SIZES.m1);
  const K = cpace.sharedPoint(y, a.Y);
  const b = { Y: multiply(generator(secret, locator, sid), y), AD: associatedData('B', qhash) };
  const tr = cpace.transcript(a, b);
  const ISK = cpace.intermediateKey(sid, K, tr);
  const state = { tag: cpace.confirmation(sid, ISK, a), AD: a.AD, qhash, keys: deriveKeys(tr, ISK) };
  return { m2: concat(b.Y, cpace.confirmation(sid, ISK, b), b.AD), state };
}

/**
 * A's check of m2. Whatever comes of it, y is spent: store the keys and m3, or the failure, in its place first.
 * @param {string} secret
 * @param {string} locator
 * @param {Uint8Array} qhash
 * @param {{ sid: Uint8Array, y: Uint8Array }} start as pairingStart gave it; m1 is made again from it
 * @param {Uint8Array} m2
 * @returns {{ m3: Uint8Array, keys: Keys }}
 * @throws {ProtocolError} bad message, bad point, confirmation failed, different questions
 */
export function pairingFinish(secret, locator, qhash, { sid, y }, m2) {
  const { share: a } = cpace.readM1(pairingStart(secret, locator, qhash, { sid, y }).m1, MESSAGE_SIZES.m1);
  const { share: b, tag } = cpace.readM2(m2, MESSAGE_SIZES.m2);
  const tr = cpace.transcript(a, b);
  const ISK = cpace.intermediateKey(sid, cpace.sharedPoint(y, b.Y), tr);
  accept(tag, cpace.confirmation(sid, ISK, b), b.AD, associatedData('B', qhash));
  return { m3: cpace.confirmation(sid, ISK, a), keys: deriveKeys(tr, ISK) };
}

/**
 * B's check of m3.
 * @param {Reply} state
 * @param {Uint8Array} m3
 * @returns {Keys}
 * @throws {ProtocolError} bad message, confirmation failed, different questions
 */
export function pairingConfirm({ tag, AD, qhash, keys }, m3) {
  accept(cpace.readM3(m3), tag, AD, associatedData('A', qhash));
  return keys;
}

/**
 * The tag first: before it is verified, what the other claims to hold is anybody's word.
 * @param {Uint8Array} tag
 * @param {Uint8Array} expectedTag
 * @param {Uint8Array} AD
 * @param {Uint8Array} expectedAD
 */
function accept(tag, expectedTag, AD, expectedAD) {
  if (!equal(tag, expectedTag)) throw new ProtocolError('confirmation failed');
  if (!equal(AD, expectedAD)) throw new ProtocolError('different questions');
}

/**
 * Picks the eight pictures that both phones show.
 * @param {Uint8Array} sas
 * @returns {number[]} eight places in the picture table (net/pictures.js), 0 to 255
 * Source: docs/protocol.md, "Pictures".
 */
export const pictures = (sas) => Array.from(sas);
