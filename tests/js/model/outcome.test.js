/** What two answers mean together, as the phones work it out: the vectors that hold for the terminal too, from either side. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rowsOf } from '../../../client/static/js/model/alignment.js';
import { GROUPS, outcomeOf } from '../../../client/static/js/model/outcome.js';
import { DOCUMENT, VECTORS, alignments, mirrored, standingOf, turnedWho } from '../support/outcomes.js';

/** @typedef {{ [field: string]: any }} Case */

/** @param {string} id @returns {any} */
const questionOf = (id) => DOCUMENT.sections.flatMap((/** @type {any} */ section) => section.questions).find((/** @type {any} */ each) => each.id === id);

/** @param {string} item @param {any} mine @param {any} theirs */
function met(item, mine, theirs) {
  const of = (/** @type {any} */ answer) => (answer === null ? undefined : { [item]: answer });
  const [row] = rowsOf(questionOf('acts'), DOCUMENT, of(mine), of(theirs));
  return row?.outcome;
}

for (const { mine, theirs, outcome, group, who, with_risk: risky = outcome } of VECTORS.rows) {
  const name = [mine, theirs].map((each) => (each === null ? 'blank' : Object.values(each).join(' '))).join(' and ');
  test(`${name}: ${outcome}`, () => {
    assert.deepEqual(met('ice', mine, theirs), { outcome, group, who });
    assert.deepEqual(met('ice', theirs, mine), { outcome, group, who: turnedWho(who) });
    assert.equal(met('wax', mine, theirs)?.outcome, risky);
    assert.equal(met('wax', theirs, mine)?.outcome, risky);
  });
}

test('every pair of levels has a vector', () => {
  const sayings = [...DOCUMENT.scales.activity.map((/** @type {any} */ { id }) => id), 'condition slowly', null];
  const known = new Set(VECTORS['rows'].flatMap((/** @type {Case} */ { mine, theirs }) => {
    const [one, other] = [mine, theirs].map((each) => (each === null ? null : Object.values(each).join(' ')));
    return [JSON.stringify([one, other]), JSON.stringify([other, one])];
  }));
  const missing = sayings.flatMap((one) => sayings.map((other) => JSON.stringify([one, other])))
    .filter((pair) => pair !== '[null,null]' && !known.has(pair));
  assert.deepEqual(missing, []);
});

test('every outcome has a vector', () => {
  const told = [...VECTORS['rows'].flatMap((/** @type {Case} */ row) => [row['outcome'], row['with_risk']]),
    ...VECTORS.acts.flatMap((/** @type {Case} */ { rows }) => rows.map((/** @type {any[]} */ [, outcome]) => outcome))];
  assert.deepEqual(Object.keys(GROUPS).filter((outcome) => !told.includes(outcome)), []);
});

test('what is not known is no yes', () => {
  assert.equal(outcomeOf('yes', 'later-invented').outcome, 'none');
  assert.equal(outcomeOf('later-invented', 'later-invented').outcome, 'none');
});

for (const { name, question = 'acts', mine, theirs, rows } of VECTORS.acts) {
  test(`of an act: ${name}`, () => {
    const of = (/** @type {any} */ answers) => ({ talk: { answers: { [question]: answers } } });
    const seen = (/** @type {any} */ one, /** @type {any} */ other) =>
      alignments({ mine: of(one), theirs: of(other) })[question].rows.map(
        (/** @type {any} */ { key, outcome, who, risk }) => [key, outcome, who, risk]);
    const fromThere = rows.map((/** @type {any[]} */ [key, outcome, who, risk]) => [mirrored(key), outcome, turnedWho(who), risk]);
    assert.deepEqual(seen(mine, theirs), rows);
    assert.deepEqual(seen(theirs, mine).sort(), fromThere.sort());
  });
}

for (const { name, ...given } of VECTORS.experience) {
  test(`experience: ${name}`, () => {
    const yes = { level: 'yes' };
    const all = { answers: { acts: { wax: yes, 'rope/give': yes, 'rope/receive': yes } } };
    const { mine, theirs } = VECTORS['known'];
    const { rows } = alignments({
      mine: { talk: all, known: { answers: { done: mine } } }, theirs: { talk: all, known: { answers: { done: theirs } } },
    })['acts'];
    for (const [key, levels] of Object.entries(given)) {
      assert.deepEqual(rows.find((/** @type {any} */ row) => row.key === key).experience, levels);
    }
    assert.deepEqual(alignments({ mine: { talk: all }, theirs: { talk: all } })['acts'].rows[0].experience, []);
  });
}

for (const { name, question, mine, theirs, turned_common: turnedCommon, ...expected } of VECTORS.questions) {
  test(`of a question: ${name}`, () => {
    const { state, talk, limit, until, common = [], rest = { mine: [], theirs: [] }, missing = [] } = expected;
    const seen = (/** @type {any} */ one, /** @type {any} */ other) => {
      const { rows, ...aligned } = alignments({ mine: { talk: one }, theirs: { talk: other } })[question];
      return aligned;
    };
    assert.deepEqual(seen(mine, theirs), { state, talk, limit, until, common, rest, missing });
    assert.deepEqual(seen(theirs, mine), {
      state, limit, until, talk: turnedWho(talk), common: turnedCommon ?? common, rest: { mine: rest.theirs, theirs: rest.mine }, missing,
    });
  });
}

for (const { name, mine, theirs, settled, parts, open, settled_words: words = [] } of VECTORS.standings) {
  test(`where two stand: ${name}`, () => {
    assert.deepEqual(standingOf({ mine, theirs, settled }), { parts, open, settled_words: words });
  });
}
