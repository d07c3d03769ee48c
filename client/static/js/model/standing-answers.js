/** What answers that are no item list come to: the part of Where we stand that each feeds, and what stays open. Pure. */

import { namesLimit } from './alignment.js';
import { mayReopen } from './final.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./precedence.js').Chapter} Chapter */
/** @typedef {import('./standing.js').Asked} Asked */
/** @typedef {import('./standing.js').OfEach} OfEach */
/** @typedef {import('./standing.js').OpenPoint} OpenPoint */
/** @typedef {import('./standing.js').Standing} Standing */
/** @typedef {import('./stop-words.js').Clash} Clash */
/** @typedef {{ text?: string, options?: string[], value?: number }} Said */

/** @type {{ [gather: string]: 'limits' | 'stopSignals' | 'aftercare' | 'checkIn' | 'help' | 'plan' }} */
const PART_OF_EACH = {
  limits: 'limits', 'stop-signals': 'stopSignals', 'at-a-stop': 'stopSignals',
  aftercare: 'aftercare', 'check-in': 'checkIn', help: 'help', plan: 'plan',
};

/**
 * Adds an answer of each to the part that its question feeds. Where the question says what counts, an answer that does not count
 * stands in no part: it would read as a permission. A final answer is no shared ground: it needs no agreement.
 * @param {Standing} whole changed
 * @param {Asked} asked every kind but items
 */
export function gatherAnswers(whole, { section, question, mine, theirs, aligned }) {
  const lists = listsOf(whole, question);
  if (lists === null) return;
  const place = { section, question: question.id };
  const [left, right] = [mine, theirs].map((answers) => (namesNone(question, answers) ? null : said(question, answers)));
  if (aligned.final !== null) {
    const { option, who } = aligned.final;
    (question.gather === 'shared' ? whole.final : lists[who]).push({ ...place, who, final: true, options: [option] });
  } else if (aligned.until !== null) {
    lists.both.push({ ...place, who: 'both', until: true, ...aligned.until });
  } else if (question.gather === 'shared' && question.align !== 'none') {
    if (aligned.state !== 'both' && aligned.state !== 'partly') return;
    if (question.kind === 'scale' && left?.value !== right?.value) {
      lists.both.push({ ...place, who: 'mine', ...left }, { ...place, who: 'theirs', ...right });
    } else {
      lists.both.push({ ...place, who: 'both', ...left, ...(aligned.common && { options: aligned.common }) });
    }
  } else if (question.counts !== undefined && left && right && isSame(left, right)) {
    lists.both.push({ ...place, who: 'both', ...left });
  } else {
    if (left) lists.mine.push({ ...place, who: 'mine', ...left });
    if (right) lists.theirs.push({ ...place, who: 'theirs', ...right });
  }
}

/** @param {Question} question @param {Answers} answers @returns {boolean} asked for limits, somebody has said that there are none */
const namesNone = (question, { answers }) => question.align === 'limit' && !namesLimit(question, answers[question.id]);

/** @param {Standing} whole @param {Question} question @returns {OfEach | null} null: it feeds none */
function listsOf(whole, { gather, kind }) {
  if (!gather || kind === 'items' || kind === 'statement') return null;
  const part = PART_OF_EACH[gather];
  if (part) return whole[part];
  const together = gather === 'shared' ? whole.shared : gather === 'conditions' ? whole.conditions : null;
  return together && { mine: together, theirs: together, both: together };
}

/**
 * Looks up what somebody said to a question that is no item list.
 * @param {Question} question
 * @param {Answers} answers of its section
 * @returns {Said | null}
 */
export function said(question, answers) {
  const answer = answers.answers[question.id];
  if (answer === undefined) return null;
  if (question.kind === 'text') return { text: answer };
  return question.kind === 'scale' ? { value: answer } : { options: [answer].flat() };
}

/** Tells whether two answers say the same. @param {Said} one @param {Said} other @returns {boolean} */
export const isSame = (one, other) => meaningOf(one) === meaningOf(other);

/** What a keyboard sets in its own way, or nobody sees: spaces, marks, and signs without a look. Between two numbers it says something. */
const UNSAID = /(\p{N}[\p{Z}\p{P}\p{Cc}\p{Cf}\ufe0f]+(?=\p{N}))|[\p{Z}\p{P}\p{Cc}\p{Cf}\ufe0f]/gu;

