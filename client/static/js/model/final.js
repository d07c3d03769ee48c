/**
 * Answers that hold for both people as soon as either gives one, such as “I want to end it” (docs/question-sets.md, "Final
 * answers"), and what of earlier rounds a blank leaves standing. Pure. The terminal has the same in overture_partner/model/final.py, and tests/vectors/outcomes.json holds for both.
 */

import { whose } from './outcome.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./outcome.js').Outcome} Outcome */
/** @typedef {{ mine: Answers, theirs: Answers }} Pair */
/** @typedef {{ option: string, who: NonNullable<Outcome['who']> }} Final what holds, and who has said it */

/** @param {Question} question @returns {string[]} ids of its final options, narrow to wide */
const finalIds = ({ options = [] }) => options.filter(({ final }) => final === true).map(({ id }) => id);

/** @param {any} answer @param {string} id @returns {boolean} */
const chose = (answer, id) => [answer].flat().includes(id);

/**
 * Finds the final answer that either has given.
 * @param {Question} question
 * @param {any} mine validated answers; undefined when blank
 * @param {any} theirs
 * @returns {Final | null} of several the narrowest
 */
export function finalOf(question, mine, theirs) {
  const option = finalIds(question).find((id) => chose(mine, id) || chose(theirs, id));
  const who = option === undefined ? null : whose(chose(mine, option), chose(theirs, option));
  return option === undefined || who === null ? null : { option, who };
}

/**
 * Tells whether somebody's marks make a question one to talk about: beside a final answer only those of whoever gave it.
 * @param {Final | null} final
 * @param {'mine' | 'theirs'} who
 * @returns {boolean}
 */
export const mayReopen = (final, who) => final === null || final.who === 'both' || final.who === who;

/** What each says for themselves of stopping, of their limits, and of what a medic has to know. */
const PROTECTING = ['stop-signals', 'at-a-stop', 'help'];

/**
 * @param {Question} question
 * @returns {boolean} whether an answer protects whoever gave it: it asks for no agreement, and nothing of it permits anything
 */
const protects = ({ kind, align, gather, counts }) =>
  kind !== 'items' && counts !== 'first'
  && (align === 'limit' || PROTECTING.includes(gather ?? '') || (gather === 'conditions' && kind === 'text'));

/**
 * Reads the newest round with what it leaves blank of earlier ones and a blank does not take back: final answers, and those that
 * protect whoever gave them.
 * @param {readonly Question[]} questions of one section
 * @param {readonly Pair[]} rounds that were opened, the newest last
 * @param {Pair} newest
 * @returns {Pair}
 */
export function withStandingAnswers(questions, rounds, newest) {
  const asked = questions.filter((question) => protects(question) || finalIds(question).length > 0);
  const of = (/** @type {'mine' | 'theirs'} */ who) => {
    const kept = asked.flatMap((question) => {
      const { id } = question;
      if (newest[who].answers[id] !== undefined) return [];
      const last = rounds.map((round) => round[who].answers[id]).findLast((answer) => answer !== undefined);
      if (last !== undefined && protects(question)) return [[id, last]];
      const final = finalIds(question).filter((option) => chose(last, option));
      return final.length === 0 ? [] : [[id, Array.isArray(last) ? final : last]];
    });
    return kept.length === 0 ? newest[who] : { ...newest[who], answers: { ...newest[who].answers, ...Object.fromEntries(kept) } };
  };
  return { mine: of('mine'), theirs: of('theirs') };
}
