/**
 * Two phones of one person with the same code come to the same key, and the old one hands over what it holds
 * (docs/protocol.md, "Moving to another phone"). The old phone is A here and the new one B, in whichever seat.
 */

import { expand, extract, sha512 } from '../../vendor/noble.js';
import { context, open, pad, seal, unpad } from './box.js';
import * as cpace from './cpace.js';
import { H, ProtocolError, base64url, concat, equal, lv, lvCat, randomBytes, utf8 } from './encoding.js';
import { multiply } from './ristretto.js';

/** @typedef {{ SID: Uint8Array, key: Uint8Array, sas: Uint8Array }} MoveKeys 32, 32 and 8 bytes */
/** @typedef {{ sid: Uint8Array, y: Uint8Array, m1: Uint8Array }} MoveStart what the old phone keeps until m2 arrives */
/** @typedef {{ tag: Uint8Array, AD: Uint8Array, keys: MoveKeys }} MoveReply what the new one keeps until m3 arrives */

const [SECRET, ID] = [16, 16];
const SIZES = Object.freeze({ m1: 70, m2: 118 });
/** What a state is filled up to, in bytes: its box tells nothing of it. */
const PAD = 45_056;
/** The most bytes that a state may have. */
export const STATE_MAX = PAD - 4;

/**
 * Draws the secret of a move.
 * @returns {Uint8Array} K, 128 bits from one's own device; it is in the QR code and never reaches the hub
 * Source: docs/protocol.md, "What is agreed".
 */
export const newMoveSecret = () => randomBytes(SECRET);

/**
 * Derives the id of a move from its secret.
 * @param {Uint8Array} K
 * @returns {string} by which the hub finds the move
 * Source: docs/protocol.md, "What is agreed".
 */
export const moveId = (K) => base64url(H(lvCat('overture1/move/id', K)).slice(0, ID));

/** @param {'A' | 'B'} role @returns {Uint8Array} 22 bytes */
const associatedData = (role) => lvCat('overture1/move/ad', role, Uint8Array.of(1));

/** @param {Uint8Array} K @param {Uint8Array} sid */
const generator = (K, sid) =>
  cpace.generator(lvCat('overture1/move/prs', K), lvCat('overture1/move/ci', 'old', 'new'), sid);

/** @param {Uint8Array} tr @param {Uint8Array} ISK @returns {MoveKeys} */
function deriveKeys(tr, ISK) {
  const SID = cpace.sidOutput(tr).slice(0, 32);
  const prk = extract(sha512, ISK, SID);
  /** @param {string} label @param {number} length */
  const derive = (label, length) => expand(sha512, prk, lv(utf8(label)), length);
  return { SID, key: derive('overture1/move/key', 32), sas: derive('overture1/move/sas', 8) };
}

/** @param {Uint8Array} tag @param {Uint8Array} expected @param {Uint8Array} AD @param {'A' | 'B'} role who says it */
function accept(tag, expected, AD, role) {
  if (!equal(tag, expected)) throw new ProtocolError('confirmation failed');
  if (!equal(AD, associatedData(role))) throw new ProtocolError('bad message');
}

/**
 * The old phone's first message.
 * @param {Uint8Array} K
 * @param {{ sid: Uint8Array, y: Uint8Array }} [random] for test vectors only
 * @returns {MoveStart}
 */
export function moveStart(K, { sid, y } = { sid: randomBytes(cpace.SID_LENGTH), y: cpace.newScalar() }) {
  return { sid, y, m1: concat(sid, multiply(generator(K, sid), y), associatedData('A')) };
}

/**
 * The new phone's answer to m1. The keys in `state` are worth nothing until moveConfirm has returned them.
 * @param {Uint8Array} K
 * @param {Uint8Array} m1
 * @param {Uint8Array} [y] for test vectors only
 * @returns {{ m2: Uint8Array, state: MoveReply }}
 * @throws {ProtocolError} bad message, bad point
 */
export function moveReply(K, m1, y = cpace.newScalar()) {
  const { sid, share: a } = cpace.readM1(m1, SIZES.m1);
  const shared = cpace.sharedPoint(y, a.Y);
  const b = { Y: multiply(generator(K, sid), y), AD: associatedData('B') };
  const tr = cpace.transcript(a, b);
  const ISK = cpace.intermediateKey(sid, shared, tr);
  const state = { tag: cpace.confirmation(sid, ISK, a), AD: a.AD, keys: deriveKeys(tr, ISK) };
  return { m2: concat(b.Y, cpace.confirmation(sid, ISK, b), b.AD), state };
}

/**
 * The old phone's check of m2. Whatever comes of it, y is spent. m3 goes out only when a person has compared the pictures.
 * @param {Uint8Array} K
 * @param {{ sid: Uint8Array, y: Uint8Array }} start
 * @param {Uint8Array} m2
 * @returns {{ m3: Uint8Array, keys: MoveKeys }}
 * @throws {ProtocolError} bad message, bad point, confirmation failed
 */
export function moveFinish(K, { sid, y }, m2) {
  const { share: a } = cpace.readM1(moveStart(K, { sid, y }).m1, SIZES.m1);
  const { share: b, tag } = cpace.readM2(m2, SIZES.m2);
  const tr = cpace.transcript(a, b);
  const ISK = cpace.intermediateKey(sid, cpace.sharedPoint(y, b.Y), tr);
  accept(tag, cpace.confirmation(sid, ISK, b), b.AD, 'B');
  return { m3: cpace.confirmation(sid, ISK, a), keys: deriveKeys(tr, ISK) };
}

/**
 * The new phone's check of m3.
 * @param {MoveReply} state
 * @param {Uint8Array} m3
 * @returns {MoveKeys}
 * @throws {ProtocolError} bad message, confirmation failed
 */
export function moveConfirm({ tag, AD, keys }, m3) {
  accept(cpace.readM3(m3), tag, AD, 'A');
  return keys;
}

/** @param {MoveKeys} keys No chapter is in it: the new phone knows of none yet. */
const contextOf = ({ SID }) =>
  context({ SID, qhash: new Uint8Array(), section: '', round: 0, role: 'A', purpose: 'move' });

/**
 * Seals the state that goes to the new phone.
 * @param {MoveKeys} keys
 * @param {Uint8Array} state at most STATE_MAX bytes
 * @returns {Uint8Array} always of the same length
 * @throws {ProtocolError} too long
 * Source: docs/protocol.md, "The state".
 */
export const sealState = (keys, state) => seal(keys.key, contextOf(keys), pad(state, PAD));

/**
 * Opens the state on the new phone.
 * @param {MoveKeys} keys
 * @param {Uint8Array} box
 * @returns {Uint8Array}
 * @throws {ProtocolError} cannot open, bad padding
 * Source: docs/protocol.md, "The state".
 */
export const openState = (keys, box) => unpad(open(keys.key, contextOf(keys), box), PAD);
