/**
 * Heads: what a sender's log held when answers or a notice were sealed, and what follows for the reader (docs/protocol.md,
 * "Heads"). Only a head proves that the partner has seen something, or that a hub shows the two of them different things. Pure.
 */

import { base64url, fromBase64url, lvCat, u32 } from '../protocol/encoding.js';
import { H32 } from '../protocol/hashes.js';
import { LIMITS } from './limits.js';

/** @typedef {import('./types.js').Log} Log */
/** @typedef {import('./types.js').LogChapter} LogChapter */
/** @typedef {import('./types.js').LogRound} LogRound */
/** @typedef {import('./types.js').LogSection} LogSection */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./types.js').Role} Role */
/** @typedef {{ n: [number, number][], r: number[], t: number[], h: string }} Head */
/** @typedef {{ log: Log, role: Role, qhash: string, sections: string[] }} Reading one's own log and role; a chapter and its sections with a box */
/** @typedef {'none' | 'ahead' | 'agrees' | 'fork' | 'gap'} Meaning */

/**
 * Lists the sections of a document that have a box.
 * @param {QuestionSet} document
 * @returns {string[]} the sections that have a box, in their order
 * Source: docs/protocol.md, "Heads".
 */
export const sectionsOf = ({ sections }) =>
  sections.filter(({ reveal, questions }) => reveal !== 'never' && questions.some(({ kind }) => kind !== 'statement')).map(({ id }) => id);

/** @param {LogChapter} chapter @param {Role} role one's own @returns {[string[], string[]]} the notices of A and of B */
const noticesOf = ({ notices }, role) => (role === 'A' ? [notices.mine, notices.theirs] : [notices.theirs, notices.mine]);

/** @param {Reading} reading @returns {[number, number][]} how many notices of A and of B there are, by chapter */
const noticeCounts = ({ log, role }) =>
  log.chapters.map((each) => /** @type {[number, number]} */ (noticesOf(each, role).map((list) => list.length)));

/** @param {LogRound | null} round @returns {boolean} whether all four of its boxes are known */
const isWhole = (round) => round !== null && [round.mine, round.theirs].every(({ commit, release }) => commit !== null && release !== null);

/** @param {LogSection | undefined} section @returns {number} the newest round of which all four boxes are known; 0 for none */
const newestWhole = (section) => (section?.rounds.findLastIndex(isWhole) ?? -1) + 1;

/**
 * Keeps of a log what heads are compared with: notices, notes, and rounds of which all four boxes are known.
 * @param {Log} log
 * @returns {unknown} plain data
 * Source: docs/protocol.md, "Heads".
 */
export const countedIn = ({ chapters }) =>
  chapters.map(({ notices, sections }) => [notices, sections.map(({ rounds, notes }) => [rounds.map((round) => isWhole(round) && round), notes])]);

/**
 * Makes the head of a log.
 * @param {Reading} reading
 * @returns {Head} what this log holds now
 * Source: docs/protocol.md, "Heads".
 */
export function headOf(reading) {
  const { log, qhash, sections } = reading;
  const chapter = log.chapters.find((each) => each.qhash === qhash);
  const found = sections.map((id) => chapter?.sections.find((section) => section.id === id));
  const counts = {
    n: noticeCounts(reading),
    r: found.map(newestWhole),
    t: found.map((section) => section?.notes.length ?? 0),
  };
  return { ...counts, h: hashOf(reading, counts) };
}

/**
 * @param {Reading} reading
 * @param {Omit<Head, 'h'>} counts no more than the log has
 * @returns {string} of the part of the log that they count
 */
