/**
 * Which words for stopping and for slowing down stand, and which differ between the two (docs/question-sets.md, "Words that differ"): the one place
 * that decides it for the card, for where the two stand, for what opened and before a scene. Pure. The terminal has the same in
 * overture_partner/model/stop_words.py; tests/vectors/card.json holds for both.
 */

import { isSame, said } from './standing-answers.js';

/** @typedef {import('./standing.js').Asked} Asked */
/** @typedef {{ asked: readonly Asked[], settled: boolean }} Chapter one chapter; `settled`: both have settled in their own words how to stop */
/**
 * @typedef {{ kind: 'crossed' | 'alike' | 'stop' | 'slow', mine: string, theirs: string }} Clash `stop`, `slow`: the words for it differ;
 *   `crossed`: the word stops one and only slows the other; `alike`: somebody has one word for both. A text is empty where there is none
 */
/** @typedef {{ one: Asked, at: number, text: string }} Word what somebody said last, and its place among all chapters */

/** What is more dangerous comes first. @type {readonly Clash['kind'][]} */
export const CLASHES = ['crossed', 'alike', 'stop', 'slow'];
/** The question that asks for the words to stop and to pause in one. Its answer replaces both. */
const ALL_IN_ONE = 'signals-now';
/** The questions that ask for the word that stops everything. */
export const STOP_QUESTIONS = ['stop-word', 'daily-stop', ALL_IN_ONE];
/** The questions that ask for the word that slows down. */
const SLOW_QUESTIONS = ['slow-word', ALL_IN_ONE];
/** The questions at which words can differ. */
export const WORD_QUESTIONS = [...STOP_QUESTIONS, ...SLOW_QUESTIONS];

/**
 * Finds the words that differ. Of each person the newest word counts, whichever question and chapter asked for it.
 * @param {readonly Chapter[]} chapters in their order
 * @returns {Map<Asked, Clash>} each at the question that was answered last of the two
 * Source: docs/question-sets.md, "Words that differ".
 */
export function stopWordClashes(chapters) {
  const stop = newest(chapters, STOP_QUESTIONS);
  const slow = newest(chapters, SLOW_QUESTIONS, ALL_IN_ONE);
  const settled = chapters.map((chapter) => chapter.settled).lastIndexOf(true);
  /** @type {Map<Asked, Clash>} */
  const found = new Map();
  const add = (/** @type {Clash['kind']} */ kind, /** @type {Word | null} */ one, /** @type {Word | null} */ other, shown = { mine: one, theirs: other }) => {
    if (!one || !other || isSame(one, other) !== (kind === 'crossed' || kind === 'alike')) return;
    const last = one.at > other.at ? one : other;
    if (chapterOf(chapters, last) > settled) found.set(last.one, { kind, mine: shown.mine?.text ?? '', theirs: shown.theirs?.text ?? '' });
  };
  add('stop', stop.mine, stop.theirs);
  add('slow', slow.mine, slow.theirs);
  add('alike', stop.mine, slow.mine, slow);
  add('alike', stop.theirs, slow.theirs, slow);
  add('crossed', stop.mine, slow.theirs);
  add('crossed', slow.mine, stop.theirs);
  return found;
}

/**
 * @param {readonly Chapter[]} chapters @param {string[]} ids of questions @param {string} [without] one that is compared elsewhere
 * @returns {{ mine: Word | null, theirs: Word | null }}
 */
function newest(chapters, ids, without) {
  const all = chapters.flatMap(({ asked }) => asked)
    .map((one, at) => ({ one, at })).filter(({ one }) => isAskedFor(one, ids));
  const of = (/** @type {'mine' | 'theirs'} */ who) => {
    const words = all.flatMap(({ one, at }) => {
      const text = said(one.question, one[who])?.text;
      return text === undefined ? [] : [{ one, at, text }];
    });
    const last = words.at(-1) ?? null;
    return last?.one.question.id === without ? null : last;
  };
  return { mine: of('mine'), theirs: of('theirs') };
}

/**
 * Tells whether a word was replaced by a later one of the same person, whichever question asked for that.
 * @param {readonly Chapter[]} chapters in their order
 * @param {number} at of the word's chapter
 * @param {{ question: string, who: 'mine' | 'theirs' | 'both' }} word
 * @returns {boolean}
 */
export function isReplaced(chapters, at, { question, who }) {
  const ids = [STOP_QUESTIONS, SLOW_QUESTIONS].find((each) => each.includes(question));
  if (!ids || who === 'both') return false;
  return chapters.slice(at + 1).some(({ asked }) => asked.some((one) => isAskedFor(one, ids) && said(one.question, one[who]) !== null));
}

/** @param {Asked} asked @param {string[]} ids @returns {boolean} */
const isAskedFor = ({ question: { id, kind } }, ids) => kind === 'text' && ids.includes(id);

/** @param {readonly Chapter[]} chapters @param {Word} word @returns {number} the place of its chapter */
const chapterOf = (chapters, { one }) => chapters.findIndex(({ asked }) => asked.includes(one));
