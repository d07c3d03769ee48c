/**
 * What comes next in pairing, for either role. Pure: the terminal has the same function in
 * model/next_pairing_act.py, and tests/vectors/pairing.json holds the two together.
 */

import { GUESSES } from './guess-budget.js';

/** @typedef {import('./types.js').Pairing} Pairing */
/** @typedef {import('./types.js').Role} Role */

/**
 * What a client holds of a code.
 * - `nothing`: no message has been made.
 * - `offered`: A has made m1 and not used its y.
 * - `refusing`: A has used y up on an m2 that it refuses.
 * - `answered`: A has keys and m3, for one m2.
 * - `spent`, `renewing`: A's code is used up; its person has asked for another.
 * - `replied`: B has made m2.
 * - `keyed`: B has keys, from an m3 that was good; so has either role on a phone that the seat has moved to.
 * - `failed`: B's attempt has failed.
 * @typedef {'nothing' | 'offered' | 'refusing' | 'answered' | 'spent' | 'renewing' | 'replied' | 'keyed' | 'failed'} Holds
 */

/**
 * @typedef {object} PairingFacts
 * @property {Role} role this client's own
 * @property {Holds} holds
 * @property {boolean} paired the hub has shown the conversation to the keys held here: that is final
 * @property {string} locator of the code that is held
 * @property {boolean} secret whether the half of the code that the hub never learns is still there
 * @property {number} tries A: how many m1 were made for this code; B: how many m2, in every seat
 * @property {string | null} m1 A: one's own; B: the one that was answered
 * @property {string | null} m2 A: the digest of the one that was refused or answered
 * @property {Pairing | null} shown what the newest view shows, with the digest of m2 in its place; null: B is confirmed
 */

/**
 * Acts that make something and store it: `make-m1` and `make-m2` count a guess, `check-m2` uses y up, `check-m3` makes keys, `spend`
 * gives the code up, `start-anew` makes a code for the new locator, `fail` gives the attempt up. The others send what is stored.
 * @typedef {'make-m1' | 'make-m2' | 'check-m2' | 'check-m3' | 'spend' | 'start-anew' | 'fail'} PairingWork
 * @typedef {'nothing' | PairingWork | 'offer' | 'answer' | 'reject' | 'renew' | 'reply' | 'confirm'} PairingAct
 */

/**
 * Decides what comes next in pairing.
 * @param {Readonly<PairingFacts>} facts looked up in the transaction that stores what follows
 * @returns {PairingAct}
 * Source: docs/protocol.md, "The loop" of "Pairing" and "Paired is final".
 */
export function nextPairingAct(facts) {
  const { role, shown } = facts;
  if (shown === null) return 'nothing';
  if (facts.paired) return againAct(facts);
  return role === 'A' ? creatorAct(facts, shown) : joinerAct(facts, shown);
}

/**
 * A hub that shows pairing again has lost its last moments, or lies: it gets the same bytes again and nothing else.
 * @param {Readonly<PairingFacts>} facts @returns {PairingAct}
 */
function againAct({ role, holds }) {
  if (role === 'B') return holds === 'keyed' ? 'confirm' : 'nothing';
  return holds === 'answered' ? 'answer' : 'nothing';
}

/** @param {Readonly<PairingFacts>} facts @param {Pairing} shown @returns {PairingAct} */
function creatorAct({ holds, locator, secret, tries, m1, m2 }, shown) {
  const mayMake = secret && tries < GUESSES;
  switch (holds) {
    case 'nothing':
      return mayMake && shown.m1 === null ? 'make-m1' : 'spend';
    case 'refusing':
      return mayMake ? 'make-m1' : 'spend';
    case 'offered':
      if (locator !== shown.locator) return 'spend';
      if (shown.m2 !== null && shown.m2 === m2) return 'reject';
      if (shown.m1 === null) return 'offer';
      if (shown.m1 !== m1) return 'spend';
      return shown.m2 === null ? 'nothing' : 'check-m2';
    case 'answered':
      // The guest went after an m2 that was good, and a code is good for one.
      if (shown.m2 !== m2) return 'spend';
      return shown.m3 === null ? 'answer' : 'nothing';
    case 'spent':
      return locator === shown.locator && shown.m2 !== null && shown.m3 === null ? 'reject' : 'nothing';
    case 'renewing':
      return locator === shown.locator ? 'renew' : 'start-anew';
    default:
      return 'nothing';
  }
}

/** @param {Readonly<PairingFacts>} facts @param {Pairing} shown @returns {PairingAct} */
function joinerAct({ holds, tries, m1 }, shown) {
  switch (holds) {
    case 'nothing':
      if (shown.m1 === null || shown.m2 !== null) return 'nothing';
      return tries < GUESSES ? 'make-m2' : 'fail';
    case 'replied':
      // One m2 for a seat: another m1 here is nothing that the person has asked for.
      if (shown.m1 !== m1) return 'nothing';
      if (shown.m3 !== null) return 'check-m3';
      return shown.m2 === null ? 'reply' : 'nothing';
    case 'keyed':
      return shown.stage === 'answered' ? 'confirm' : 'nothing';
    case 'failed':
      return 'reject';
    default:
      return 'nothing';
  }
}
