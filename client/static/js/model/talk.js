/**
 * What both people see of a talk: where they are among the points, and what is marked. Pure: the terminal has the same functions in
 * model/talk.py, and tests/vectors/talk.json holds the two together.
 */

import { utf8 } from '../protocol/encoding.js';
import { MAX_TIME, TALK_PAD } from '../protocol/talk.js';

/** @typedef {import('../protocol/talk.js').PointMark} PointMark */
/** @typedef {import('../protocol/talk.js').Talk} Talk */
/** @typedef {import('./types.js').Role} Role */
/** @typedef {Record<Role, Talk>} Talks the newest talk of each seat */
/** @typedef {{ at: string | null, marks: Map<string, PointMark> }} SharedTalk where both are, "end" behind the last point; and what is marked */
/** @typedef {{ at?: string, mark?: { point: string, mark: PointMark } }} TalkStep a move, a mark, or both at once */

/** A seat that has not moved yet. @type {Talk} */
export const UNMOVED = Object.freeze({ at: null, marks: {} });

/** Bytes that a talk may have before it is padded. */
const MOST_BYTES = TALK_PAD - 4;

/**
 * Merges the talks of both seats.
 * @param {Talks} talks
 * @param {ReadonlyMap<string, Role>} limits by point: the seat whose limits it holds, and which alone confirms them
 * @returns {SharedTalk} the same on both devices, in whichever order the talks came
 * Source: docs/protocol.md, "The talk".
 */
export function shared(talks, limits) {
  const at = later(talks.A.at, talks.B.at);
  const points = new Set([...Object.keys(talks.A.marks), ...Object.keys(talks.B.marks)]);
  /** @type {Map<string, PointMark>} */
  const marks = new Map();
  for (const point of points) {
    const newest = later(counting(talks.A, 'A', point, limits), counting(talks.B, 'B', point, limits));
    if (newest && newest[1] !== 'open') marks.set(point, newest[1]);
  }
  return { at: at && at[1], marks };
}

/** @template T @param {[number, T] | null} a @param {[number, T] | null} b @returns {[number, T] | null} the later one; of two at once A's */
function later(a, b) {
  if (a === null || b === null) return a ?? b;
  return b[0] > a[0] ? b : a;
}

/** @param {Talk} talk @param {Role} by @param {string} point @param {ReadonlyMap<string, Role>} limits @returns {[number, PointMark] | null} */
function counting({ marks }, by, point, limits) {
  const marked = Object.hasOwn(marks, point) ? marks[point] : undefined;
  if (marked === undefined) return null;
  const confirms = marked[1] === 'yes' || marked[1] === 'not-quite';
  return confirms && limits.get(point) !== by ? null : marked;
}

/**
 * Moves on, marks a point, or both.
 * @param {Talks} talks
 * @param {Role} role whose talk it is
 * @param {TalkStep} step
 * @returns {Talk} the seat's talk from now on; marks that do not fit any more are left out, those of the lowest times first
 * Source: docs/protocol.md, "The talk".
 */
export function stepped(talks, role, { at, mark }) {
  const time = Math.min(MAX_TIME, 1 + Math.max(0, ...[talks.A, talks.B].flatMap(timesIn)));
  const own = talks[role];
  return fitted({
    at: at === undefined ? own.at : [time, at],
    marks: mark === undefined ? own.marks : { ...own.marks, [mark.point]: [time, mark.mark] },
  });
}

/** @param {Talk} talk @returns {number[]} */
const timesIn = ({ at, marks }) => [...(at ? [at[0]] : []), ...Object.values(marks).map(([time]) => time)];

/** @param {Talk} talk @returns {Talk} */
function fitted({ at, marks }) {
  const newest = Object.entries(marks).sort(([, [one]], [, [other]]) => other - one);
  while (utf8(JSON.stringify({ at, marks: Object.fromEntries(newest) })).length > MOST_BYTES) newest.pop();
  return { at, marks: Object.fromEntries(newest) };
}
