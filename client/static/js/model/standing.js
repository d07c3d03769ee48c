/**
 * Where two people stand by each chapter (docs/question-sets.md, "What a question feeds"). Pure. What holds an act back in any
 * chapter holds it back here. Directions are always told from the reader's side, as in alignment.js. What is private is opened to
 * both and stands nowhere here: all of this may be printed, saved, or shown in a scene.
 */

import { alignQuestion, experienceOf } from './alignment.js';
import { withStandingAnswers } from './final.js';
import { newestAnswers } from './newest-answers.js';
import { WILLING, isAgreed } from './outcome.js';
import { heldBack, isAmong } from './precedence.js';
import { isPrivate, privateQuestions } from './private.js';
import { gatherAnswers, gatherOpen, namedIn, takeBack } from './standing-answers.js';
import { isReplaced, stopWordClashes } from './stop-words.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./types.js').Text} Text */
/** @typedef {import('./alignment.js').Alignment} Alignment */
/** @typedef {import('./alignment.js').AnswersOf} AnswersOf */
/** @typedef {import('./alignment.js').Direction} Direction */
/** @typedef {import('./alignment.js').Experience} Experience */
/** @typedef {import('./mutual-ids.js').Act} Act */
/** @typedef {import('./outcome.js').Outcome} Outcome */
/** @typedef {import('./outcome.js').Who} Who */
/** @typedef {import('./precedence.js').Chapter} Chapter */
/** @typedef {import('./precedence.js').Stands} Stands */

/**
 * @typedef {object} Point one thing said. Which of text, options, value or item it has follows from the question's kind
 * @property {string} section
 * @property {string} question
 * @property {Who | 'both'} who
 * @property {true} [until] the two differ, and this is what stands until both have talked
 * @property {true} [final] it holds for both, and needs no agreement
 * @property {string} [text] a text, or the condition of an item
 * @property {string[]} [options] option ids
 * @property {number} [value] a step on a scale
 * @property {string} [item]
 * @property {Direction} [direction] from the reader's side: "give" when the reader gives
 * @property {string} [level] level id
 * @property {string} [means] what the level means: limit, not-now or fantasy among the limits
 * @property {Outcome} [outcome] how two answers to an act that both agree to meet
 * @property {Text} [risk] what both have to know of an act that both agree to
 * @property {Experience[]} [experience] of whoever would give
 *
 * @typedef {object} OpenPoint something to talk about
 * @property {string} section
 * @property {string} question
 * @property {'talk' | 'talk-answer' | 'unsure' | 'different' | 'partly' | 'missing' | 'same-side' | 'stop-words' | 'first' | 'again' | 'asked' | 'final'} reason
 *   `talk-answer`: not every one of `who` has marked it, but what they chose means to talk; `unsure`: an act that somebody was not sure
 *   about, and has not answered since; `final`: whoever gave a final answer wants to talk about it all the same
 * @property {boolean} first either wants to talk about it first
 * @property {Who | 'both' | null} [who] who marked it to be talked about, or asks; of an act: of whom the reason is true
 * @property {string} [text] what they ask
 * @property {string[]} [missing] what nobody has chosen
 * @property {string} [item]
 * @property {Direction} [direction]
 * @property {Outcome | null} [outcome] of an act: why it is to be talked about
 * @property {import('./stop-words.js').Clash} [clash] of a word for stopping: what each said
 *
 * @typedef {{ mine: Point[], theirs: Point[], both: Point[] }} OfEach `both`: what counts for both, by a rule of the question
 *
 * @typedef {object} SettledWords what both have settled in their own words: it comes before anything else of its section
 * @property {string} section
 * @property {string} text
 * @property {string[]} parts what the questions of its section feed, as `gather` names it
 *
 * @typedef {object} Standing
 * @property {SettledWords[]} settledWords
 * @property {Point[]} final of what the two would share, the answers that hold because either gave them
 * @property {Point[]} shared
 * @property {Point[]} curious what both want out of mutual sections
 * @property {Point[]} conditions
 * @property {OfEach} limits what is said in words of one's own first: nothing else applies it
 * @property {OfEach} stopSignals
 * @property {OfEach} aftercare
 * @property {OfEach} checkIn
 * @property {OfEach} help what each would have a medic know
 * @property {OfEach} plan
 * @property {Point[]} back what both had said yes to, and either has taken back since
 * @property {OpenPoint[]} open those marked "first" come first
 */

/** @typedef {{ section: string, question: Question, mine: Answers, theirs: Answers, aligned: Alignment }} Asked */

