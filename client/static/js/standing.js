/**
 * Where two people stand over all opened sections (docs/question-sets.md, "What a question feeds"). Pure. A limit that
 * either has set anywhere wins over any yes. Directions are always told from the reader's side, as in alignment.js.
 */

import { alignQuestion, meaning } from './alignment.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./alignment.js').Alignment} Alignment */
/** @typedef {import('./alignment.js').Direction} Direction */
/** @typedef {import('./alignment.js').Row} Row */
/** @typedef {import('./alignment.js').Who} Who */
/** @typedef {import('./mutual-ids.js').Act} Act */
/** @typedef {{ section: string, mine: Answers, theirs: Answers }} Opened the newest opened round of one section */
/** @typedef {{ section: string, acts: Act[] }} Matched the same of a mutual section: what both want */

/**
 * @typedef {object} Point one thing said. Which of text, options, value or item it has follows from the question's kind
 * @property {string} section
 * @property {string} question
 * @property {Who | 'both'} who
 * @property {string} [text] a text, or the condition of an item
 * @property {string[]} [options] option ids
 * @property {number} [value] a step on a scale
 * @property {string} [item]
 * @property {Direction} [direction] from the reader's side: "give" when the reader gives
 * @property {string} [level] level id
 * @property {string} [means] what the level means: limit, not-now or fantasy among the limits
 *
 * @typedef {object} OpenPoint something to talk about
 * @property {string} section
 * @property {string} question
 * @property {'talk' | 'different' | 'first'} reason
 * @property {boolean} first either wants to talk about it first
 * @property {string} [item]
 * @property {Direction} [direction]
 *
 * @typedef {{ mine: Point[], theirs: Point[] }} OfEach
 *
 * @typedef {object} Standing
 * @property {Point[]} shared
 * @property {Point[]} curious what both want out of mutual sections
 * @property {Point[]} conditions
 * @property {OfEach} limits
 * @property {OfEach} stopSignals
 * @property {OfEach} aftercare
 * @property {OfEach} checkIn
 * @property {OpenPoint[]} open those marked "first" come first
 */

/** @type {{ [gather: string]: 'limits' | 'stopSignals' | 'aftercare' | 'checkIn' }} */
const PART_OF_EACH = { limits: 'limits', 'stop-signals': 'stopSignals', aftercare: 'aftercare', 'check-in': 'checkIn' };
/** What a level may mean that takes something away. */
const NOT_FOR_REAL = ['limit', 'not-now', 'fantasy'];

/** @param {string | undefined} means of a level @returns {number} 2 for what shuts out, 1 for what steps back, 0 for all else */
export const hardness = (means) => (means === 'limit' ? 2 : NOT_FOR_REAL.includes(means ?? '') ? 1 : 0);

/** @typedef {{ section: string, question: Question, mine: Answers, theirs: Answers, aligned: Alignment }} Asked */

/** @param {QuestionSet} document @param {readonly Opened[]} opened @returns {Asked[]} */
const everyQuestion = (document, opened) =>
  opened.flatMap(({ section: id, mine, theirs }) => {
    const section = document.sections.find((one) => one.id === id && one.reveal !== 'never');
    return (section?.questions ?? []).map((question) => {
      const aligned = alignQuestion(question, document, mine, theirs);
      return { section: id, question, mine, theirs, aligned };
    });
  });

/**
 * @param {QuestionSet} document
 * @param {readonly Opened[]} opened
 * @returns {Act[]} everything that is not for real for either: what the levels limit, not-now and fantasy stand on
 */
export const limitedActs = (document, opened) =>
  everyQuestion(document, opened).flatMap(({ question, aligned }) =>
    (aligned.rows ?? []).filter(({ mine, theirs }) =>
      [mine, theirs].some((answer) => NOT_FOR_REAL.includes(meaning(document, question, answer) ?? ''))));

/** @param {QuestionSet} document @param {readonly Opened[]} opened @returns {Act[]} what the level limit itself stands on */
export const hardActs = (document, opened) =>
  everyQuestion(document, opened).flatMap(({ aligned }) => (aligned.rows ?? []).filter(({ state }) => state === 'limit'));

/**
 * @param {QuestionSet} document
 * @param {readonly Opened[]} opened
 * @param {readonly Matched[]} [matched]
 * @param {readonly Act[]} [limits] of the whole conversation: they win over what is matched
 * @param {readonly Act[]} [limited] the hard ones of the whole conversation: they win over any yes
 * @returns {Standing}
 */
export function standing(document, opened, matched = [], limits = [], limited = hardActs(document, opened)) {
  const all = everyQuestion(document, opened);
  const ofEach = () => /** @type {OfEach} */ ({ mine: [], theirs: [] });
  /** @type {Standing} */
  const whole = {
    shared: [], curious: curious(document, matched, limits), conditions: [],
    limits: ofEach(), stopSignals: ofEach(), aftercare: ofEach(), checkIn: ofEach(), open: [],
  };
  for (const one of all) {
    gatherRows(whole, document, one, limited);
    gatherWhole(whole, one);
    gatherOpen(whole, one, limited);
  }
  whole.open.sort((left, right) => Number(right.first) - Number(left.first));
  return whole;
}

