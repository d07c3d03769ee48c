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
    const { state, talk, limit, final = null, until, common = [], rest = { mine: [], theirs: [] }, missing = [] } = expected;
    const seen = (/** @type {any} */ one, /** @type {any} */ other) => {
      const { rows, ...aligned } = alignments({ mine: { talk: one }, theirs: { talk: other } })[question];
      return aligned;
    };
    assert.deepEqual(seen(mine, theirs), { state, talk, limit, final, until, common, rest, missing });
    assert.deepEqual(seen(theirs, mine), {
      state, limit, until, final: final && { ...final, who: turnedWho(final.who) }, talk: turnedWho(talk), common: turnedCommon ?? common, rest: { mine: rest.theirs, theirs: rest.mine }, missing,
    });
  });
}

for (const { name, parts, open, settled_words: words = [], ...given } of VECTORS.standings) {
  test(`where two stand: ${name}`, () => {
    assert.deepEqual(standingOf(given), { parts, open, settled_words: words });
  });
}

const ENDING = questionOf('ending');
/** Everything that somebody can say to a question with final answers; null is blank. */
const SAYINGS = [...ENDING.options.map((/** @type {any} */ { id }) => id), null];

/** @param {string | null} said @param {string[]} [talk] @param {string[]} [first] */
const says = (said, talk = [], first = []) => ({ answers: said === null ? {} : { ending: said }, talk, first });

test('a final answer: every pair of answers has a vector', () => {
  const known = VECTORS['finals'].map((/** @type {Case} */ { mine, theirs }) => JSON.stringify([mine, theirs]));
  assert.deepEqual(known.sort(), SAYINGS.flatMap((one) => SAYINGS.map((other) => JSON.stringify([one, other]))).sort());
});

for (const { mine, theirs, final } of VECTORS['finals']) {
  for (const marks of /** @type {string[][]} */ ([[], ['mine'], ['theirs'], ['mine', 'theirs']])) {
    test(`a final answer: ${mine ?? 'blank'} and ${theirs ?? 'blank'}, marked by ${marks.join(' and ') || 'nobody'}`, () => {
      const mark = (/** @type {string} */ who) => (marks.includes(who) ? ['ending'] : []);
      const given = { mine: { talk: says(mine, mark('mine')) }, theirs: { talk: says(theirs, mark('theirs'), mark('theirs')) } };
      const aligned = alignments(given)['ending'];
      assert.deepEqual(aligned.final, final && { option: final[0], who: final[1] });
      if (final === null) return;
      const [option, who] = final;
      const { parts, open } = standingOf(given);
      const asks = marks.filter((each) => who === 'both' || who === each);
      assert.deepEqual([aligned.state, aligned.until, aligned.limit], ['final', null, false]);
      assert.deepEqual(parts, { final: [['ending', who, 'final', [option]]] });
      assert.deepEqual(open, asks.length === 0 ? [] : [['ending', 'final', asks.length === 2 ? 'both' : asks[0]]]);
    });
  }
}