/** @param {Chapter} chapter @returns {AnswersOf} by the newest round of each section */
const answersIn = ({ sections }) => (section) => sections.find((each) => each.section === section)?.newest ?? null;

/** @param {Chapter} chapter @returns {import('./newest-answers.js').Given[]} by the newest round of each section, without what is private */
const everyQuestion = (chapter) =>
  chapter.sections.flatMap(({ section: id, rounds, newest }) => {
    const section = chapter.document.sections.find((one) => one.id === id && one.reveal !== 'never');
    if (newest === null || section === undefined) return [];
    const pair = withStandingAnswers(section.questions, rounds, newest);
    return section.questions.filter((question) => !isPrivate(section, question)).map((question) => ({ section: id, question, ...pair }));
  });

/** @param {readonly Chapter[]} chapters @returns {Asked[][]} by chapter, what of it still stands */
const askedIn = (chapters) =>
  newestAnswers(chapters.map(everyQuestion), (at, question) => namedIn(chapters[at]?.notices).has(question)).map((all, at) => {
    const chapter = /** @type {Chapter} */ (chapters[at]);
    return all.map((one) =>
      ({ ...one, aligned: alignQuestion(one.question, chapter.document, one.mine, one.theirs, answersIn(chapter)) }));
  });

/** @returns {Standing} */
function nothingYet() {
  const ofEach = () => /** @type {OfEach} */ ({ mine: [], theirs: [], both: [] });
  return {
    settledWords: [], final: [], shared: [], curious: [], conditions: [],
    limits: ofEach(), stopSignals: ofEach(), aftercare: ofEach(), checkIn: ofEach(), help: ofEach(), plan: ofEach(),
    back: [], open: [],
  };
}

/**
 * Sums up where the two stand, chapter by chapter.
 * @param {readonly Chapter[]} chapters all of them, in their order
 * @param {Stands} stands of all of them
 * @returns {Standing[]} of each
 */
export function standing(chapters, stands) {
  const stood = askedIn(chapters);
  const asked = chapters.map((chapter, at) => ({ chapter, all: stood[at] ?? [] }));
  const wanted = asked.map(({ chapter, all }) => ({ shared: wantedByBoth(all), curious: matchedIn(chapter) }));
  const agreed = wanted.flatMap(({ shared, curious }) => [...shared, ...curious].map(actOf));
  const acts = [...agreed, ...asked.flatMap(({ all }) => withOneCondition(all))].filter((act) => heldBack(stands, act) === null);
  const settledWords = chapters.map(settledIn);
  const spoken = asked.map(({ all }, at) =>
    ({ asked: all, settled: (settledWords[at] ?? []).some(({ parts }) => parts.includes('stop-signals')) }));
  const clashes = stopWordClashes(spoken);
  return asked.map(({ chapter, all }, at) => {
    const whole = nothingYet();
    whole.settledWords.push(...settledWords[at] ?? []);
    for (const one of all) {
      gatherAnswers(whole, one);
      gatherOpen(whole, one, clashes.get(one));
    }
    for (const who of /** @type {const} */ (['mine', 'theirs'])) {
      whole.stopSignals[who] = whole.stopSignals[who].filter((word) => !isReplaced(spoken, at, word));
    }
    ownWordsFirst(whole.limits);
    takeBack(whole, chapter.notices);
    const { shared = [], curious = [] } = wanted[at] ?? {};
    gatherActs(whole, shared, curious, stands);
    gatherConditions(whole, at, stands, acts);
    gatherLimits(whole, at, stands);
    gatherOpenActs(whole, at, all, stands);
    return withoutPrivate(whole, privateQuestions(chapter.document));
  });
}

/** @param {Standing} whole @param {Set<string>} hidden ids of questions @returns {Standing} */
function withoutPrivate(whole, hidden) {
  const shown = (/** @type {{ question: string }} */ { question }) => !hidden.has(question);
  const { mine, theirs, both } = whole.limits;
  const limits = { mine: mine.filter(shown), theirs: theirs.filter(shown), both };
  const open = whole.open.filter(shown).sort((left, right) => Number(right.first) - Number(left.first));
  return { ...whole, limits, conditions: whole.conditions.filter(shown), open };
}

/** @param {Chapter} chapter @returns {SettledWords[]} */
const settledIn = ({ document, settled }) =>
  settled.flatMap(({ section: id, text }) => {
    const section = document.sections.find((one) => one.id === id);
    if (!section || section.private === true) return [];
    const parts = new Set(section.questions.flatMap(({ gather }) => gather ?? []));
    return [{ section: id, text, parts: [...parts] }];
  });

