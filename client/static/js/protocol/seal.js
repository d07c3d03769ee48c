/**
 * A section's answers, sealed on both sides before either can be read (docs/protocol.md, "Sealed answers"). The box
 * itself and the other things that are sealed are exported from here too, so this is the one file to import.
 */

import { OVERHEAD, contextOf, keyOf, open, pad, seal, unpad } from './box.js';
import { ProtocolError, concat, equal, randomBytes } from './encoding.js';
import { H32 } from './hashes.js';

export * from './asides.js';
export * from './box.js';

/** @typedef {import('./box.js').Place & { round: number }} Asking one asking of a section */
/** @typedef {Asking & { pad: number }} PaddedAsking with the section's pad length */

const [KEY, SALT, HASH] = [32, 32, 32];

/** How many bytes a commit is longer than its section's pad length. */
export const COMMIT_OVERHEAD = 2 * OVERHEAD;
/** The bytes of every release. */
export const RELEASE_SIZE = OVERHEAD + KEY + 2 * HASH;

/**
 * Seals one's own answers to one asking of a section. All three parts are stored before commit is sent, and there is
 * only ever one commit for one asking.
 * @param {PaddedAsking & { plaintext: Uint8Array }} asking
 * @param {{ sk: Uint8Array, innerSalt: Uint8Array, commitSalt: Uint8Array }} [random] for test vectors only
 * @returns {{ sk: Uint8Array, inner: Uint8Array, commit: Uint8Array }}
 * @throws {ProtocolError} too long
 */
export function commit(
  { plaintext, ...asking },
  random = { sk: randomBytes(KEY), innerSalt: randomBytes(SALT), commitSalt: randomBytes(SALT) },
) {
  const { sk, innerSalt, commitSalt } = random;
  const inner = seal(sk, contextOf(asking, asking.round, 'answer'), pad(plaintext, asking.pad), innerSalt);
  return { sk, inner, commit: seal(keyOf(asking), contextOf(asking, asking.round, 'commit'), inner, commitSalt) };
}

/**
 * Opens the outer box of a commit.
 * @param {Asking} asking
 * @param {Uint8Array} box a commit
 * @returns {Uint8Array} inner: store it before releasing against it
 * @throws {ProtocolError} cannot open
 * Source: docs/protocol.md, "One asking of a section".
 */
export const openCommit = (asking, box) => open(keyOf(asking), contextOf(asking, asking.round, 'commit'), box);

/**
 * Makes the release of one's own answers, against one answer of the other's.
 * @param {Asking} asking
 * @param {{ sk: Uint8Array, ownInner: Uint8Array, peerInner: Uint8Array }} what
 * @param {Uint8Array} [salt] for test vectors only
 * @returns {Uint8Array} the box
 * Source: docs/protocol.md, "One asking of a section".
 */
export const release = (asking, { sk, ownInner, peerInner }, salt = randomBytes(SALT)) =>
  seal(keyOf(asking), contextOf(asking, asking.round, 'release'), concat(sk, H32(ownInner), H32(peerInner)), salt);

/**
 * Opens a partner's release.
 * @param {Asking} asking
 * @param {Uint8Array} box the partner's release
 * @param {{ ownInner: Uint8Array, peerInner: Uint8Array }} inners the reader's own and the partner's
 * @returns {Uint8Array} the key of the partner's inner box
 * @throws {ProtocolError} cannot open, release does not match
 * Source: docs/protocol.md, "One asking of a section".
 */
export function openRelease(asking, box, { ownInner, peerInner }) {
  const message = open(keyOf(asking), contextOf(asking, asking.round, 'release'), box);
  if (message.length !== KEY + 2 * HASH) throw new ProtocolError('release does not match');
  if (!equal(message.slice(KEY), concat(H32(peerInner), H32(ownInner)))) {
    throw new ProtocolError('release does not match');
  }
  return message.slice(0, KEY);
}

/**
 * Opens the inner box with the key that the release gave.
 * @param {PaddedAsking} asking
 * @param {Uint8Array} sk
 * @param {Uint8Array} inner
 * @returns {Uint8Array} the plaintext of the answers
 * @throws {ProtocolError} cannot open, bad padding
 * Source: docs/protocol.md, "One asking of a section".
 */
export const openInner = (asking, sk, inner) =>
  unpad(open(sk, contextOf(asking, asking.round, 'answer'), inner), asking.pad);
