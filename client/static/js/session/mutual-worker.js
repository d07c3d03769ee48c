/**
 * The script of the Worker: what a mutual section asks of the processor, away from the page (protocol/mutual.js). It keeps
 * nothing between two jobs. Each job answers with one message, and reports how many of its steps are done on the way.
 */

import { ProtocolError } from '../protocol/encoding.js';
import { mutualCommit, mutualOpenCommit, mutualOpenRelease, mutualRelease } from '../protocol/mutual.js';

/** @typedef {import('../protocol/mutual.js').Asking} Asking */
/** @typedef {import('../protocol/mutual.js').MutualState} MutualState */
/** @typedef {import('../protocol/mutual.js').Progress} Progress */

/**
 * @typedef {{ mine: Asking, ids: string[], yes: boolean[] }} Commit
 * @typedef {{ mine: Asking, theirs: Asking, ids: string[], state: MutualState, box: Uint8Array }} Check
 * @typedef {{ theirs: Asking, ids: string[], state: MutualState, peerM1: Uint8Array, box: Uint8Array }} Open
 * @typedef {{ task: 'commit', given: Commit } | { task: 'check', given: Check } | { task: 'open', given: Open }} Request
 * @typedef {{ job: number, about: string } & Request} Job
 * @typedef {{ job: number } & ({ now: import('./mutual-work.js').Now } | { result: any }
 *   | { refused: import('../protocol/encoding.js').FailureClass } | { failed: true })} Reply
 */

/**
 * The tasks. `box` is the partner's commit in `check`, and their release in `open`.
 * @type {{ [task in Request['task']]: (given: any, progress: Progress) => any }}
 */
const TASKS = {
  commit: (/** @type {Commit} */ { mine, ids, yes }, progress) => mutualCommit(mine, ids, yes, undefined, progress),
  check: (/** @type {Check} */ { mine, theirs, ids, state, box }, progress) => {
    const m1 = mutualOpenCommit(theirs, ids, box, { ownPk: state.pk }, progress);
    return { m1, release: mutualRelease(mine, ids, state, m1, undefined, progress) };
  },
  open: (/** @type {Open} */ { theirs, ids, state, peerM1, box }, progress) => {
    const { matches } = mutualOpenRelease(theirs, ids, state, peerM1, box, progress);
    return ids.filter((_, at) => matches[at]);
  },
};

/** @param {Reply} message */
const post = (message) => postMessage(message);

addEventListener('message', ({ data }) => {
  const { job, about, task, given } = /** @type {Job} */ (data);
  const of = given.ids.length * (task === 'check' ? 2 : 1);
  let done = 0;
  try {
    post({ job, now: { about, task, done, of } });
    const result = TASKS[task](given, () => {
      done += 1;
      post({ job, now: { about, task, done, of } });
    });
    post({ job, result });
  } catch (error) {
    post(error instanceof ProtocolError ? { job, refused: error.kind } : { job, failed: true });
  }
});