function hashOf({ log, role, qhash, sections }, { n, r, t }) {
  const chapter = log.chapters.find((each) => each.qhash === qhash);
  const items = n.flatMap((counted, at) => {
    const each = log.chapters[at];
    if (!each) return [];
    const lists = noticesOf(each, role).map((list, seat) => list.slice(0, counted[seat]));
    return [fromBase64url(each.qhash), ...lists.flatMap((list) => [u32(list.length), ...list.map(fromBase64url)])];
  });
  const parts = sections.flatMap((id, at) => {
    const section = chapter?.sections.find((each) => each.id === id);
    const [newest, note] = [r[at] ?? 0, t[at] ?? 0];
    const rounds = (section?.rounds ?? []).slice(0, newest).flatMap((round, number) => (isWhole(round) ? [u32(number + 1), ...boxesOf(round, role)] : []));
    const box = section?.notes[note - 1]?.box;
    return [id, u32(newest), ...rounds, u32(note), ...(box === undefined ? [] : [fromBase64url(box)])];
  });
  return base64url(H32(lvCat('overture1/seen', fromBase64url(qhash), u32(n.length), ...items, ...parts)));
}

/** @param {LogRound} round @param {Role} role @returns {Uint8Array[]} A's commit and release, then B's */
function boxesOf({ mine, theirs }, role) {
  const [a, b] = role === 'A' ? [mine, theirs] : [theirs, mine];
  return [a.commit, a.release, b.commit, b.release].map((digest) => fromBase64url(digest ?? ''));
}

/** @param {unknown} value @returns {boolean} 32 bytes, as the wire writes them */
const isDigest = (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);

/** @param {unknown} value @param {number} most @returns {value is number} */
const isCount = (value, most) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;

/** @param {any} value @param {number} sections how many the chapter has @returns {value is Head} */
function isHead(value, sections) {
  const { n, r, t, h } = Object(value);
  return (
    Array.isArray(n) && n.length >= 1 && n.length <= LIMITS.chapters &&
    n.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((count) => isCount(count, LIMITS.notices))) &&
    Array.isArray(r) && r.length === sections && r.every((count) => isCount(count, LIMITS.rounds)) &&
    Array.isArray(t) && t.length === sections && t.every((count) => isCount(count, LIMITS.notes)) &&
    isDigest(h)
  );
}

/**
 * Compares a partner's head with a log.
 * @param {Reading} reading
 * @param {unknown} head what the partner has sealed
 * @returns {{ means: Meaning, proves: [number, number][] | null }} the numbers of notices of A and B, by chapter, that they have seen
 * Source: docs/protocol.md, "Heads".
 */
export function readHead(reading, head) {
  const { log, qhash, role, sections } = reading;
  if (!isHead(head, sections.length)) return { means: 'none', proves: null };
  const chapter = log.chapters.find((each) => each.qhash === qhash);
  const found = sections.map((id) => chapter?.sections.find((section) => section.id === id));
  const own = noticeCounts(reading);
  const has = {
    n: head.n.every((pair, at) => pair.every((count, seat) => count <= (own[at]?.[seat] ?? -1))),
    r: head.r.every((count, at) => count === 0 || isWhole(found[at]?.rounds[count - 1] ?? null)),
    t: head.t.every((count, at) => count <= (found[at]?.notes.length ?? 0)),
  };
  if (!has.n || !has.r || !has.t) return { means: 'ahead', proves: null };
  if (head.t.some((count, at) => count > 0 && !found[at]?.notes[count - 1])) return { means: 'gap', proves: null };
  if (hashOf({ log, role, qhash, sections }, head) !== head.h) return { means: 'fork', proves: null };
  return { means: 'agrees', proves: head.n };
}

/**
 * The largest head that a section's answers may have to carry, so that a form never lets more be written than fits.
 * @param {QuestionSet} document
 * @returns {Head}
 */
export function largestHead(document) {
  const count = sectionsOf(document).length;
  return {
    n: Array(LIMITS.chapters).fill([LIMITS.notices, LIMITS.notices]), r: Array(count).fill(LIMITS.rounds), t: Array(count).fill(LIMITS.notes), h: 'A'.repeat(43),
  };
}
