/**
 * How two people's answers to one question meet (docs/question-sets.md, "How two answers are compared"). Pure.
 *
 * Directions are always told from the reader's side: "give" in a row means that the reader gives and the partner receives.
 */

import { itemKeys } from './answers.js';
import { finalOf, mayReopen } from './final.js';
import { outcomeOf, sameSide, saidOf, whose } from './outcome.js';
import { untilTalked } from './until.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Item} Item */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./types.js').Text} Text */
/** @typedef {import('./answers.js').ItemAnswer} ItemAnswer */
/** @typedef {import('./final.js').Final} Final */
/** @typedef {import('./outcome.js').Outcome} Outcome */
/** @typedef {import('./outcome.js').Who} Who */
/** @typedef {import('./until.js').Until} Until */
/** @typedef {'both' | 'partly' | 'missing' | 'same-side' | 'different' | 'final' | 'limit' | 'talk' | 'one-sided' | 'none'} State */
/** @typedef {'give' | 'receive' | null} Direction */
/** @typedef {{ who: Who, question: string, level: string }} Experience of one person, in giving */
/** @typedef {(section: string) => { mine: Answers, theirs: Answers } | null} AnswersOf what was opened last of a section */

/**
 * @typedef {object} Row one item in one direction
 * @property {string} item
 * @property {Direction} direction
 * @property {ItemAnswer | null} mine
 * @property {ItemAnswer | null} theirs
 * @property {Outcome} outcome
 * @property {{ who: Who, text: string }[]} conditions what either has tied it to
 * @property {Text | null} risk what both have to know of it, where both are open to it
 * @property {Experience[]} experience of whoever would give; of both where the item has no direction
 *
 * @typedef {object} Alignment
 * @property {State} state of a list of items that of its weightiest row
 * @property {Who | 'both' | null} talk who wants to talk about it, whatever else the state is; beside a final answer only whoever
 *   gave it
 * @property {Final | null} final what holds for both, because either has said so
 * @property {boolean} limit there is a limit to respect in it, whatever else the state is
 * @property {Until | null} until where the answers differ, what stands until both have talked
 * @property {Row[]} [rows] items: every row that either has answered
 * @property {string[]} [common] overlap: the options that both have chosen
 * @property {{ mine: string[], theirs: string[] }} [rest] overlap: the options that only one has chosen
 * @property {string[]} [missing] cover: the options that nobody has chosen; none while nobody has answered
 */

/** The state of a list of items is that of its weightiest row. @type {[import('./outcome.js').Group, State][]} */
const BY_WEIGHT = [['not-this-time', 'limit'], ['talk', 'talk'], ['condition', 'both'], ['both', 'both']];

/**
 * Compares what both have answered to one question.
 * @param {Question} question
 * @param {QuestionSet} document
 * @param {Answers | null} mine validated answers of the question's section
 * @param {Answers | null} theirs
 * @param {AnswersOf} [answersOf] for the experience of both, which another section may have asked for
 * @returns {Alignment}
 */
export function alignQuestion(question, document, mine, theirs, answersOf = () => null) {
  const left = mine?.answers[question.id];
  const right = theirs?.answers[question.id];
  const final = finalOf(question, left, right);
  const talk = whose(mayReopen(final, 'mine') && marked(question, mine), mayReopen(final, 'theirs') && marked(question, theirs));
  const until = final === null ? untilTalked(question, left, right) : null;
  if (question.kind === 'items') {
    const rows = rowsOf(question, document, left, right).map((row) => withExperience(row, question, document, answersOf));
    const limit = rows.some(({ outcome }) => outcome.group === 'not-this-time');
    const weightiest = BY_WEIGHT.find(([group]) => rows.some(({ outcome }) => outcome.group === group))?.[1] ?? 'none';
    return { state: !limit && talk !== null ? 'talk' : weightiest, talk, final, limit, until, rows };
  }
  const limit = question.align === 'limit' && [left, right].some((answer) => namesLimit(question, answer));
  const state = final !== null ? 'final' : limit ? 'limit' : talk !== null ? 'talk' : stateOf(question, left, right);
  return {
    state, talk, final, limit, until,
    ...(question.align === 'overlap' ? overlapOf(left, right) : {}),
    ...(question.align === 'cover' ? { missing: missingFrom(question, left, right) } : {}),
  };
}

/**
 * Tells whether an answer to a question for limits, which is no item list, names one: “None of these” does not.
 * @param {Question} question
 * @param {any} answer validated; undefined if there is none
 * @returns {boolean} false for options that exclude all others
 */
export function namesLimit({ options = [] }, answer) {
  const alone = options.filter((option) => option.alone === true).map(({ id }) => id);
  return answer !== undefined && [answer].flat().some((id) => !alone.includes(id));
}

/** @param {Question} question @param {any} left @param {any} right @returns {State} of every kind but items */
function stateOf(question, left, right) {
  if (onSameSide(question, left, right)) return 'same-side';
  if (question.align === 'none' || question.align === 'limit' || (left === undefined && right === undefined)) return 'none';
  if (question.align === 'cover') return missingFrom(question, left, right).length === 0 ? 'both' : 'missing';
  if (left === undefined || right === undefined) return 'one-sided';
  switch (question.align) {
    case 'overlap': {
      const { common, rest } = overlapOf(left, right);
      if (common.length === 0) return 'different';
      return rest.mine.length === 0 && rest.theirs.length === 0 ? 'both' : 'partly';
    }
    case 'near':
      return Math.abs(left - right) <= 1 ? 'both' : 'different';
    default:
      return left === right ? 'both' : 'different';
  }
}