/** @param {readonly Asked[]} asked @returns {Point[]} what both have said yes to, whatever holds it back */
const wantedByBoth = (asked) =>
  asked.flatMap(({ section, question, aligned }) =>
    (aligned.rows ?? []).filter(({ outcome }) => isAgreed(outcome)).map(({ item, direction, outcome, risk, experience }) => ({
      section, question: question.id, item, direction, who: /** @type {const} */ ('both'), outcome,
      ...(risk && { risk }), ...(experience.length > 0 && { experience }),
    })));

/** @param {readonly Asked[]} asked @returns {Act[]} what one has tied to a condition, and the other has no limit on */
const withOneCondition = (asked) =>
  asked.flatMap(({ aligned }) => (aligned.rows ?? []).filter(({ outcome }) => outcome.outcome === 'condition-alone'));

/** @param {Chapter} chapter @returns {Point[]} what both want in its mutual sections */
const matchedIn = (chapter) =>
  chapter.matched.flatMap(({ section: id, acts }) => {
    const questions = chapter.document.sections.find((one) => one.id === id)?.questions ?? [];
    return acts.flatMap((act) => {
      const question = questions.find(({ items }) => items?.some((item) => item.id === act.item));
      const item = question?.items?.find((each) => each.id === act.item);
      if (!question || !item) return [];
      const experience = item.experience === undefined ? []
        : experienceOf(chapter.document, item.experience, act.direction, answersIn(chapter));
      return [{
        ...act, section: id, question: question.id, who: /** @type {const} */ ('both'),
        ...(item.risk && { risk: item.risk }), ...(experience.length > 0 && { experience }),
      }];
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

/** @param {Standing} whole @param {number} at @param {Stands} stands @param {Act[]} acts that may be done, and that nothing holds back */
function gatherConditions(whole, at, stands, acts) {
  for (const { who, act, chapter, section, question, means, answer } of stands.words) {
    const tied = answer !== null && WILLING.includes(means) && (answer.if !== undefined || means === 'condition');
    if (!tied || chapter !== at || section === null || question === null || !isAmong(act, acts)) continue;
    const text = answer.if === undefined ? {} : { text: answer.if };
    whole.conditions.push({ section, question: question.id, ...act, who, level: answer.level, ...text });
  }
}

/** @param {Standing} whole @param {number} at @param {Stands} stands */
function gatherLimits(whole, at, stands) {
  for (const { who, act, chapter, section, question, means, answer } of stands.limits) {
    if (chapter !== at || question === null || answer === null) continue;
    const text = answer.if === undefined ? {} : { text: answer.if };
    whole.limits[who].push({ section: section ?? '', question: question.id, ...act, who, level: answer.level, means, ...text });
  }
}

/** @param {Standing} whole @param {number} at @param {readonly Asked[]} asked @param {Stands} stands */
function gatherOpenActs(whole, at, asked, stands) {
  const isFirst = (/** @type {string} */ question) => whole.open.some((point) => point.question === question && point.first);
  for (const { act, chapter, section, question, reason, who, outcome } of stands.talk) {
    if (chapter !== at || heldBack(stands, act) !== 'talk') continue;
    whole.open.push({ section, question, reason, first: isFirst(question), ...act, who: outcome ? outcome.who : who, outcome });
  }
  for (const { section, question: { id: question }, aligned } of asked) {
    for (const { item, direction, outcome } of aligned.rows ?? []) {
      const named = whole.open.some((point) => point.question === question && point.item === item && point.outcome === outcome);
      if (!ASK_FIRST.includes(outcome.outcome) || named || heldBack(stands, { item, direction }) !== null) continue;
      const isOfBoth = outcome.outcome === 'both-give' || outcome.outcome === 'both-receive';
      whole.open.push({ section, question, reason: 'talk', first: isFirst(question), item, direction: isOfBoth ? null : direction,
        who: outcome.who, outcome });
    }
  }
}

/** What is to be talked about, though nothing holds it back. */
const ASK_FIRST = ['both-risk', 'for-you-risk', 'both-give', 'both-receive'];

/** @param {OfEach} limits of every kind but items */
function ownWordsFirst(limits) {
  const rank = (/** @type {Point} */ { text }) => Number(text === undefined);
  for (const points of [limits.mine, limits.theirs]) points.sort((left, right) => rank(left) - rank(right));
}
