/** Bytes, and the one error of the protocol (docs/protocol.md, "Notation"). Pure: no DOM. */

/**
 * What a receiver reports; the same names as in the test vectors and in every other client.
 * @typedef {'bad code' | 'bad message' | 'bad point' | 'bad scalar' | 'confirmation failed' | 'different questions'
 *   | 'cannot open' | 'bad padding' | 'release does not match' | 'bad proof' | 'bad content' | 'too long'} FailureClass
 */

/** A message, box or code was refused. `kind` is the failure class; there is never anything secret in it. */
export class ProtocolError extends Error {
  /** @param {FailureClass} kind */
  constructor(kind) {
    super(kind);
    this.name = 'ProtocolError';
    /** @type {FailureClass} */
    this.kind = kind;
  }
}

/**
 * Does what may be refused, where a refusal is an answer.
 * @template T
 * @param {() => T} work
 * @returns {T | null} null: it was refused
 */
export function attempt(work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/**
 * Does what fails in a way of its own where the bytes are wrong.
 * @template T
 * @param {FailureClass} kind of the refusal that takes the place of the failure
 * @param {() => T} work
 * @returns {T}
 * @throws {ProtocolError} of that kind
 */
export function orRefuse(kind, work) {
  try {
    return work();
  } catch {
    throw new ProtocolError(kind);
  }
}

/** Encodes a text. @param {string} text @returns {Uint8Array} UTF-8 */
export const utf8 = (text) => new TextEncoder().encode(text);

/**
 * Decodes a text.
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {ProtocolError} bad content: not UTF-8
 */
export const fromUtf8 = (bytes) =>
  orRefuse('bad content', () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));

/** Writes bytes as hexadecimal digits. @param {Uint8Array} bytes @returns {string} lower case hexadecimal */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Reads hexadecimal digits.
 * @param {string} text an even number of hexadecimal digits
 * @returns {Uint8Array}
 * @throws {ProtocolError} bad message
 */
export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new ProtocolError('bad message');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/**
 * Writes bytes as they stand on the wire.
 * @param {Uint8Array} bytes
 * @returns {string} base64url without padding, as on the wire
 * Source: docs/protocol.md, "Notation".
 */
export function base64url(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * Exactly the inverse of base64url: padding, other alphabets, white space and loose last bits are refused, so that no
 * two texts name the same bytes.
 * @param {string} text
 * @returns {Uint8Array}
 * @throws {ProtocolError} bad message
 */
export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new ProtocolError('bad message');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  if (base64url(bytes) !== text) throw new ProtocolError('bad message');
  return bytes;
}

/** Joins byte strings. @param {...Uint8Array} parts @returns {Uint8Array} */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Puts the length in front of a byte string.
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} the length in LEB128, then the bytes
 * Source: docs/protocol.md, "Notation".
 */
export function lv(bytes) {
  const length = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    if (rest < 0x80) return concat(Uint8Array.of(...length, rest), bytes);
    length.push((rest & 0x7f) | 0x80);
  }
}

/**
 * Joins byte strings, each with its length in front.
 * @param {...(Uint8Array | string)} parts strings stand for their UTF-8
 * @returns {Uint8Array}
 * Source: docs/protocol.md, "Notation".
 */
export const lvCat = (...parts) => concat(...parts.map((part) => lv(typeof part === 'string' ? utf8(part) : part)));

/**
 * Writes a number as four bytes.
 * @param {number} number 0 to 2^32 - 1
 * @returns {Uint8Array} four bytes, big endian
 * Source: docs/protocol.md, "Notation".
 */
export function u32(number) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

/**
 * Reads a number of four bytes.
 * @param {Uint8Array} bytes at least four
 * @returns {number} the first four, big endian
 * Source: docs/protocol.md, "Notation".
 */
export const fromU32 = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);

/**
 * Takes the same time wherever the difference is, so that a tag cannot be guessed byte by byte.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {boolean}
 */
export function equal(left, right) {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let at = 0; at < left.length; at++) difference |= (left[at] ?? 0) ^ (right[at] ?? 0);
  return difference === 0;
}

/** Draws random bytes. @param {number} length @returns {Uint8Array} from the system's generator */
export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
