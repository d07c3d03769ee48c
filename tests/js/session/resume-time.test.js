/** When to look again, set with a pause that replaces the present one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ResumeTime } from '../../../client/static/js/session/resume-time.js';

test('whoever has lifted the pause while the time was being stored has not paused again', async () => {
  let stored = () => {};
  /** @type {string[]} */
  const pauses = [];
  const context = {
    record: {}, role: 'A', chapter: 'A'.repeat(43), keys: {}, pausedByMe: true,
    outbox: { pause: (/** @type {string} */ id) => pauses.push(id) },
    updateRecord: () => new Promise((resolve) => { stored = () => resolve(undefined); }),
  };
  const resumeTime = new ResumeTime(/** @type {any} */ (context));
  const setting = resumeTime.set(null);
  context.pausedByMe = false;
  stored();
  await setting;
  assert.deepEqual(pauses, []);

  context.pausedByMe = true;
  const once = resumeTime.set(null);
  stored();
  await once;
  assert.equal(pauses.length, 1);
});
