/**
 * CPace-RISTR255-SHA512 in the initiator-responder setting with explicit key confirmation, as in draft-irtf-cfrg-cpace,
 * over plain bytes. What Overture puts into it is in pairing.js and handover.js.
 */

import { expand, extract, hmac, sha512 } from '../../vendor/noble.js';
import { ProtocolError, concat, equal, lv, lvCat, randomBytes, utf8 } from './encoding.js';
import { H } from './hashes.js';
import { decodePoint, multiply, toPoint } from './ristretto.js';

const DSI = utf8('CPaceRistretto255');
const HASH_BLOCK = 128;
const SID_LENGTH = 16;
const [POINT, TAG] = [32, 64];

/**
 * What one use of the exchange puts into it. A is the initiator, B the responder.
 * @typedef {object} Setting
 * @property {(sid: Uint8Array) => import('./ristretto.js').Point} generator
 * @property {(role: 'A' | 'B') => Uint8Array} associatedData that each expects of the other
 * @property {{ m1: number, m2: number }} sizes of the messages, in bytes
 * @property {Record<string, [label: string, length: number]>} keys to derive; lengths in bytes
 * @property {import('./encoding.js').FailureClass} mismatch when the other's associated data is not what is expected
 */

/** @typedef {{ sid: Uint8Array, y: Uint8Array, m1: Uint8Array }} Start m1 to send; the rest A keeps until m2 arrives */
/** @typedef {{ tag: Uint8Array, AD: Uint8Array, keys: any }} Reply what B keeps until m3 arrives */

/**
 * What both hash of one side: its share and its associated data.
 * @typedef {object} Share
 * @property {Uint8Array} Y 32 bytes, the encoding of a point
 * @property {Uint8Array} AD
 */

/**
 * Draws a secret scalar.
 * @returns {Uint8Array} a secret scalar below 2^252, not zero
 * Source: docs/protocol.md, "Pairing".
 */
function newScalar() {
  for (;;) {
    const y = randomBytes(32);
    y[31] = (y[31] ?? 0) & 0x0f;
    if (y.some((byte) => byte !== 0)) return y;
  }
}

/**
 * Makes the point that only who knows the password-related string can compute.
 * @param {Uint8Array} PRS the password-related string
 * @param {Uint8Array} CI the channel identifier
 * @param {Uint8Array} sid 16 bytes
 * @returns {import('./ristretto.js').Point}
 * Source: draft-irtf-cfrg-cpace, "CPace-RISTR255-SHA512"; docs/protocol.md, "Pairing".
 */
export function generator(PRS, CI, sid) {
  const zeros = new Uint8Array(Math.max(0, HASH_BLOCK - 1 - lv(PRS).length - lv(DSI).length));
  return toPoint(lvCat(DSI, PRS, zeros, CI, sid));
}

/**
 * Puts both shares into one transcript, the initiator first.
 * @param {Share} a the initiator
 * @param {Share} b the responder
 * @returns {Uint8Array}
 * Source: docs/protocol.md, "Pairing".
 */
export const transcript = (a, b) => concat(lvCat(a.Y, a.AD), lvCat(b.Y, b.AD));

/**
 * Computes the shared point K.
 * @param {Uint8Array} y one's own secret scalar, 32 bytes
 * @param {Uint8Array} peerY the other's share as received
 * @returns {Uint8Array} K
 * @throws {ProtocolError} bad point
 * Source: docs/protocol.md, "Pairing".
 */
export const sharedPoint = (y, peerY) => multiply(decodePoint(peerY), y);

/**
 * Derives the intermediate session key.
 * @param {Uint8Array} sid
 * @param {Uint8Array} K
 * @param {Uint8Array} tr the transcript
 * @returns {Uint8Array} the intermediate session key, 64 bytes
 * Source: docs/protocol.md, "Pairing".
 */
export const intermediateKey = (sid, K, tr) => H(lvCat('CPaceRistretto255_ISK', sid, K), tr);

/**
 * Derives the public session id.
 * @param {Uint8Array} tr the transcript
 * @returns {Uint8Array} 64 bytes, public, unique to this run
 * Source: docs/protocol.md, "Pairing".
 */
export const sidOutput = (tr) => H(utf8('CPaceSidOutput'), tr);

/**
 * Computes the key confirmation tag of one side.
 * @param {Uint8Array} sid
 * @param {Uint8Array} ISK
 * @param {Share} share the sender's
 * @returns {Uint8Array} 64 bytes with which the sender of the share proves to know the key
 * Source: docs/protocol.md, "Pairing".
 */
function confirmation(sid, ISK, share) {
  const key = H(utf8('CPaceMac'), sid, ISK);
  return hmac(sha512, key, lvCat(share.Y, share.AD));
}

/** @param {Uint8Array} message @param {number} length @returns {Uint8Array} it @throws {ProtocolError} bad message */
function sized(message, length) {
  if (message.length !== length) throw new ProtocolError('bad message');
  return message;
}

/**
 * Splits a first message into its fields.
 * @param {Uint8Array} m1
 * @param {number} length in bytes
 * @returns {{ sid: Uint8Array, share: Share }} of a message that is `sid | Y | AD`
 * @throws {ProtocolError} bad message
 * Source: docs/protocol.md, "Messages".
 */
