/** The vectors of whose word stands (standing.json), as the phones work them out, from the side of either person. */

import { actOf } from '../../../client/static/js/model/mutual-ids.js';
import { standsIn } from '../../../client/static/js/model/precedence.js';
import { standing } from '../../../client/static/js/model/standing.js';
import { said } from './answers.js';
import { vectors } from './files.js';

/** @typedef {import('../../../client/static/js/model/precedence.js').Chapter} Chapter */
/** @typedef {{ [field: string]: any }} Case one of standing.json; `tests/support/standing_cases.py` makes more of them */

const { documents: DOCUMENTS, cases } = vectors('standing.json');

/** @type {Case[]} */
export const CASES = cases;

/** @param {{ item?: string, direction?: string | null }} point @returns {string} */
const keyOf = ({ item, direction }) => (direction ? `${item}/${direction}` : `${item}`);

/** @param {Case} chapter @returns {Chapter} */
function chapterOf({ document, role = 'A', rounds, matched = {}, notices }) {
  const pair = (/** @type {any} */ { mine, theirs }) =>
    ({ mine: { ...said(), ...mine }, theirs: { ...said(), ...theirs } });
  return {
    document: DOCUMENTS[document],
    sections: Object.entries(rounds).map(([section, all]) =>
      ({ section, rounds: all.map(pair), newest: all.length > 0 ? pair(all.at(-1)) : null })),
    matched: Object.entries(matched).map(([section, ids]) =>
      ({ section, acts: ids.map((/** @type {string} */ id) => actOf(id, role)) })),
    notices,
    settled: [],
  };
}

/**
 * Where two people stand in each case, in the shape of the vectors.
 *
 * @param {Case[]} given
 * @returns {Case[]}
 */
export function standings(given) {
  return given.map(({ chapters: all }) => {
    const chapters = all.map(chapterOf);
    const stands = standsIn(chapters);
    const wholes = standing(chapters, stands);
    /** @param {'mine' | 'theirs'} who */
    const limits = (who) => wholes.flatMap((whole) => whole.limits[who]).map((point) => [keyOf(point), point.means]);
    return {
      shared: wholes.flatMap(({ shared }) => shared).map(keyOf),
      curious: wholes.flatMap(({ curious }) => curious).map(keyOf),
      back: stands.back.map(keyOf),
      limits: { mine: limits('mine'), theirs: limits('theirs') },
      talk: wholes.flatMap(({ open }) => open).filter(({ item }) => item).map((point) => [keyOf(point), point.reason]),
    };
  });
}

/** @param {string} key @returns {string} of the same act from the other side */
function mirrored(key) {
  const [item, side] = key.split('/');
  return side === undefined ? key : `${item}/${side === 'give' ? 'receive' : 'give'}`;
}

/** @template T @param {{ mine: T, theirs: T }} each */
const swapped = ({ mine, theirs }) => ({ mine: theirs, theirs: mine });

/**
 * The same conversation, read by the other of the two. Notices keep the keys of whoever sent them.
 *
 * @param {Case} whole
 * @returns {Case}
 */
export function turned(whole) {
  const keys = (/** @type {string[]} */ list) => list.map(mirrored);
  const rows = (/** @type {[string, string][]} */ list) => list.map(([key, what]) => [mirrored(key), what]);
  const chapters = whole.chapters.map((/** @type {any} */ chapter) => ({
    ...chapter,
    role: 'B',
    rounds: Object.fromEntries(Object.entries(chapter.rounds).map(([section, all]) => [section, all.map(swapped)])),
    notices: swapped(chapter.notices),
  }));
  const { mine, theirs } = swapped(whole.limits);
  return {
    ...whole,
    chapters,
    shared: keys(whole.shared), curious: keys(whole.curious), back: keys(whole.back),
    limits: { mine: rows(mine), theirs: rows(theirs) },
    talk: rows(whole.talk),
  };
}

/**
 * What a case says must come out, with lists of which the order says nothing in one order.
 *
 * @param {Case} given
 * @returns {Case}
 */
export function expected({ shared, curious, back, limits, talk }) {
  const inOrder = (/** @type {unknown[]} */ list) => list.map((each) => JSON.stringify(each)).sort();
  const once = (/** @type {string[]} */ list) => [...new Set(list)].sort();
  return {
    shared: once(shared), curious: once(curious), back: once(back),
    limits: { mine: inOrder(limits.mine), theirs: inOrder(limits.theirs) },
    talk: inOrder(talk),
  };
}
