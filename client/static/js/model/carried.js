/** Merges all rounds of a section into one set of answers for each person, because a file has no earlier rounds. Pure. */

import { meaning } from './alignment.js';
import { itemKeys } from './answers.js';
import { withStandingAnswers } from './final.js';
import { hardness } from './precedence.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./answers.js').ItemAnswer} ItemAnswer */
/** @typedef {{ mine: Answers, theirs: Answers }} Pair */

/**
 * Reads the newest round with everything of earlier ones that stands though it is left blank there.
 * @param {QuestionSet} document
 * @param {readonly Question[]} questions of one section that opens whole
 * @param {readonly Pair[]} rounds that were opened, the newest last; at least one
 * @returns {Pair}
 * Source: docs/question-sets.md, "Whose word stands" and "The saved file".
 */
export function carried(document, questions, rounds) {
  const newest = withStandingAnswers(questions, rounds, /** @type {Pair} */ (rounds.at(-1)));
  const of = (/** @type {'mine' | 'theirs'} */ who) => {
    const answers = { ...newest[who].answers };
    for (const question of questions.filter(({ items }) => items !== undefined)) {
      const rows = { ...standingRows(document, question, rounds.map((round) => round[who].answers[question.id] ?? {})), ...answers[question.id] };
      if (Object.keys(rows).length > 0) answers[question.id] = rows;
    }
    return { ...newest[who], answers };
  };
  return { mine: of('mine'), theirs: of('theirs') };
}

/**
 * @param {QuestionSet} document @param {Question} question @param {readonly Record<string, ItemAnswer>[]} said round by round
 * @returns {Record<string, ItemAnswer>} by key, of what was said last the limits and the doubts
 */
function standingRows(document, question, said) {
  const last = /** @type {Record<string, ItemAnswer>} */ (Object.assign({}, ...said));
  const stands = (/** @type {ItemAnswer} */ row) => {
    const means = meaning(document, question, row) ?? undefined;
    return hardness(means) > 0 || means === 'unsure';
  };
  const keys = (question.items ?? []).flatMap(itemKeys);
  return Object.fromEntries(Object.entries(last).filter(([key, row]) => keys.includes(key) && stands(row)));
}
