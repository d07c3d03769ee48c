/**
 * The answers of one person while they are being written. Pure: every change gives a new draft (docs/protocol.md, plaintexts).
 */

import { bytesLeft } from '../model/answers.js';
import { isBlank } from './answer-keys.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Section} Section */
/** @typedef {NonNullable<import('../model/types.js').Question['items']>[number]} Item */
/** @typedef {{ level: string, if?: string }} ItemAnswer */
/** @typedef {string | number | string[] | Record<string, ItemAnswer>} Answer */
/** @typedef {'skip' | 'talk' | 'first'} Mark */
/** @typedef {{ group: Record<string, string> | null, items: Item[] }} Group */
/**
 * @typedef {{ question: Question, items: Item[], groups: Group[], goesOn: boolean }} Part what a step asks of one question: of a list
 *   some of its items, which are those of `groups`; `goesOn`: the step before has asked some
 */

/** Reads one answer of a draft. @param {Answers} draft @param {string} id @returns {Answer | undefined} */
export const answerIn = (draft, id) => /** @type {Answer | undefined} */ (draft.answers[id]);

/**
 * Puts one answer into a draft.
 * @param {Answers} draft @param {string} id
 * @param {Answer | undefined} answer undefined or anything empty: blank
 * @returns {Answers}
 */
export function withAnswer(draft, id, answer) {
  const { [id]: _before, ...others } = draft.answers;
  return { ...draft, answers: isBlank(answer) ? others : { ...others, [id]: /** @type {Answer} */ (answer) } };
}

/** Reads a mark of a question. @param {Answers} draft @param {Mark} mark @param {string} id @returns {boolean} */
export const hasMark = (draft, mark, id) => draft[mark].includes(id);

/** Sets or removes a mark. @param {Answers} draft @param {Mark} mark @param {string} id @param {boolean} on @returns {Answers} */
export function withMark(draft, mark, id, on) {
  const others = draft[mark].filter((each) => each !== id);
  return { ...draft, [mark]: on ? [...others, id] : others };
}

/**
 * What is sealed: nothing of a skipped question, no spaces around texts, no condition where the level asks for none.
 * @param {Answers} draft
 * @param {Section} section
 * @param {(question: Question, level: string) => boolean} asksCondition
 * @returns {Answers}
 */
export function finished(draft, section, asksCondition) {
  const asked = section.questions.filter((question) => question.kind !== 'statement');
  const ids = new Set(asked.map((question) => question.id));
  /** @type {Answers['answers']} */
  const answers = {};
  for (const question of asked) {
    const answer = answerIn(draft, question.id);
    if (answer === undefined || isBlank(answer) || hasMark(draft, 'skip', question.id)) continue;
    answers[question.id] = tidy(answer, (level) => asksCondition(question, level));
  }
  const known = (/** @type {string[]} */ list) => list.filter((id) => ids.has(id));
  return { v: 1, answers, skip: known(draft.skip), talk: known(draft.talk), first: known(draft.first) };
}

/** @param {Answer} answer @param {(level: string) => boolean} asksCondition @returns {Answer} */
function tidy(answer, asksCondition) {
  if (typeof answer === 'string') return answer.trim();
  if (typeof answer === 'number' || Array.isArray(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([key, { level, if: condition }]) => {
      const text = (condition ?? '').trim();
      return [key, text !== '' && asksCondition(level) ? { level, if: text } : { level }];
    }),
  );
}

/**
 * Tells whether an answer is too long for its question.
 * @param {Question} question
 * @param {Answer | undefined} answer
 * @returns {boolean} whether a text in it is longer than the question allows, in UTF-8 bytes
 */
export function tooLong(question, answer) {
  if (answer === undefined || typeof answer === 'number' || Array.isArray(answer)) return false;
  if (typeof answer === 'string') return question.kind === 'text' && bytesLeft(question, answer.trim()) < 0;
  return Object.values(answer).some((each) => bytesLeft(question, (each.if ?? '').trim()) < 0);
}

/**
 * Says what is asked of a whole question at once.
 * @param {Question} question
 * @returns {Part}
 */
export const wholeOf = (question) => partOf(question, groupsOf(question.items ?? []), false);

/**
 * Says what is asked of some groups of a question.
 * @param {Question} question @param {Group[]} groups
 * @param {boolean} goesOn whether the step before has asked some
 * @returns {Part}
 */
export const partOf = (question, groups, goesOn) => ({ question, items: groups.flatMap(({ items }) => items), groups, goesOn });

/** Puts items of one group together. @param {Item[]} items @returns {Group[]} */
export function groupsOf(items) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const item of items) {
    const name = JSON.stringify(item.group ?? null);
    const found = groups.get(name);
    if (found) found.items.push(item);
    else groups.set(name, { group: item.group ?? null, items: [item] });
  }
  return [...groups.values()];
}
