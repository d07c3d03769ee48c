/**
 * Where two people stand by each chapter (docs/question-sets.md, "What a question feeds"). Pure. What holds an act back in any
 * chapter holds it back here. Directions are always told from the reader's side, as in alignment.js.
 */

import { WILLING, alignQuestion } from './alignment.js';
import { heldBack, isAmong } from './precedence.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./alignment.js').Alignment} Alignment */
/** @typedef {import('./alignment.js').Direction} Direction */
/** @typedef {import('./alignment.js').Who} Who */
/** @typedef {import('./mutual-ids.js').Act} Act */
/** @typedef {import('./precedence.js').Chapter} Chapter */
/** @typedef {import('./precedence.js').Stands} Stands */

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
 * @property {'talk' | 'different' | 'first' | 'again'} reason
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
 * @property {OfEach} limits what is said in words of one's own first: nothing else applies it
 * @property {OfEach} stopSignals
 * @property {OfEach} aftercare
 * @property {OfEach} checkIn
 * @property {Point[]} back what both had said yes to, and either has taken back since
 * @property {OpenPoint[]} open those marked "first" come first
 */

/** @type {{ [gather: string]: 'limits' | 'stopSignals' | 'aftercare' | 'checkIn' }} */
const PART_OF_EACH = { limits: 'limits', 'stop-signals': 'stopSignals', aftercare: 'aftercare', 'check-in': 'checkIn' };

/** @typedef {{ section: string, question: Question, mine: Answers, theirs: Answers, aligned: Alignment }} Asked */

/** @param {Chapter} chapter @returns {Asked[]} by the newest round of each section */
const everyQuestion = ({ document, sections }) =>
  sections.flatMap(({ section: id, newest }) => {
    const section = document.sections.find((one) => one.id === id && one.reveal !== 'never');
    return newest === null ? [] : (section?.questions ?? []).map((question) => {
      const aligned = alignQuestion(question, document, newest.mine, newest.theirs);
      return { section: id, question, ...newest, aligned };
    });
  });

/**
 * Sums up where the two stand, chapter by chapter.
 * @param {readonly Chapter[]} chapters all of them, in their order
 * @param {Stands} stands of all of them
 * @returns {Standing[]} of each
 */
export function standing(chapters, stands) {
  const asked = chapters.map((chapter) => ({ chapter, all: everyQuestion(chapter) }));
  const wanted = asked.map(({ chapter, all }) => ({ shared: wantedByBoth(all), curious: matchedIn(chapter) }));
  const acts = wanted.flatMap(({ shared, curious }) => [...shared, ...curious].map(actOf))
    .filter((act) => heldBack(stands, act) === null);
  return asked.map(({ chapter, all }, at) => {
    const ofEach = () => /** @type {OfEach} */ ({ mine: [], theirs: [] });
    /** @type {Standing} */
    const whole = {
      shared: [], curious: [], conditions: [],
      limits: ofEach(), stopSignals: ofEach(), aftercare: ofEach(), checkIn: ofEach(), back: [], open: [],
    };
    for (const one of all) {
      gatherWhole(whole, one);
      gatherOpen(whole, one);
    }
    ownWordsFirst(whole.limits);
    takeBack(whole, chapter);
    const { shared = [], curious = [] } = wanted[at] ?? {};
    gatherActs(whole, shared, curious, stands);
    gatherConditions(whole, at, stands, acts);
    gatherSaid(whole, at, stands);
    whole.open.sort((left, right) => Number(right.first) - Number(left.first));
    return whole;
  });
}

/** @param {readonly Asked[]} asked @returns {Point[]} what both have said yes to, whatever holds it back */
const wantedByBoth = (asked) =>
  asked.flatMap(({ section, question, aligned }) =>
    (aligned.rows ?? []).filter(({ state }) => state === 'both').map(({ item, direction }) =>
      ({ section, question: question.id, item, direction, who: /** @type {const} */ ('both') })));

/** @param {Chapter} chapter @returns {Point[]} the same of its mutual sections */
const matchedIn = ({ document, matched }) =>
  matched.flatMap(({ section: id, acts }) => {
    const questions = document.sections.find((one) => one.id === id)?.questions ?? [];
    return acts.flatMap((act) => {
      const question = questions.find(({ items }) => items?.some((item) => item.id === act.item));
      return question ? [{ ...act, section: id, question: question.id, who: /** @type {const} */ ('both') }] : [];
    });
  });

/** @param {Point} point @returns {Act} */
const actOf = ({ item = '', direction = null }) => ({ item, direction });

/** @param {Standing} whole @param {Point[]} shared @param {Point[]} curious @param {Stands} stands */
function gatherActs(whole, shared, curious, stands) {
  const free = (/** @type {Point} */ point) => heldBack(stands, actOf(point)) === null;
  whole.shared.push(...shared.filter(free));
  whole.curious.push(...curious.filter(free));
  whole.back.push(...[...shared, ...curious].filter((point) => isAmong(actOf(point), stands.back)));
}

/** @param {Standing} whole @param {number} at @param {Stands} stands @param {Act[]} acts that both want and nothing holds back */
function gatherConditions(whole, at, stands, acts) {
  for (const { who, act, chapter, section, question, means, answer } of stands.words) {
    const tied = answer !== null && WILLING.includes(means) && (answer.if !== undefined || means === 'condition');
    if (!tied || chapter !== at || section === null || question === null || !isAmong(act, acts)) continue;
    const text = answer.if === undefined ? {} : { text: answer.if };
    whole.conditions.push({ section, question: question.id, ...act, who, level: answer.level, ...text });
  }
}

/** @param {Standing} whole @param {number} at @param {Stands} stands the limits, and what is to be talked about */
function gatherSaid(whole, at, stands) {
  for (const { who, act, chapter, section, question, means, answer } of stands.limits) {
    if (chapter !== at || question === null || answer === null) continue;
    const text = answer.if === undefined ? {} : { text: answer.if };
    whole.limits[who].push({ section: section ?? '', question: question.id, ...act, who, level: answer.level, means, ...text });
  }
  for (const { act, chapter, section, question, reason } of stands.talk) {
    if (chapter !== at || heldBack(stands, act) !== 'talk') continue;
    const first = whole.open.some((point) => point.question === question && point.first);
    whole.open.push({ section, question, reason, first, ...act });
  }
}

/** @param {OfEach} limits of every kind but items */
function ownWordsFirst(limits) {
  const rank = (/** @type {Point} */ { text }) => Number(text === undefined);
  for (const points of [limits.mine, limits.theirs]) points.sort((left, right) => rank(left) - rank(right));
}

/** @param {Standing} whole changed @param {Chapter} chapter answers other than acts are taken back in their own chapter alone */
function takeBack(whole, { notices }) {
  const named = new Set([...notices.mine, ...notices.theirs].flatMap(({ withdraw = [], limit = {} }) =>
    [...withdraw, ...Object.keys(limit)]));
  whole.back.push(...whole.shared.filter(({ who, question }) => who === 'both' && named.has(question)));
  whole.shared = whole.shared.filter(({ question }) => !named.has(question));
  whole.conditions = whole.conditions.filter(({ question }) => !named.has(question));
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

/** @param {Standing} whole @param {Asked} asked */
function gatherOpen(whole, { section, question, mine, theirs, aligned }) {
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
}
