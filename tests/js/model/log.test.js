/** What a hub cannot undo: the same cases as in the terminal (log.json and seen.json). */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isEqual } from '../../../client/static/js/model/equal.js';
import { countedIn, headOf, readHead } from '../../../client/static/js/model/heads.js';
import { forgottenIn, shown } from '../../../client/static/js/model/joined-view.js';
import { EMPTY, acknowledged, join } from '../../../client/static/js/model/log.js';
import { isView } from '../../../client/static/js/model/view-schema.js';
import { vectors } from '../support/files.js';
import { wholeView } from '../support/log.js';

for (const each of vectors('log.json').cases) {
  test(`a view is joined to the log: ${each.name}`, () => {
    const view = wholeView(each.view);
    assert.equal(isView(view), !each.refused);
    if (each.refused) return;
    const { log, received, older, contradicts } = join(each.log ?? EMPTY, view, each.made);
    const { ready, phase, talk, chapters } = shown(log, received);
    assert.deepEqual({ ready, phase, talk, chapters }, each.joined);
    assert.deepEqual(log, each.log_after);
    assert.deepEqual([older, contradicts], [each.older, each.contradicts]);
    assert.deepEqual(forgottenIn(log, received), each.again);
  });
}

for (const each of vectors('log.json').acknowledged) {
  test(`the hub acknowledges a command: ${each.name}`, () => {
    assert.deepEqual(acknowledged(each.log, each.command, each.box), each.then);
  });
}

for (const each of vectors('seen.json').cases) {
  test(`a head says what its sender has seen: ${each.name}`, () => {
    if ('head' in each) assert.deepEqual(headOf(each), each.head);
    else assert.deepEqual(readHead(each, each.seen), { means: each.means, proves: each.proves });
  });
}

test('heads are compared anew when what they count has changed, and only then', () => {
  /** @param {string | null} commit @param {string | null} release @param {any[]} [notes] @param {string[]} [mine] */
  const log = (commit, release, notes = [], mine = []) => {
    const round = { mine: { commit: 'a', release: commit && 'b' }, theirs: { commit, release }, broken: null };
    const section = { id: 's', reveal: 'both', pad: 1, rounds: [round], notes, settled: { me: null, them: null } };
    return countedIn({ ...EMPTY, chapters: [{ qhash: 'q', notices: { mine, theirs: [] }, sections: [section] }] });
  };
  assert.equal(isEqual(log(null, null), log('c', null)), true);
  const whole = log('c', 'd');
  for (const other of [log('c', null), log('c', 'e'), log('c', 'd', [{ by: 'me', box: 'n' }]), log('c', 'd', [], ['m'])]) {
    assert.equal(isEqual(whole, other), false);
  }
});
