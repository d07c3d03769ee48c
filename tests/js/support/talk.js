/** The talks of two seats, as a vector or another language has them. */

import { shared, stepped } from '../../../client/static/js/model/talk.js';

/** @typedef {import('../../../client/static/js/model/talk.js').Talks} Talks */

/**
 * What both see, as JSON.
 *
 * @param {Talks} talks
 * @param {Record<string, 'A' | 'B'>} limits by point: the seat whose limits it holds
 * @returns {{ at: string | null, marks: Record<string, string> }}
 */
export function bothSee(talks, limits) {
  const { at, marks } = shared(talks, new Map(Object.entries(limits)));
  return { at, marks: Object.fromEntries(marks) };
}

/**
 * A step of one seat.
 *
 * @param {Talks} talks
 * @param {'A' | 'B'} role
 * @param {string | null} move null: to nowhere
 * @param {[string, import('../../../client/static/js/model/talk.js').PointMark] | null} mark a point and its mark
 */
export const takes = (talks, role, move, mark) =>
  stepped(talks, role, {
    ...(move === null ? {} : { at: move }),
    ...(mark === null ? {} : { mark: { point: mark[0], mark: mark[1] } }),
  });
