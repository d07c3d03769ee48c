/**
 * The group ristretto255 (RFC 9496) with the refusals that the protocol asks for (docs/protocol.md, "Notation").
 */

import { ristretto255, ristretto255_hasher } from '../../vendor/noble-curves.js';
import { ProtocolError, hex, orRefuse } from './encoding.js';
import { H } from './hashes.js';

/** @typedef {typeof ristretto255.Point.BASE} Point */

/**
 * Decodes a point.
 * @param {Uint8Array} bytes
 * @returns {Point} never the identity
 * @throws {ProtocolError} bad point: wrong length, not a canonical encoding, or the identity
 */
export function decodePoint(bytes) {
  const point = orRefuse('bad point', () => ristretto255.Point.fromBytes(bytes));
  if (point.is0()) throw new ProtocolError('bad point');
  return point;
}

/**
 * Decodes a scalar.
 * @param {Uint8Array} bytes 32, little endian
 * @returns {bigint} 0 to L - 1
 * @throws {ProtocolError} bad scalar: wrong length, or L and above
 */
export const decodeScalar = (bytes) => orRefuse('bad scalar', () => ristretto255.Point.Fn.fromBytes(bytes));

/** Reduces a number modulo L. @param {bigint} number @returns {bigint} the scalar 0 to L - 1 that it is modulo L */
export const modL = (number) => ristretto255.Point.Fn.create(number);

/** Encodes a scalar. @param {bigint} scalar 0 to L - 1 @returns {Uint8Array} 32 bytes, little endian */
export const encodeScalar = (scalar) => ristretto255.Point.Fn.toBytes(scalar);

/** Reads a number. @param {Uint8Array} bytes of any length, little endian @returns {bigint} */
export const fromLittleEndian = (bytes) => BigInt(`0x${hex(bytes.slice().reverse())}`);

/**
 * Draws a random scalar.
 * @param {(length: number) => Uint8Array} random
 * @returns {bigint} a random scalar, not zero
 */
export function randomScalar(random) {
  for (;;) {
    const scalar = modL(fromLittleEndian(random(64)));
    if (scalar !== 0n) return scalar;
  }
}

/** The generator G. */
export const BASE = ristretto255.Point.BASE;

const derive = /** @type {(bytes: Uint8Array) => Point} */ (ristretto255_hasher.deriveToCurve);

/**
 * Derives a point from bytes.
 * @param {Uint8Array} bytes of any length
 * @returns {Point} RFC 9496 element derivation from H(bytes)
 */
export const toPoint = (bytes) => derive(H(bytes));

/**
 * Multiplies a point that was received or derived with a secret scalar.
 * @param {Point} point
 * @param {Uint8Array} scalar 32 bytes, little endian, not zero
 * @returns {Uint8Array} 32 bytes, the encoding of scalar * point
 * @throws {ProtocolError} bad scalar, or bad point when the product is the identity
 */
export function multiply(point, scalar) {
  const factor = decodeScalar(scalar);
  if (factor === 0n) throw new ProtocolError('bad scalar');
  const product = point.multiply(factor);
  if (product.is0()) throw new ProtocolError('bad point');
  return product.toBytes();
}

/**
 * With the same steps whatever the scalar is: for secrets.
 * @param {Point} point
 * @param {bigint} scalar 1 to L - 1
 * @returns {Point}
 */
export const times = (point, scalar) => point.multiply(scalar);

/**
 * Faster, and its time reveals the scalar: only for what the partner and anyone with the keys may know.
 * @param {Point} point
 * @param {bigint} scalar 0 to L - 1
 * @returns {Point}
 */
export const publicTimes = (point, scalar) => point.multiplyUnsafe(scalar);

/** Adds two points. @param {Point} left @param {Point} right @returns {Point} */
export const plus = (left, right) => left.add(right);

/** Subtracts one point from another. @param {Point} left @param {Point} right @returns {Point} */
export const minus = (left, right) => left.subtract(right);

/** Encodes a point. @param {Point} point @returns {Uint8Array} 32 bytes */
export const encodePoint = (point) => point.toBytes();
