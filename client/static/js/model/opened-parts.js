/**
 * What an opened section comes to: its questions and acts by kind of result, in the order in which two people read them. Pure.
 */

import { alignQuestion, oncePerAct } from './alignment.js';
import { isAgreed } from './outcome.js';
import { heldBack } from './precedence.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./alignment.js').Alignment} Alignment */
/** @typedef {import('./alignment.js').AnswersOf} AnswersOf */
/** @typedef {import('./alignment.js').Row} Row */
/** @typedef {import('./outcome.js').Group} Group */
/** @typedef {import('./precedence.js').Stands} Stands */
/** @typedef {ReturnType<typeof heldBack>} Held */
/** @typedef {import('./stop-words.js').Clash} Clash */
/** @typedef {{ mine: Answers, theirs: Answers }} Pair */

/**
 * @typedef {Row & { group: Group, held: Held }} Way an act in one direction; `group` minds what was said elsewhere too, and
 *   `held` is what changed it
 * @typedef {{ question: Question, item: string, ways: Way[] }} Act with one or both of its directions
 * @typedef {{ question: Question, aligned: Alignment, clash: Clash['kind'] | null }} Whole a question that is read whole; `clash`:
 *   it asks for a word for stopping, and it is the last word of the two that differ
 * @typedef {object} Part
 * @property {Group} group
 * @property {Whole[]} marks what either would rather talk about, and is answered in another part
 * @property {Whole[]} wholes
 * @property {Act[]} acts
 */

/** In this order the parts are read. @type {readonly Group[]} */
const PARTS = ['talk', 'both', 'condition', 'not-this-time', 'none'];
/** An act stands where the first of these holds for one of its directions. @type {readonly Group[]} */
const PLACES = ['talk', 'condition', 'both', 'not-this-time', 'none'];

/**
 * Parts an opened section by kind of result. An act stands in one part with both its directions; a direction that is ruled out
 * stands among what is ruled out as well, so that this part is complete.
 * @param {QuestionSet} document
 * @param {readonly Question[]} questions of the section, without statements
 * @param {Pair} pair
 * @param {Stands} stands whose word stands, over all chapters, from the reader's side
 * @param {ReadonlyMap<string, Clash['kind']>} clashing which words for stopping differ, by the id of the question
 * @param {AnswersOf} [answersOf] for the experience of both
 * @returns {Part[]} those that are not empty
 */
export function openedParts(document, questions, pair, stands, clashing, answersOf) {
  const parts = PARTS.map((group) => /** @type {Part} */ ({ group, marks: [], wholes: [], acts: [] }));
  const partOf = (/** @type {Group} */ group) => /** @type {Part} */ (parts[PARTS.indexOf(group)]);
  for (const question of inOrder(questions, pair)) {
    const aligned = alignQuestion(question, document, pair.mine, pair.theirs, answersOf);
    const whole = { question, aligned, clash: clashing.get(question.id) ?? null };
    const acts = actsOf(question, aligned.rows ?? [], stands);
    if (aligned.talk !== null && (acts.length > 0 || aligned.limit || aligned.final !== null)) partOf('talk').marks.push(whole);
    if (acts.length === 0) partOf(groupOf(whole)).wholes.push(whole);
    for (const act of acts) {
      const place = PLACES.find((group) => act.ways.some((way) => way.group === group)) ?? 'none';
      partOf(place).acts.push(act);
      const ruledOut = act.ways.filter(({ group }) => group === 'not-this-time');
      if (place !== 'not-this-time' && ruledOut.length > 0) partOf('not-this-time').acts.push({ ...act, ways: ruledOut });
    }
  }
  return parts.filter((part) => sizeOf(part) > 0);
}

/**
 * Parts what both want in a mutual section. What the partner said of the two kinds of yes is never sent, so only one's own mark
 * tells them apart.
 * @template {{ held: Held, curious: boolean }} Match
 * @param {readonly Match[]} matches `curious`: one's own mark
 * @returns {{ group: Group, matches: Match[] }[]} those that are not empty, in the order in which they are read
 */
export const mutualParts = (matches) =>
  /** @type {const} */ (['both', 'talk', 'not-this-time'])
    .map((group) => ({ group, matches: matches.filter((match) => matchGroup(match) === group) }))
    .filter((part) => part.matches.length > 0);

/** @param {{ held: Held, curious: boolean }} match @returns {Group} */
const matchGroup = ({ held, curious }) =>
  (held === 'limit' || held === 'back' ? 'not-this-time' : held === 'talk' || curious ? 'talk' : 'both');

/** Counts what stands in a part. @param {Part} part @returns {number} questions and acts */
export const sizeOf = ({ marks, wholes, acts }) => marks.length + wholes.length + acts.length;

/** Tells whether the two directions of an act come to the same. @param {readonly Way[]} ways @returns {boolean} */
export function isSameBothWays([one, other]) {
  if (!one || !other || one.held !== other.held) return false;
  return one.held !== null || (one.outcome.outcome === other.outcome.outcome && one.outcome.who === other.outcome.who);
}

/** @param {readonly Question[]} questions @param {Pair} pair @returns {Question[]} those to talk about first stand first */
function inOrder(questions, { mine, theirs }) {
  const isFirst = (/** @type {Question} */ { id }) => mine.first.includes(id) || theirs.first.includes(id);
  return [...questions.filter(isFirst), ...questions.filter((question) => !isFirst(question))];
}

/** @param {Whole} whole @returns {Group} */
function groupOf({ aligned: { state, until }, clash }) {
  if (state === 'limit' || state === 'final') return 'not-this-time';
  if (clash || until !== null || ['talk', 'different', 'partly', 'missing', 'same-side'].includes(state)) return 'talk';
  return state === 'both' ? 'both' : 'none';
}

/** @param {Question} question @param {Row[]} rows @param {Stands} stands @returns {Act[]} what has no limit at all is no result */
function actsOf(question, rows, stands) {
  /** @type {Map<string, Way[]>} */
  const ways = new Map();
  for (const row of oncePerAct(rows)) {
    if (row.outcome.outcome === 'open') continue;
    ways.set(row.item, [...(ways.get(row.item) ?? []), wayOf(row, stands)]);
  }
  return [...ways].map(([item, own]) => ({ question, item, ways: own }));
}

/** @param {Row} row @param {Stands} stands @returns {Way} */
function wayOf(row, stands) {
  const { group } = row.outcome;
  const found = group === 'not-this-time' || group === 'none' ? null : heldBack(stands, row);
  const held = found === 'talk' && !isAgreed(row.outcome) ? null : found;
  return { ...row, held, group: held === null ? group : held === 'talk' ? 'talk' : 'not-this-time' };
}
