/**
 * CPace-RISTR255-SHA512 in the initiator-responder setting with explicit key confirmation, as in draft-irtf-cfrg-cpace,
 * over plain bytes. What Overture puts into it is in pairing.js and handover.js.
 */

import { hmac, sha512 } from '../../vendor/noble.js';
import { H, ProtocolError, concat, lv, lvCat, randomBytes, utf8 } from './encoding.js';
import { decodePoint, multiply, toPoint } from './ristretto.js';

const DSI = utf8('CPaceRistretto255');
const HASH_BLOCK = 128;
export const SID_LENGTH = 16;
const [POINT, TAG] = [32, 64];

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
export function newScalar() {
  for (;;) {
    const y = randomBytes(32);
    y[31] = (y[31] ?? 0) & 0x0f;
    if (y.some((byte) => byte !== 0)) return y;
  }
}

/**
 * The point that only who knows the password-related string can compute.
 * @param {Uint8Array} PRS
 * @param {Uint8Array} CI
 * @param {Uint8Array} sid
 * @returns {import('./ristretto.js').Point}
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
export function confirmation(sid, ISK, share) {
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
export function readM1(m1, length) {
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
export function readM2(m2, length) {
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
export const readM3 = (m3) => sized(m3, TAG);
