/** What goes from one phone to the next when a seat moves. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { packState, readState } from '../../../client/static/js/model/move-state.js';
import { utf8 } from '../../../client/static/js/protocol/encoding.js';
import { digestOf } from '../../../client/static/js/protocol/hashes.js';
import { movedSeat } from '../support/moved-seat.js';

const UNSENT = { name: 'UnsentError' };

test('what was seen and made comes along: a hub that shows the new phone less takes nothing away by that', () => {
  const { held, record, view, chapter, PAD } = movedSeat();
  const [ours, others] = ['A'.repeat(43), 'E'.repeat(43)];
  const settled = { me: { n: 2, note: others, yes: false, box: ours }, them: null };
  const part = { id: 'both', reveal: 'both', pad: PAD, rounds: [], notes: [{ by: 'them', box: others }], settled };
  const notices = { mine: [ours], theirs: [others] };
  const talk = { me: { n: 3, box: others }, them: { n: 4, box: ours } };
  const log = { ready: true, both: true, talk, chapters: [{ qhash: chapter, notices, sections: [part] }] };
  const { record: arrived } = readState(packState({ ...held, record: { ...record, log, made: [ours] } }, view, []), 'new');
  assert.deepEqual(arrived.log, log);
  assert.deepEqual([...new Set(arrived.made)], [others, ours]);
  assert.equal(arrived.paired, true);
});

test('what may be released elsewhere is burnt on every phone to come, and its key goes no further', () => {
  const { held, record, view, chapter } = movedSeat();
  /** @type {[string, string, number][]} */
  const burnt = [[chapter, 'waiting', 1]];
  const { record: arrived } = readState(packState({ ...held, record: { ...record, burnt, contradicted: true } }, view, []), 'new');
  assert.deepEqual(arrived.burnt, burnt);
  assert.deepEqual(arrived.handed?.rounds.map(({ at }) => at[1]), ['both', 'curious', 'over']);
  assert.equal(arrived.contradicted, true);
  assert.deepEqual(readState(packState(held, view, []), 'new').record.burnt, []);
});

test('nothing goes over that the hub has not got', () => {
  const { held, view } = movedSeat();
  const lacking = structuredClone(view);
  lacking.chapters[0].sections[0].mine.commit = null;
  assert.throws(() => packState(held, lacking, []), UNSENT);
  assert.throws(() => packState({ ...held, unsent: 1 }, view, []), UNSENT);
  const me = { at: null, marks: {}, n: 2, box: new Uint8Array(1) };
  const talked = { ...held, record: { ...held.record, talk: { me, them: null } } };
  assert.throws(() => packState(talked, { ...view, talk: { me: { n: 1, box: '' }, them: null } }, []), UNSENT);
  packState(talked, { ...view, talk: { me: { n: 2, box: '' }, them: null } }, []);
});

test('a round that another device has sealed does not go over', () => {
  const { held, view } = movedSeat();
  const elsewhere = structuredClone(view);
  elsewhere.chapters[0].sections[0].mine.commit = digestOf(new Uint8Array(1));
  const { record } = readState(packState(held, elsewhere, []), 'new');
  assert.deepEqual(record.handed?.rounds.map(({ at }) => at[1]), ['both', 'curious', 'over']);
});

test('as many drafts come along as fit, and the rest is counted', () => {
  const { held, view } = movedSeat();
  /** @type {[string, string][]} */
  const drafts = [['long', 'x'.repeat(44000)], ['short', 'y'], ['middle', 'z'.repeat(20000)]];
  const { record, left } = readState(packState(held, view, drafts), 'new');
  assert.deepEqual(record.handed?.drafts.map(([name]) => name), ['short', 'middle']);
  assert.equal(left, 1);
});

test('a state that does not fit without its drafts is refused', () => {
  const { held, keyOf, view, waiting } = movedSeat();
  const seals = new Map(Array.from({ length: 400 }, (_, n) => [keyOf('waiting', n + 2).join('/'), waiting]));
  const rounds = Array.from({ length: 400 }, (_, n) => ({ round: n + 2, mine: { commit: digestOf(waiting.commit) } }));
  const large = structuredClone(view);
  large.chapters[0].sections[0].earlier = rounds;
  assert.throws(() => packState({ ...held, seals }, large, []), { name: 'ProtocolError', kind: 'too long' });
});

for (const text of ['', '[]', 'null', '{"v":2}', '{"v":1,"SID":"AA"}', '\0']) {
  test(`what is no state is refused: ${JSON.stringify(text)}`, () => {
    assert.throws(() => readState(utf8(text), 'new'), { name: 'ProtocolError', kind: 'bad content' });
  });
}
