/** Small compositions of the protocol's functions, for tests in Python that compare them with the terminal's. */

import { lv, u32, utf8 } from '../../../client/static/js/protocol/encoding.js';
import { H } from '../../../client/static/js/protocol/hashes.js';
import { mutualCommit, mutualRelease } from '../../../client/static/js/protocol/mutual.js';
import { encodeScalar, fromLittleEndian, modL } from '../../../client/static/js/protocol/ristretto.js';

/**
 * A number modulo L, read and written.
 *
 * @param {Uint8Array} number little endian
 * @returns {Uint8Array} 32 bytes, little endian
 */
export const reduced = (number) => encodeScalar(modL(fromLittleEndian(number)));

/**
 * What `lv` puts before a byte string.
 *
 * @param {number} length of the byte string
 * @returns {Uint8Array}
 */
export const lengthPrefix = (length) => lv(new Uint8Array(length)).slice(0, -length);

/**
 * The same numbers for the same seed, as `tests/vectors/mutual.py` has them.
 *
 * @param {string} seed
 * @returns {import('../../../client/static/js/protocol/mutual.js').Random}
 */
export function stream(seed) {
  let count = 0;
  return (length) => H(utf8(seed), u32(count++)).slice(0, length);
}

/**
 * A commit of the random numbers "one" and a release of the random numbers "three".
 *
 * @param {import('../../../client/static/js/protocol/mutual.js').Asking} asking
 * @param {string[]} ids @param {boolean[]} yes
 * @param {Uint8Array} peerM1
 */
export function committedAndReleased(asking, ids, yes, peerM1) {
  const { state, commit } = mutualCommit(asking, ids, yes, stream('one'));
  return { state, commit, release: mutualRelease(asking, ids, state, peerM1, stream('three')) };
}
