/** What a phone sends again that the hub has forgotten: a stop, and the pause that made it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EMPTY } from '../../../client/static/js/model/log.js';
import { StorageError } from '../../../client/static/js/storage/database.js';
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

const CHAPTER = { qhash: 'Q', notices: { mine: [], theirs: [] }, sections: [] };
const LIMIT = { do: 'notice', chapter: 'Q', n: 1, box: 'AAAA' };

/** @param {boolean} fails whether nothing can be stored @returns {Promise<number[]>} how many notices are shown, and how many the page knows of */
async function acknowledgedLimit(fails) {
  const log = { ...EMPTY, chapters: [CHAPTER] };
  /** @type {any} */
  const context = {
    record: { paired: true, log, view: { ...forgetful, chapters: [CHAPTER] } },
    updateRecord: async (/** @type {(record: any) => any} */ change) => {
      if (fails) throw new StorageError();
      context.record = change(context.record);
    },
    keepUnstored: (/** @type {any} */ record) => { context.record = record; },
  };
  const history = new History(context, /** @type {any} */ ({}), /** @type {any} */ ({}));
  const shown = await history.acknowledge(LIMIT);
  return [shown, context.record.log].map((each) => each?.chapters[0]?.notices.mine.length ?? 0);
}

test('a limit that the hub acknowledges before it has shown this page anything is kept', async () => {
  assert.deepEqual(await acknowledgedLimit(false), [1, 1]);
});

test('a limit that is acknowledged and cannot be stored is kept in this page', async () => {
  assert.deepEqual(await acknowledgedLimit(true), [1, 1]);
});

const NOTE = 'note'.padEnd(43, '-');
const TAPPED = { n: 1, note: NOTE, yes: true, box: 'tap'.padEnd(43, '-') };
const AGREED = { id: 's', reveal: 'both', pad: 1024, rounds: [], notes: [{ by: 'them', box: NOTE }], settled: { me: TAPPED, them: TAPPED } };

/** @param {boolean} yes @param {string} code @returns {Promise<boolean | undefined>} what this seat says of the note once the hub has refused that */
async function saidAfter(yes, code) {
  const log = { ...EMPTY, chapters: [{ ...CHAPTER, sections: [AGREED] }] };
  /** @type {any} */
  const context = {
    record: { paired: true, log, view: { ...forgetful, chapters: [CHAPTER] } },
    updateRecord: async (/** @type {(record: any) => any} */ change) => { context.record = change(context.record); },
  };
  const history = new History(context, /** @type {any} */ ({}), /** @type {any} */ ({}));
  await history.refused({ do: 'settle', chapter: 'Q', section: 's', n: 2, note: NOTE, yes, box: 'AAAA' }, code);
  return context.record.log.chapters[0].sections[0].settled.me.yes;
}

test('a yes that is taken back is so whatever the hub answers', async () => {
  assert.equal(await saidAfter(false, 'stale'), false);
  assert.equal(await saidAfter(false, 'closed'), false);
  assert.equal(await saidAfter(false, 'full'), true);
  assert.equal(await saidAfter(true, 'stale'), true);
});
