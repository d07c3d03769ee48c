/**
 * How two people's answers to one question meet (docs/question-sets.md, "How two answers are compared"). Pure.
 *
 * Directions are always told from the reader's side: "give" in a row means that the reader gives and the partner receives.
 */

import { itemKeys } from './answers.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./answers.js').ItemAnswer} ItemAnswer */
/** @typedef {'both' | 'different' | 'limit' | 'talk' | 'one-sided' | 'none'} State */
/** @typedef {'mine' | 'theirs'} Who */
/** @typedef {'give' | 'receive' | null} Direction */

/**
 * @typedef {object} Row one item in one direction
 * @property {string} item
 * @property {Direction} direction
 * @property {ItemAnswer | null} mine
 * @property {ItemAnswer | null} theirs
 * @property {State} state
 * @property {{ who: Who, text: string }[]} conditions what either has tied it to
 *
 * @typedef {object} Alignment
 * @property {State} state
 * @property {boolean} talk either wants to talk about it, whatever else the state is
 * @property {boolean} limit there is a limit to respect in it, whatever else the state is
 * @property {Row[]} [rows] items: every row that either has answered
 * @property {string[]} [common] overlap: the options that both have chosen
 */

/** @type {State[]} the state of a list of items is that of its weightiest row */
const BY_WEIGHT = ['limit', 'talk', 'different', 'both', 'one-sided', 'none'];

export const WILLING = ['yes', 'curious', 'condition'];

/**
 * Compares what both have answered to one question.
 * @param {Question} question
 * @param {QuestionSet} document
 * @param {Answers | null} mine validated answers of the question's section
 * @param {Answers | null} theirs
 * @returns {Alignment}
 */
export function alignQuestion(question, document, mine, theirs) {
  const left = mine?.answers[question.id];
  const right = theirs?.answers[question.id];
  const rows = question.kind === 'items' ? rowsOf(question, document, left, right) : undefined;
  const common = question.align === 'overlap' ? (left ?? []).filter((/** @type {string} */ id) => right?.includes(id)) : undefined;
  const limit = rows
    ? rows.some((row) => row.state === 'limit')
    : question.align === 'limit' && (left !== undefined || right !== undefined);
  const talk = marked(question, mine) || marked(question, theirs) || (rows?.some((row) => row.state === 'talk') ?? false);
  const state = stateOf(question, mine, theirs, { left, right, rows, common });
  return { state, talk, limit, ...(rows && { rows }), ...(common && { common }) };
}

/**
 * @param {Question} question
 * @param {Answers | null} mine
 * @param {Answers | null} theirs
 * @param {{ left: any, right: any, rows: Row[] | undefined, common: string[] | undefined }} said
 * @returns {State}
 */
function stateOf(question, mine, theirs, { left, right, rows, common }) {
  if (marked(question, mine) || marked(question, theirs)) return 'talk';
  if (rows) return BY_WEIGHT.find((state) => rows.some((row) => row.state === state)) ?? 'none';
  if (question.align === 'none' || (left === undefined && right === undefined)) return 'none';
  if (question.align === 'limit') return 'limit';
  if (left === undefined || right === undefined) return 'one-sided';
  switch (question.align) {
    case 'overlap':
      return common && common.length > 0 ? 'both' : 'different';
    case 'near':
      return Math.abs(left - right) <= 1 ? 'both' : 'different';
    default:
      return left === right ? 'both' : 'different';
  }
}

/** @param {Question} question @param {Answers | null} answers @returns {boolean} a talk mark, or an option that means it */
function marked(question, answers) {
  if (answers === null) return false;
  if (answers.talk.includes(question.id)) return true;
  const chosen = [answers.answers[question.id]].flat();
  return (question.options ?? []).some((option) => option.talk === true && chosen.includes(option.id));
}

/**
 * @param {Question} question
 * @param {QuestionSet} document
 * @param {{ [key: string]: ItemAnswer } | undefined} left
 * @param {{ [key: string]: ItemAnswer } | undefined} right
 * @returns {Row[]}
 */
function rowsOf(question, document, left, right) {
  return (question.items ?? []).flatMap((item) =>
    itemKeys(item).flatMap((key) => {
      const direction = sideOf(key);
      const mine = left?.[key] ?? null;
      const theirs = right?.[mirrored(key)] ?? null;
      if (mine === null && theirs === null) return [];
      const state = rowState(question, meaning(document, question, mine), meaning(document, question, theirs));
      return [{ item: item.id, direction, mine, theirs, state, conditions: conditionsOf(mine, theirs) }];
    }),
  );
}

/**
 * @param {Question} question
 * @param {string | null} left what the level means, null when blank
 * @param {string | null} right
 * @returns {State}
 */
function rowState(question, left, right) {
  const either = [left, right];
  if (either.includes('limit')) return 'limit';
  if (question.align === 'none' || either.includes('plain')) return 'none';
  if (either.includes('unsure')) return 'talk';
  if (either.includes('not-now') || either.includes('fantasy')) return 'different';
  return either.every((one) => one !== null && WILLING.includes(one)) ? 'both' : 'one-sided';
}

/** @param {ItemAnswer | null} mine @param {ItemAnswer | null} theirs @returns {Row['conditions']} */
function conditionsOf(mine, theirs) {
  /** @type {Row['conditions']} */
  const found = [];
  if (mine?.if !== undefined) found.push({ who: 'mine', text: mine.if });
  if (theirs?.if !== undefined) found.push({ who: 'theirs', text: theirs.if });
  return found;
}

/**
 * Says what the chosen level means, apart from its label.
 * @param {QuestionSet} document
 * @param {Question} question
 * @param {ItemAnswer | null} answer
 * @returns {string | null}
 */
export function meaning(document, question, answer) {
  const levels = document.scales[question.levels ?? ''] ?? [];
  return answer === null ? null : (levels.find((level) => level.id === answer.level)?.means ?? null);
}

/** Says which direction of an act an answer key is about. @param {string} key an answer key @returns {Direction} */
export const sideOf = (key) => (key.endsWith('/give') ? 'give' : key.endsWith('/receive') ? 'receive' : null);

/**
 * Turns a direction into the other.
 * @param {string} key an answer key
 * @returns {string} the key that the other person's answer to the same act stands under
 */
export function mirrored(key) {
  if (key.endsWith('/give')) return key.replace(/give$/, 'receive');
  return key.endsWith('/receive') ? key.replace(/receive$/, 'give') : key;
}