function readM1(m1, length) {
  sized(m1, length);
  const end = SID_LENGTH + POINT;
  return { sid: m1.slice(0, SID_LENGTH), share: { Y: m1.slice(SID_LENGTH, end), AD: m1.slice(end) } };
}

/**
 * Splits a second message into its fields.
 * @param {Uint8Array} m2
 * @param {number} length in bytes
 * @returns {{ share: Share, tag: Uint8Array }} of a message that is `Y | tag | AD`
 * @throws {ProtocolError} bad message
 * Source: docs/protocol.md, "Messages".
 */
function readM2(m2, length) {
  sized(m2, length);
  const end = POINT + TAG;
  return { share: { Y: m2.slice(0, POINT), AD: m2.slice(end) }, tag: m2.slice(POINT, end) };
}

/**
 * Reads a third message.
 * @param {Uint8Array} m3
 * @returns {Uint8Array} the tag, which is all of it
 * @throws {ProtocolError} bad message
 * Source: docs/protocol.md, "Messages".
 */
const readM3 = (m3) => sized(m3, TAG);

/**
 * @param {Setting} setting
 * @param {Uint8Array} tr the transcript
 * @param {Uint8Array} ISK
 * @returns {any} the keys by name, and SID, the public session id, 32 bytes
 */
function deriveKeys({ keys }, tr, ISK) {
  const SID = sidOutput(tr).slice(0, 32);
  const prk = extract(sha512, ISK, SID);
  const derived = Object.entries(keys).map(([name, [label, length]]) => [name, expand(sha512, prk, lv(utf8(label)), length)]);
  return { SID, ...Object.fromEntries(derived) };
}

/**
 * The tag first: before it is verified, what the other claims to hold is anybody's word.
 * @param {Pick<Setting, 'associatedData' | 'mismatch'>} setting
 * @param {{ tag: Uint8Array, AD: Uint8Array }} received
 * @param {Uint8Array} expectedTag
 * @param {'A' | 'B'} role who has sent it
 * @throws {ProtocolError} confirmation failed, or the mismatch of the setting
 */
function check({ associatedData, mismatch }, { tag, AD }, expectedTag, role) {
  if (!equal(tag, expectedTag)) throw new ProtocolError('confirmation failed');
  if (!equal(AD, associatedData(role))) throw new ProtocolError(mismatch);
}

/**
 * Makes A's first message.
 * @param {Setting} setting
 * @param {{ sid: Uint8Array, y: Uint8Array }} [random] for test vectors only
 * @returns {Start}
 * Source: docs/protocol.md, "Pairing".
 */
export const start = (setting, { sid, y } = { sid: randomBytes(SID_LENGTH), y: newScalar() }) =>
  ({ sid, y, m1: concat(sid, multiply(setting.generator(sid), y), setting.associatedData('A')) });

/**
 * Answers m1. The keys in `state` are worth nothing until `confirm` has returned them.
 * @param {Setting} setting
 * @param {Uint8Array} m1
 * @param {Uint8Array} [y] for test vectors only
 * @returns {{ m2: Uint8Array, state: Reply }}
 * @throws {ProtocolError} bad message, bad point
 * Source: docs/protocol.md, "Pairing".
 */
export function reply(setting, m1, y = newScalar()) {
  const { sid, share: a } = readM1(m1, setting.sizes.m1);
  const K = sharedPoint(y, a.Y);
  const b = { Y: multiply(setting.generator(sid), y), AD: setting.associatedData('B') };
  const tr = transcript(a, b);
  const ISK = intermediateKey(sid, K, tr);
  const state = { tag: confirmation(sid, ISK, a), AD: a.AD, keys: deriveKeys(setting, tr, ISK) };
  return { m2: concat(b.Y, confirmation(sid, ISK, b), b.AD), state };
}

/**
 * Checks m2. Whatever comes of it, y is spent: store the keys and m3, or the failure, in its place first.
 * @param {Setting} setting
 * @param {{ sid: Uint8Array, y: Uint8Array }} random of the start; m1 is made again from it
 * @param {Uint8Array} m2
 * @returns {{ m3: Uint8Array, keys: any }}
 * @throws {ProtocolError} bad message, bad point, confirmation failed, or the mismatch of the setting
 * Source: docs/protocol.md, "Pairing".
 */
export function finish(setting, { sid, y }, m2) {
  const { share: a } = readM1(start(setting, { sid, y }).m1, setting.sizes.m1);
  const { share: b, tag } = readM2(m2, setting.sizes.m2);
  const tr = transcript(a, b);
  const ISK = intermediateKey(sid, sharedPoint(y, b.Y), tr);
  check(setting, { tag, AD: b.AD }, confirmation(sid, ISK, b), 'B');
  return { m3: confirmation(sid, ISK, a), keys: deriveKeys(setting, tr, ISK) };
}

/**
 * Checks m3.
 * @param {Pick<Setting, 'associatedData' | 'mismatch'>} setting
 * @param {Reply} state
 * @param {Uint8Array} m3
 * @returns {any} the keys
 * @throws {ProtocolError} bad message, confirmation failed, or the mismatch of the setting
 * Source: docs/protocol.md, "Pairing".
 */
export function confirm(setting, { tag, AD, keys }, m3) {
  check(setting, { tag: readM3(m3), AD }, tag, 'A');
  return keys;
}
