/**
 * What the hub tells, checked before anything is done with it: a view of another shape is refused whole. Pure.
 */

import { isHalf } from '../protocol/code.js';
import { LIMITS } from './limits.js';

/** @typedef {import('./types.js').View} View */
/** @typedef {(value: any) => boolean} Check */

/** @type {Check} */
const text = (value) => typeof value === 'string';
/** @type {Check} */
const flag = (value) => typeof value === 'boolean';
/** @type {Check} */
const count = (value) => Number.isSafeInteger(value) && value >= 0;
/** @param {number} most @returns {Check} */
const upTo = (most) => (value) => count(value) && value <= most;
/** @param {number} most @returns {Check} */
const numbered = (most) => (value) => value !== 0 && upTo(most)(value);
/** @type {Check} */
const digest = (value) => text(value) && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);
/** Of a pause or a move: it comes back in commands. @type {Check} */
const id = (value) => text(value) && /^[\w-]{22}$/.test(value);
/** @type {Check} */
const bytes = (value) => text(value) && /^[A-Za-z0-9_-]{1,400}$/.test(value);
/** @type {Check} */
const name = (value) => text(value) && /^[a-z0-9-]{1,64}$/.test(value);

/** @param {Check} check @returns {Check} */
const orNull = (check) => (value) => value === null || check(value);
/** @param {Check} check @returns {Check} */
const orAbsent = (check) => (value) => value === undefined || check(value);
/** @param {Check} check @returns {Check} */
const list = (check) => (value) => Array.isArray(value) && value.length <= 1000 && value.every(check);
/** @param {...string} words @returns {Check} */
const oneOf = (...words) => (value) => words.includes(value);
/** @param {Record<string, Check>} fields @returns {Check} further fields are not looked at */
const shape = (fields) => (value) =>
  typeof value === 'object' && value !== null && Object.entries(fields).every(([field, check]) => check(value[field]));

/** @type {Check} */
const notices = (value) => list(digest)(value) && value.length <= LIMITS.notices;
const slots = shape({ commit: orNull(digest), release: orNull(digest) });
const settled = orNull(shape({ n: numbered(LIMITS.settlements), note: digest, yes: flag, box: digest }));
const talk = orNull(shape({ n: numbered(LIMITS.talks), box: digest }));
const round = {
  round: numbered(LIMITS.rounds),
  state: oneOf('open', 'sealed', 'both-sealed', 'opened', 'broken'),
  mine: slots,
  theirs: orAbsent(slots),
  broken: orAbsent(shape({ by: oneOf('me', 'them'), after: flag })),
};
const asked = shape(round);
/** Rounds are numbered from 1 without gaps, the earlier ones first: only so can what is missing be told. @type {Check} */
const withoutGaps = (value) => [...value.earlier, value].every((each, at) => each.round === at + 1);
const shaped = shape({
  ...round,
  id: name,
  reveal: text,
  pad: upTo(65536),
  note: orNull(shape({ n: numbered(LIMITS.notes), by: oneOf('me', 'them'), box: digest, before: orNull(digest) })),
  settled: shape({ me: settled, them: settled }),
  agreed: flag,
  again: shape({ me: flag, them: flag }),
  earlier: list(asked),
});
/** @type {Check} */
const section = (value) => shaped(value) && withoutGaps(value) && (value.note === null || (value.note.n === 1) === (value.note.before === null));
/** @param {any[]} entries @param {string} field @returns {boolean} whether each has a name of its own */
const once = (entries, field) => new Set(entries.map((entry) => entry[field])).size === entries.length;
/** @type {Check} */
const sections = (value) => list(section)(value) && value.length <= LIMITS.sections;
const shapedChapter = shape({ qhash: digest, notices: shape({ mine: notices, theirs: notices }), sections });
/** @type {Check} */
const chapter = (value) => shapedChapter(value) && once(value.sections, 'id');
const view = shape({
  v: count,
  role: oneOf('A', 'B'),
  phase: oneOf('pairing', 'preparing', 'talking'),
  pairing: orNull(
    shape({
      stage: oneOf('empty', 'joining', 'replied', 'answered'),
      locator: isHalf,
      m1: orNull(bytes),
      m2: orNull(bytes),
      m3: orNull(bytes),
    }),
  ),
  ready: shape({ me: flag, both: flag }),
  paused: shape({ me: orNull(id), them: flag, later: orNull(digest) }),
  expires: upTo(LIMITS.latest),
  prolong: shape({ me: orNull(count), them: orNull(count) }),
  scene: shape({ state: oneOf('none', 'asked', 'running', 'stopped'), n: upTo(LIMITS.scenes), begin: shape({ me: flag, them: flag }), over: flag }),
  move: orNull(shape({ id, until: count, asked: flag, m2: orNull(bytes), m3: orNull(bytes) })),
  talk: shape({ me: talk, them: talk }),
  chapters: (value) => value?.length > 0 && list(chapter)(value) && once(value, 'qhash'),
});

/**
 * Tells whether a message of the hub holds a whole view.
 * @param {unknown} value
 * @returns {value is View}
 * Source: docs/protocol.md, "The view".
 */
export const isView = (value) => view(value);

/**
 * Lists what may be the digest of a box.
 * @param {object} value a view that was checked, or a part of one
 * @returns {Set<string>}
 */
export const digestsIn = (value) => new Set((JSON.stringify(value).match(/"[\w-]{43}"/g) ?? []).map((each) => each.slice(1, -1)));

const arriving = shape({ m1: bytes, m2: orNull(bytes), m3: orNull(bytes), box: orNull(digest) });

/**
 * Tells whether it is for a phone that has asked for a seat.
 * @param {any} value what a phone is told that has asked for a seat
 * @returns {value is { arriving: import('./types.js').ArrivingView }}
 * Source: docs/protocol.md, "Moving to another phone".
 */
export const isArriving = (value) => arriving(value?.arriving);