/**
 * @param {Question} question @param {any} left @param {any} right
 * @returns {boolean} whether both have answered, and all that either chose is on one side of two that need each other
 */
function onSameSide({ options = [] }, left, right) {
  if (left === undefined || right === undefined) return false;
  const sides = new Set([left, right].flat().map((id) => options.find((option) => option.id === id)?.side ?? null));
  return sides.size === 1 && !sides.has(null);
}

/** @param {string[]} [left] @param {string[]} [right] @returns {{ common: string[], rest: { mine: string[], theirs: string[] } }} */
function overlapOf(left = [], right = []) {
  const rest = { mine: left.filter((id) => !right.includes(id)), theirs: right.filter((id) => !left.includes(id)) };
  return { common: left.filter((id) => right.includes(id)), rest };
}

/**
 * @param {Question} question @param {string[]} [left] @param {string[]} [right]
 * @returns {string[]} what nobody has chosen, without the options that are no such thing: “None of these”, or that mean to talk
 */
function missingFrom({ options = [] }, left, right) {
  if (left === undefined && right === undefined) return [];
  const chosen = [...(left ?? []), ...(right ?? [])];
  return options.filter(({ id, alone, talk }) => !alone && !talk && !chosen.includes(id)).map(({ id }) => id);
}

/** @param {Question} question @param {Answers | null} answers @returns {boolean} a talk mark, or an option that means it */
function marked(question, answers) {
  if (answers === null) return false;
  if (answers.talk.includes(question.id)) return true;
  const chosen = [answers.answers[question.id]].flat();
  return (question.options ?? []).some((option) => option.talk === true && chosen.includes(option.id));
}

/**
 * Pairs the rows of a list: what the reader gives stands beside what the partner receives.
 * @param {Question} question a list of items
 * @param {QuestionSet} document
 * @param {{ [key: string]: ItemAnswer } | undefined} left validated
 * @param {{ [key: string]: ItemAnswer } | undefined} right
 * @returns {Row[]} every row that either has answered, in the order of the document, without experience
 */
export function rowsOf(question, document, left, right) {
  return (question.items ?? []).flatMap((item) => {
    const sides = itemKeys(item).map((key) => {
      const [mine, theirs] = [left?.[key] ?? null, right?.[mirrored(key)] ?? null];
      const [one, other] = [mine, theirs].map((answer) => saidOf(meaning(document, question, answer), answer));
      return { direction: sideOf(key), mine, theirs, said: { mine: one ?? null, theirs: other ?? null } };
    });
    const [give, receive] = sides;
    const same = give && receive && question.align !== 'none' ? sameSide(give.said, receive.said) : null;
    return sides.filter(({ mine, theirs }) => mine !== null || theirs !== null).map(({ direction, mine, theirs, said }) => {
      const act = { risk: item.risk !== undefined, compared: question.align !== 'none' };
      const outcome = same ?? outcomeOf(said.mine, said.theirs, act);
      const isOpen = ['talk', 'both', 'condition'].includes(outcome.group) && outcome.outcome !== 'talk-unsure-blank';
      const risk = isOpen ? (item.risk ?? null) : null;
      return { item: item.id, direction, mine, theirs, outcome, conditions: conditionsOf(mine, theirs), risk, experience: [] };
    });
  });
}

/**
 * Lists rows for their reader: two who want the same side are told once, and not once a direction.
 * @param {readonly Row[]} rows
 * @returns {Row[]} each act whose outcome is that of both its directions as one row, without a direction
 */
export function oncePerAct(rows) {
  return rows.flatMap((row, at) => {
    if (row.outcome.outcome !== 'both-give' && row.outcome.outcome !== 'both-receive') return [row];
    const [first, second] = rows.filter(({ item }) => item === row.item);
    if (rows.findIndex(({ item }) => item === row.item) < at) return [];
    const theirs = first?.theirs ?? second?.theirs ?? null;
    return [{ ...row, direction: null, mine: first?.mine ?? second?.mine ?? null, theirs }];
  });
}

/** @param {Row} row @param {Question} question @param {QuestionSet} document @param {AnswersOf} answersOf @returns {Row} */
function withExperience(row, question, document, answersOf) {
  const item = question.items?.find(({ id }) => id === row.item);
  return item?.experience === undefined ? row : { ...row, experience: experienceOf(document, item.experience, row.direction, answersOf) };
}

/**
 * Finds the experience of the person who would give.
 * @param {QuestionSet} document
 * @param {string} experience id of an item of a question that asks for experience
 * @param {Direction} direction of the act, from the reader's side
 * @param {AnswersOf} answersOf
 * @returns {Experience[]} empty where it was not answered, or not opened
 */
export function experienceOf(document, experience, direction, answersOf) {
  const givers = /** @type {Who[]} */ (direction === null ? ['mine', 'theirs'] : [direction === 'give' ? 'mine' : 'theirs']);
  return document.sections.filter(({ reveal }) => reveal === 'both').flatMap((section) =>
    section.questions.filter(({ gather }) => gather === 'experience').flatMap((question) => {
      const item = question.items?.find(({ id }) => id === experience);
      const answers = item && answersOf(section.id);
      if (!item || !answers) return [];
      const [key = ''] = itemKeys(item);
      return givers.flatMap((who) => {
        const level = answers[who].answers[question.id]?.[key]?.level;
        return level === undefined ? [] : [{ who, question: question.id, level }];
      });
    }));
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
