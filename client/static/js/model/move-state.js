/**
 * What goes from one phone to the next when a seat moves (docs/protocol.md, "The state"): as little as will do, because the
 * hub has the boxes. Pure.
 */

import { ProtocolError, base64url, fromBase64url, fromUtf8, utf8 } from '../protocol/encoding.js';
import { H32, digestOf } from '../protocol/hashes.js';
import { STATE_MAX } from '../protocol/handover.js';
import { madeIn } from './log.js';

/** @typedef {import('./types.js').StoredSession} StoredSession */
/** @typedef {import('./types.js').HandedRow} HandedRow */
/** @typedef {import('./types.js').View} View */
/** @typedef {import('./types.js').Sealed & { record: StoredSession, unsent: number }} Held */

/** The hub has not received everything yet that this phone has sealed or sent: what it has not got could not be put together. */
export class UnsentError extends Error {
  /** @override */
  name = 'UnsentError';
}

const BYTES = /** @type {const} */ (['sk', 'a', 'yes', 'peer', 'release']);
const KEYS = /** @type {const} */ (['SID', 'kA', 'kB', 'sas']);

/**
 * Finds the round that a key of the storage is about.
 * @param {View} view @param {string[]} key session, SID, qhash, section, round
 * @returns {import('./types.js').Round | null}
 */
export function roundIn(view, [, , chapter, section, round]) {
  const found = view.chapters.find(({ qhash }) => qhash === chapter)?.sections.find(({ id }) => id === section);
  return found ? ([found, ...found.earlier].find((each) => each.round === Number(round)) ?? null) : null;
}

/**
 * @param {string[]} key @param {any} seal @param {any} inner @param {View} view
 * @returns {HandedRow[]} none for a round that another device has sealed
 * @throws {UnsentError}
 */
function rowOf(key, seal, inner, view) {
  const commit = digestOf(seal.commit);
  const committed = roundIn(view, key)?.mine.commit ?? null;
  if (committed === null) throw new UnsentError();
  if (committed !== commit) return [];
  const at = /** @type {[string, string, number]} */ ([key[2], key[3], Number(key[4])]);
  if (inner && ('matches' in inner || 'failed' in inner)) return [{ at, commit, outcome: inner }];
  if ('sk' in seal) {
    const peer = inner ? { peer: H32(inner.inner), opened: inner.opened } : {};
    return [{ at, commit, sk: seal.sk, ...peer }];
  }
  return 'a' in seal
    ? [{ at, commit, a: seal.a, yes: seal.yes, ...(inner ? { peer: H32(inner.m1), release: inner.release } : {}) }]
    : [];
}

/**
 * Lists the rounds that are handed over.
 * @param {Held} held
 * @param {View} view the newest
 * @returns {HandedRow[]}
 * @throws {UnsentError}
 * Source: docs/protocol.md, "The state".
 */
export const handedRows = ({ seals, inners }, view) => [...seals].flatMap(([key, seal]) => rowOf(key.split('/'), seal, inners.get(key), view));

/**
 * Encodes everything that the new phone needs.
 * @param {Held} held
 * @param {View} view the newest
 * @param {[string, string][]} drafts as many come along as fit, the shortest first
 * @returns {Uint8Array}
 * @throws {UnsentError} @throws {ProtocolError} too long, even without drafts
 * Source: docs/protocol.md, "The state".
 */
export function packState(held, view, drafts) {
  const { record, unsent } = held;
  const talkUnsent = (record.talk?.me?.n ?? 0) > (view.talk.me?.n ?? 0);
  if (unsent > 0 || talkUnsent || !record.keys) throw new UnsentError();
  const chapters = view.chapters.map(({ qhash }) => qhash);
  // Another phone may have been given the key of a burnt round, and may release it: nobody else gets it.
  const rows = handedRows(held, view).filter(({ at }) => !record.burnt.some((each) => each.join('/') === at.join('/')));
  const keys = record.keys;
  const whole = {
    v: 1, id: record.id, role: record.role, qhash: record.qhash, created: record.created, later: record.later ?? null, pause: record.pause ?? null,
    ...Object.fromEntries(KEYS.map((name) => [name, base64url(keys[name])])),
    chapters, log: record.log, scene: record.scene, contradicted: record.contradicted,
    burnt: record.burnt.map(([chapter, section, round]) => [chapters.indexOf(chapter), section, round]),
    rounds: rows.map((row) => ({
      ...row,
      at: [chapters.indexOf(row.at[0]), row.at[1], row.at[2]],
      ...Object.fromEntries(BYTES.flatMap((name) => (row[name] ? [[name, base64url(row[name])]] : []))),
    })),
  };
  /** @param {[string, string][]} taken */
  const encoded = (taken) => utf8(JSON.stringify({ ...whole, drafts: taken, left: drafts.length - taken.length }));
  const sorted = [...drafts].sort((one, other) => one[1].length - other[1].length);
  for (let count = sorted.length; count >= 0; count -= 1) {
    const state = encoded(sorted.slice(0, count));
    if (state.length <= STATE_MAX) return state;
  }
  throw new ProtocolError('too long');
}

/**
 * Decodes it on the new phone.
 * @param {Uint8Array} bytes as packState has made them
 * @param {string} token of this phone
 * @returns {{ record: StoredSession, left: number }} what this phone keeps; how many drafts did not fit
 * @throws {ProtocolError} bad content
 * Source: docs/protocol.md, "The state".
 */
export function readState(bytes, token) {
  try {
    const parsed = JSON.parse(fromUtf8(bytes));
    const sas = fromBase64url(parsed.sas);
    const [SID, kA, kB] = /** @type {[Uint8Array, Uint8Array, Uint8Array]} */ (
      [parsed.SID, parsed.kA, parsed.kB].map((text) => fromBase64url(text)));
    const { id, role, qhash, created, later, pause, chapters, log, scene, rounds, drafts, left, burnt, contradicted } = parsed;
    const fits = parsed.v === 1 && [SID, kA, kB].every(({ length }) => length === 32) && ['A', 'B'].includes(role);
    if (!fits || typeof id !== 'string' || chapters[0] !== qhash) throw new ProtocolError('bad content');
    /** @param {any} row @returns {HandedRow} */
    const read = (row) => ({
      ...row,
      at: [chapters[row.at[0]], row.at[1], row.at[2]],
      ...Object.fromEntries(BYTES.flatMap((name) => (row[name] ? [[name, fromBase64url(row[name])]] : []))),
    });
    const record = {
      id, role, token, qhash, added: 0, created, later, pause, locator: '', secret: null, tries: 0, problem: null, expires: 0, view: null,
      pairing: /** @type {const} */ ({ kind: 'confirmed' }), keys: { SID, kA, kB, sas },
      handed: { rounds: rounds.map(read), drafts },
      // Everything had been heard when the seat moved, so all that the log calls mine is what this seat has made.
      paired: true, codes: 0, log, scene, made: madeIn(log), contradicted: contradicted === true,
      burnt: (burnt ?? []).map((/** @type {[number, string, number]} */ [at, section, round]) => [chapters[at], section, round]),
    };
    return { record, left };
  } catch {
    throw new ProtocolError('bad content');
  }
}
