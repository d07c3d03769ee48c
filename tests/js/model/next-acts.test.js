/** What comes next in a round, in pairing and in a move: the same cases as in the terminal (rounds.json, pairing.json), and those of a move (moving.json, arriving.json). */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextArrivalAct } from '../../../client/static/js/model/next-arrival-act.js';
import { nextMoveAct } from '../../../client/static/js/model/next-move-act.js';
import { nextPairingAct } from '../../../client/static/js/model/next-pairing-act.js';
import { nextRoundAct } from '../../../client/static/js/model/next-round-act.js';
import { vectors } from '../support/files.js';

/**
 * Every case of a file with all of its facts: what a case leaves out is as usual.
 *
 * @param {string} file
 * @returns {{ name: string, facts: any, act: string }[]}
 */
function casesIn(file) {
  const { usual, cases } = vectors(file);
  return cases.map((/** @type {any} */ { name, facts, act }) => {
    const inner = ['held', 'shown'].filter((part) => usual[part] && facts[part]);
    const parts = Object.fromEntries(inner.map((part) => [part, { ...usual[part], ...facts[part] }]));
    return { name, facts: { ...usual, ...facts, ...parts }, act };
  });
}

for (const { name, facts, act } of casesIn('rounds.json')) {
  // What is said of no kind of section holds for both.
  for (const mutual of 'mutual' in facts ? [facts.mutual] : [false, true]) {
    test(`a round, ${mutual ? 'mutual' : 'whole'}: ${name}`, () => assert.equal(nextRoundAct({ ...facts, mutual }), act));
  }
}

for (const { name, facts, act } of casesIn('pairing.json')) {
  test(`pairing: ${name}`, () => assert.equal(nextPairingAct(facts), act));
}

for (const { name, facts, act } of casesIn('moving.json')) {
  test(`a move: ${name}`, () => assert.equal(nextMoveAct(facts), act));
}

for (const { name, facts, act } of casesIn('arriving.json')) {
  test(`a move to this phone: ${name}`, () => assert.equal(nextArrivalAct(facts), act));
}
