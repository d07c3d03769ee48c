/**
 * Two phones of one person with the same code come to the same key, and the old one hands over what it holds
 * (docs/protocol.md, "Moving to another phone"). The old phone is A here and the new one B, in whichever seat.
 */

import { context, open, pad, seal, unpad } from './box.js';
import * as cpace from './cpace.js';
import { base64url, lvCat, randomBytes } from './encoding.js';
import { H } from './hashes.js';

/** @typedef {{ SID: Uint8Array, key: Uint8Array, sas: Uint8Array }} MoveKeys 32, 32 and 8 bytes */
/** @typedef {import('./cpace.js').Start} MoveStart what the old phone keeps until m2 arrives */
/** @typedef {{ tag: Uint8Array, AD: Uint8Array, keys: MoveKeys }} MoveReply what the new one keeps until m3 arrives */

const [SECRET, ID] = [16, 16];
const SIZES = Object.freeze({ m1: 70, m2: 118 });
/** What a state is filled up to, in bytes: the size of its box reveals nothing. */
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

/** @type {Pick<import('./cpace.js').Setting, 'associatedData' | 'mismatch'>} what each expects of the other: 22 bytes */
const EXPECTED = {
  associatedData: (role) => lvCat('overture1/move/ad', role, Uint8Array.of(1)),
  mismatch: 'bad message',
};

/** @param {Uint8Array} K @returns {import('./cpace.js').Setting} */
const setting = (K) => ({
  ...EXPECTED,
  generator: (sid) => cpace.generator(lvCat('overture1/move/prs', K), lvCat('overture1/move/ci', 'old', 'new'), sid),
  sizes: SIZES,
  keys: { key: ['overture1/move/key', 32], sas: ['overture1/move/sas', 8] },
});

/**
 * Makes the old phone's first message.
 * @param {Uint8Array} K
 * @param {{ sid: Uint8Array, y: Uint8Array }} [random] for test vectors only
 * @returns {MoveStart}
 * Source: docs/protocol.md, "Moving to another phone".
 */
export const moveStart = (K, random) => cpace.start(setting(K), random);

/**
 * Makes the new phone's answer to m1. The keys in `state` are worth nothing until moveConfirm has returned them.
 * @param {Uint8Array} K
 * @param {Uint8Array} m1
 * @param {Uint8Array} [y] for test vectors only
 * @returns {{ m2: Uint8Array, state: MoveReply }}
 * @throws {import('./encoding.js').ProtocolError} bad message, bad point
 * Source: docs/protocol.md, "Moving to another phone".
 */
export const moveReply = (K, m1, y) => cpace.reply(setting(K), m1, y);

/**
 * Checks m2 for the old phone. Whatever comes of it, y is spent. m3 goes out only when a person has compared the pictures.
 * @param {Uint8Array} K
 * @param {{ sid: Uint8Array, y: Uint8Array }} start
 * @param {Uint8Array} m2
 * @returns {{ m3: Uint8Array, keys: MoveKeys }}
 * @throws {import('./encoding.js').ProtocolError} bad message, bad point, confirmation failed
 * Source: docs/protocol.md, "Moving to another phone".
 */
export const moveFinish = (K, start, m2) => cpace.finish(setting(K), start, m2);

/**
 * Checks m3 for the new phone.
 * @param {MoveReply} state
 * @param {Uint8Array} m3
 * @returns {MoveKeys}
 * @throws {import('./encoding.js').ProtocolError} bad message, confirmation failed
 * Source: docs/protocol.md, "Moving to another phone".
 */
export const moveConfirm = (state, m3) => cpace.confirm(EXPECTED, state, m3);

/** @param {MoveKeys} keys No chapter is in it: the new phone knows of none yet. */
const contextOf = ({ SID }) =>
  context({ SID, qhash: new Uint8Array(), section: '', round: 0, role: 'A', purpose: 'move' });

/**
 * Seals the state that goes to the new phone.
 * @param {MoveKeys} keys
 * @param {Uint8Array} state at most STATE_MAX bytes
 * @returns {Uint8Array} always of the same length
 * @throws {import('./encoding.js').ProtocolError} too long
 * Source: docs/protocol.md, "The state".
 */
export const sealState = (keys, state) => seal(keys.key, contextOf(keys), pad(state, PAD));

/**
 * Opens the state on the new phone.
 * @param {MoveKeys} keys
 * @param {Uint8Array} box
 * @returns {Uint8Array}
 * @throws {import('./encoding.js').ProtocolError} cannot open, bad padding
 * Source: docs/protocol.md, "The state".
 */
export const openState = (keys, box) => unpad(open(keys.key, contextOf(keys), box), PAD);