/** @param {QuestionSet} document @param {readonly Matched[]} matched @param {readonly Act[]} limits @returns {Point[]} */
const curious = (document, matched, limits) =>
  matched.flatMap(({ section: id, acts }) => {
    const questions = document.sections.find((one) => one.id === id)?.questions ?? [];
    return acts.filter((act) => !isStruck(act, limits)).flatMap((act) => {
      const question = questions.find(({ items }) => items?.some((item) => item.id === act.item));
      return question ? [{ ...act, section: id, question: question.id, who: /** @type {const} */ ('both') }] : [];
    });
  });

/** @param {Act} act @param {readonly Act[]} limited @returns {boolean} a limit on the same act stands among these */
export const isStruck = (act, limited) =>
  limited.some((limit) =>
    limit.item === act.item &&
    (limit.direction === act.direction || limit.direction === null || act.direction === null));

/** @param {Standing} whole @param {QuestionSet} document @param {Asked} asked @param {readonly Act[]} limited */
function gatherRows(whole, document, { section, question, aligned }, limited) {
  for (const row of aligned.rows ?? []) {
    const act = { section, question: question.id, item: row.item, direction: row.direction };
    for (const who of /** @type {Who[]} */ (['mine', 'theirs'])) {
      const answer = row[who];
      const means = meaning(document, question, answer);
      if (answer === null || means === null || !NOT_FOR_REAL.includes(means)) continue;
      const condition = answer.if === undefined ? {} : { text: answer.if };
      whole.limits[who].push({ ...act, who, level: answer.level, means, ...condition });
    }
    if (row.state !== 'both' || isStruck(row, limited)) continue;
    whole.shared.push({ ...act, who: 'both' });
    for (const who of /** @type {Who[]} */ (['mine', 'theirs'])) {
      const answer = row[who];
      if (answer === null || (answer.if === undefined && meaning(document, question, answer) !== 'condition')) continue;
      const text = answer.if === undefined ? {} : { text: answer.if };
      whole.conditions.push({ ...act, who, level: answer.level, ...text });
    }
  }
}

/** @param {Standing} whole @param {Asked} asked every kind but items */
function gatherWhole(whole, { section, question, mine, theirs, aligned }) {
  const { gather } = question;
  if (!gather || question.kind === 'items' || question.kind === 'statement') return;
  const place = { section, question: question.id };
  const left = said(question, mine);
  const right = said(question, theirs);
  if (gather === 'shared' && question.align !== 'none') {
    if (aligned.state !== 'both') return;
    if (question.kind === 'scale' && left?.value !== right?.value) {
      whole.shared.push({ ...place, who: 'mine', ...left }, { ...place, who: 'theirs', ...right });
    } else {
      whole.shared.push({ ...place, who: 'both', ...left, ...(aligned.common && { options: aligned.common }) });
    }
    return;
  }
  const part = PART_OF_EACH[gather];
  const together = gather === 'shared' ? whole.shared : whole.conditions;
  const lists = part ? whole[part] : { mine: together, theirs: together };
  if (left) lists.mine.push({ ...place, who: 'mine', ...left });
  if (right) lists.theirs.push({ ...place, who: 'theirs', ...right });
}

/** @param {Question} question @param {Answers} answers @returns {{ text?: string, options?: string[], value?: number } | null} */
function said(question, answers) {
  const answer = answers.answers[question.id];
  if (answer === undefined) return null;
  if (question.kind === 'text') return { text: answer };
  return question.kind === 'scale' ? { value: answer } : { options: [answer].flat() };
}

/** @param {Standing} whole @param {Asked} asked @param {readonly Act[]} limited */
function gatherOpen(whole, { section, question, mine, theirs, aligned }, limited) {
  const place = { section, question: question.id };
  const first = mine.first.includes(question.id) || theirs.first.includes(question.id);
  const wished = mine.talk.includes(question.id) || theirs.talk.includes(question.id);
  if (wished || (!aligned.rows && aligned.state === 'talk')) {
    whole.open.push({ ...place, reason: 'talk', first });
  } else if (!aligned.rows && aligned.state === 'different' && question.gather) {
    whole.open.push({ ...place, reason: 'different', first });
  } else if (first) {
    whole.open.push({ ...place, reason: 'first', first });
  }
  for (const row of aligned.rows ?? []) {
    if (row.state !== 'talk' || isStruck(row, limited)) continue;
    whole.open.push({ ...place, reason: 'talk', first, item: row.item, direction: row.direction });
  }
}
