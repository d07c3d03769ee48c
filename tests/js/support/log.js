/** Views that a hub shows one after the other, joined to a log. */

import { forgottenIn } from '../../../client/static/js/model/joined-view.js';
import { EMPTY, join } from '../../../client/static/js/model/log.js';

/** @typedef {import('../../../client/static/js/model/types.js').View} View */

/** What the views of the vectors leave out because no rule of the log looks at it. */
const LEFT_OUT = {
  pairing: null,
  paused: { me: null, them: false, later: null },
  prolong: { me: null, them: null },
  scene: { state: 'none', n: 0, begin: { me: false, them: false }, over: false },
  move: null,
  talk: { me: null, them: null },
};

/**
 * A whole view of one in a vector.
 *
 * @param {object} view
 * @returns {View}
 */
export const wholeView = (view) => /** @type {View} */ ({ ...LEFT_OUT, ...view });

/**
 * What a phone knows after each of some views.
 *
 * @param {object[]} views in the order in which the hub shows them
 * @param {string[]} made digests of the boxes that the phone has sealed
 * @returns {unknown[][]} after each view: the log; whether the view was older; whether it contradicts; what is sent again
 */
export function followed(views, made) {
  let log = EMPTY;
  return views.map((view) => {
    const joined = join(log, wholeView(view), made);
    log = joined.log;
    return [joined.log, joined.older, joined.contradicts, forgottenIn(joined.log, joined.received)];
  });
}
