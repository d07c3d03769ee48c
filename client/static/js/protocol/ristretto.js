/**
 * The group ristretto255 (RFC 9496) with the refusals that the protocol asks for (docs/protocol.md, "Notation").
 */

import { ristretto255, ristretto255_hasher } from '../../vendor/noble.js';
import { H, ProtocolError } from './encoding.js';

/** @typedef {typeof ristretto255.Point.BASE} Point */

/**
 * @param {Uint8Array} bytes
 * @returns {Point} never the identity
 * @throws {ProtocolError} bad point: wrong length, not a canonical encoding, or the identity
 */
export function decodePoint(bytes) {
  let point;
  try {
    point = ristretto255.Point.fromBytes(bytes);
  } catch {
    throw new ProtocolError('bad point');
  }
  if (point.is0()) throw new ProtocolError('bad point');
  return point;
}

/**
 * @param {Uint8Array} bytes 32, little endian
 * @returns {bigint} 0 to L - 1
 * @throws {ProtocolError} bad scalar: wrong length, or L and above
 */
export function decodeScalar(bytes) {
  try {
    return ristretto255.Point.Fn.fromBytes(bytes);
  } catch {
    throw new ProtocolError('bad scalar');
  }
}

const derive = /** @type {(bytes: Uint8Array) => Point} */ (ristretto255_hasher.deriveToCurve);

/** @param {Uint8Array} bytes of any length @returns {Point} RFC 9496 element derivation from H(bytes) */
export const toPoint = (bytes) => derive(H(bytes));

/**
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
