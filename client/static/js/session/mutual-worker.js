/**
 * The script of the Worker: what a mutual section asks of the processor, away from the page (protocol/mutual.js). It keeps
 * nothing between two jobs. Each job answers with one message, and tells how many of its steps are done on the way.
 */

import { ProtocolError } from '../protocol/encoding.js';
import { mutualCommit, mutualOpenCommit, mutualOpenRelease, mutualRelease } from '../protocol/mutual.js';

/** @typedef {import('../protocol/mutual.js').Asking} Asking */
/** @typedef {import('../protocol/mutual.js').MutualState} MutualState */
/** @typedef {import('../protocol/mutual.js').Told} Told */

/**
 * @typedef {{ mine: Asking, ids: string[], yes: boolean[] }} Commit
 * @typedef {{ mine: Asking, theirs: Asking, ids: string[], state: MutualState, box: Uint8Array }} Check
 * @typedef {{ theirs: Asking, ids: string[], state: MutualState, peerM1: Uint8Array, box: Uint8Array }} Open
 * @typedef {{ job: number, about: string } & ({ task: 'commit', given: Commit } | { task: 'check', given: Check }
 *   | { task: 'open', given: Open })} Job
 * @typedef {{ job: number } & ({ now: import('./mutual-work.js').Now } | { result: any }
 *   | { refused: import('../protocol/encoding.js').FailureClass } | { failed: true })} Said
 */

/** @param {Commit} given @param {Told} told */
const commit = ({ mine, ids, yes }, told) => mutualCommit(mine, ids, yes, undefined, told);

/** @param {Check} given the partner's commit as `box` @param {Told} told @returns {{ m1: Uint8Array, release: Uint8Array }} */
function check({ mine, theirs, ids, state, box }, told) {
  const m1 = mutualOpenCommit(theirs, ids, box, { ownPk: state.pk }, told);
  return { m1, release: mutualRelease(mine, ids, state, m1, undefined, told) };
}

/** @param {Open} given the partner's release as `box` @param {Told} told @returns {string[]} the ids that match */
function open({ theirs, ids, state, peerM1, box }, told) {
  const { matches } = mutualOpenRelease(theirs, ids, state, peerM1, box, told);
  return ids.filter((_, at) => matches[at]);
}

/** @param {Job} asked @param {Told} told @returns {any} */
function work(asked, told) {
  switch (asked.task) {
    case 'commit':
      return commit(asked.given, told);
    case 'check':
      return check(asked.given, told);
    default:
      return open(asked.given, told);
  }
}

/** @param {Said} message */
const post = (message) => postMessage(message);

addEventListener('message', ({ data }) => {
  const { job, about, task, given } = /** @type {Job} */ (data);
  const of = given.ids.length * (task === 'check' ? 2 : 1);
  let done = 0;
  try {
    post({ job, now: { about, task, done, of } });
    const result = work(data, () => {
      done += 1;
      post({ job, now: { about, task, done, of } });
    });
    post({ job, result });
  } catch (error) {
    post(error instanceof ProtocolError ? { job, refused: error.kind } : { job, failed: true });
  }
});
