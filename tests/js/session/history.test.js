/** What a phone sends again that the hub has forgotten: a stop, and the pause that made it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EMPTY } from '../../../client/static/js/model/log.js';
import { History } from '../../../client/static/js/session/history.js';

const scene = { begun: 0, paused: true, n: 1, state: 'stopped', over: false };
const forgetful = {
  pairing: null, chapters: [], ready: { me: true, both: true }, talk: { me: null, them: null },
  paused: { me: null, them: false, later: null },
  scene: { state: 'running', n: 1, begin: { me: false, them: false }, over: false },
};

/** @param {string | null} pause that stands */
async function resent(pause) {
  const context = {
    record: { paired: true, pause, scene, log: EMPTY }, outbox: { pausedLocally: null },
    pausedByMe: pause !== null, keptPause: () => pause,
  };
  const history = new History(/** @type {any} */ (context), /** @type {any} */ ({}), /** @type {any} */ ({}));
  history.hubView = /** @type {any} */ (forgetful);
  history.pauseSettled();
  const commands = await history.toResend();
  return commands.map((command) => [command.do, command['pause'] === pause]);
}

test('a stop is said again by the pause that stands, and its lifting by nobody', async () => {
  assert.deepEqual(await resent('the one that stands'), [['pause', true]]);
  assert.deepEqual(await resent(null), [['pause', false], ['resume', false]]);
});