/** @param {Said} given @returns {string} the same for what says the same: case, spaces, marks and the width of letters say nothing */
const meaningOf = ({ text, options, value }) =>
  JSON.stringify((text?.normalize('NFKC').toLowerCase().replace(UNSAID, '$1') || text) ?? (options ? [...new Set(options)].sort() : value));

/**
 * Gathers what the notices of a chapter name.
 * @param {Chapter['notices'] | undefined} notices @returns {Set<string>} questions, and acts by their keys
 */
export const namedIn = ({ mine, theirs } = { mine: [], theirs: [] }) =>
  new Set([...mine, ...theirs].flatMap(({ withdraw = [], limit = {} }) => [...withdraw, ...Object.keys(limit)]));

/**
 * Takes back what a notice names. Answers other than acts are taken back in their own chapter alone. A final answer permits nothing,
 * so that nothing of it could be taken back but the “no” itself: only a new answer of its own person does that.
 * @param {Standing} whole changed
 * @param {Chapter['notices']} notices of the chapter
 */
export function takeBack(whole, notices) {
  const named = namedIn(notices);
  whole.back.push(...whole.shared.filter(({ who, question }) => who === 'both' && named.has(question)));
  whole.shared = whole.shared.filter(({ question }) => !named.has(question));
  whole.conditions = whole.conditions.filter(({ question, final }) => final === true || !named.has(question));
}

/**
 * @param {Question} question @param {'mine' | 'theirs' | 'both'} who wants to talk about it @param {Answers} mine @param {Answers} theirs
 * @returns {boolean} false: at least one of them has not said so, and has chosen an option that means it
 */
const isMarked = ({ id }, who, mine, theirs) =>
  /** @type {const} */ ([['mine', mine], ['theirs', theirs]]).every(([side, { talk }]) => (who !== side && who !== 'both') || talk.includes(id));

/** @type {import('./alignment.js').State[]} */
const OPEN_STATES = ['different', 'partly', 'same-side'];

/**
 * Adds what is to be talked about, of a question as a whole.
 * @param {Standing} whole changed
 * @param {Asked} asked
 * @param {Clash | undefined} clash the words for stopping that differ here
 */
export function gatherOpen(whole, { section, question, mine, theirs, aligned }, clash) {
  const place = { section, question: question.id };
  const isFirst = (/** @type {'mine' | 'theirs'} */ who, /** @type {Answers} */ { first: marks }) =>
    mayReopen(aligned.final, who) && marks.includes(question.id);
  const first = isFirst('mine', mine) || isFirst('theirs', theirs);
  const questions = asked(question, mine, theirs);
  whole.open.push(...questions.map((each) => ({ ...place, first, ...each })));
  if (clash) whole.open.push({ ...place, reason: 'stop-words', first, clash });
  if (aligned.final !== null) {
    if (aligned.talk !== null || first) whole.open.push({ ...place, reason: 'final', first, who: aligned.talk });
  } else if (aligned.talk !== null) {
    whole.open.push({ ...place, reason: isMarked(question, aligned.talk, mine, theirs) ? 'talk' : 'talk-answer', first, who: aligned.talk });
  } else if (!clash && question.gather && aligned.state === 'missing') {
    whole.open.push({ ...place, reason: 'missing', first, missing: aligned.missing ?? [] });
  } else if (!clash && question.gather && OPEN_STATES.includes(aligned.state)) {
    whole.open.push({ ...place, reason: /** @type {OpenPoint['reason']} */ (aligned.state), first });
  } else if (!clash && question.gather && aligned.until !== null) {
    whole.open.push({ ...place, reason: 'different', first });
  } else if (!clash && first && questions.length === 0) {
    whole.open.push({ ...place, reason: 'first', first });
  }
}

/**
 * @param {Question} question @param {Answers} mine @param {Answers} theirs
 * @returns {Pick<OpenPoint, 'reason' | 'who' | 'text'>[]} what each would like to know of the other
 */
const asked = ({ id, gather }, mine, theirs) =>
  /** @type {const} */ ([['mine', mine], ['theirs', theirs]]).flatMap(([who, { answers }]) =>
    (gather === 'ask' && answers[id] !== undefined ? [{ reason: /** @type {const} */ ('asked'), who, text: answers[id] }] : []));
