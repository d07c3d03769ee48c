/**
 * Whose word stands on an act, over all chapters, sections and rounds (docs/question-sets.md, "Whose word stands"). Pure.
 *
 * In one section the newest round counts. What was said last in two of them nobody can know for sure, so there the most
 * careful word stands until its own person says otherwise where they said it; a notice stands for good. Directions are told
 * from the reader's side. The terminal has the same in overture_partner/model/precedence.py; tests/vectors/standing.json holds for both.
 */

import { meaning, mirrored, rowsOf, sideOf } from './alignment.js';
import { itemKeys } from './answers.js';
import { WILLING, isUnsettled, whose } from './outcome.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./outcome.js').Outcome} Outcome */
/** @typedef {import('./outcome.js').Who} Who */
/** @typedef {import('./answers.js').ItemAnswer} ItemAnswer */
/** @typedef {import('./mutual-ids.js').Act} Act */
/** @typedef {{ mine: Answers, theirs: Answers }} Pair */
/** @typedef {{ withdraw?: readonly string[], limit?: Readonly<Record<string, string>> }} Notice keys are its sender's own */

/**
 * @typedef {object} Chapter what is known of one, from the reader's side
 * @property {QuestionSet} document
 * @property {{ section: string, rounds: readonly Pair[], newest: Pair | null }[]} sections those that open whole: every round
 *   that was opened and can be read here, oldest first; `newest` is the last of them, null where there is none
 * @property {{ section: string, acts: Act[] }[]} matched by mutual section, what both want
 * @property {{ mine: readonly Notice[], theirs: readonly Notice[] }} notices
 * @property {{ section: string, text: string }[]} settled what both have settled in their own words
 *
 * @typedef {object} Word what one person said of one act in one place, and what of it still stands
 * @property {Who} who
 * @property {Act} act
 * @property {number} chapter its place among the chapters
 * @property {string | null} section null in a notice
 * @property {Question | null} question null where a notice takes back without a limit
 * @property {string} means what the level means; or `blank`: asked, and never said; `unsaid`: a yes that was left blank since;
 *   `back`: taken back
 * @property {ItemAnswer | null} answer
 *
 * @typedef {object} ToTalk
 * @property {Act} act
 * @property {number} chapter
 * @property {string} section
 * @property {string} question
 * @property {'talk' | 'unsure' | 'again'} reason `unsure`: somebody was, and has left it blank since; `again`: there was a yes, and
 *   it was not said again
 * @property {Who | 'both' | null} who of whom that is true; null where the outcome says it
 * @property {Outcome | null} outcome why, where the newest answers themselves say so
 *
 * @typedef {object} Stands
 * @property {Word[]} words
 * @property {Word[]} limits of each person and act the firmest
 * @property {Act[]} back what a notice of either names
 * @property {ToTalk[]} talk
 */

/**
 * Weighs what a level means.
 * @param {string | undefined} means of a level
 * @returns {number} 2 for what shuts out, 1 for what steps back, 0 for all else
 */
export const hardness = (means) => (means === 'limit' ? 2 : means === 'not-now' || means === 'fantasy' ? 1 : 0);

/** Gathers what both have said of acts in all chapters. @param {readonly Chapter[]} chapters in their order @returns {Stands} */
export function standsIn(chapters) {
  const words = chapters.flatMap(({ document, sections, notices }, chapter) => [
    ...answered(document, sections, chapter),
    ...noticed(document, notices, chapter),
  ]);
  /** @type {Map<string, Word>} */
  const limits = new Map();
  for (const word of words) {
    const key = JSON.stringify([word.who, word.act]);
    if (hardness(word.means) > 0 && hardness(word.means) >= hardness(limits.get(key)?.means)) limits.set(key, word);
  }
  const back = words.filter(({ section }) => section === null).map(({ act }) => act);
  return { words, limits: [...limits.values()], back, talk: toTalk(words, unsettledIn(chapters)) };
}

/**
 * Tells whether two acts are the same.
 * @param {Act} one
 * @param {Act} other
 * @returns {boolean} the same act, in the same direction or where either has none
 */
export const meets = (one, other) =>
  one.item === other.item && (one.direction === other.direction || one.direction === null || other.direction === null);

/** Tells whether an act is in a list. @param {Act} act @param {readonly Act[]} acts @returns {boolean} */
export const isAmong = (act, acts) => acts.some((other) => meets(act, other));

/**
 * Finds what holds an act back.
 * @param {Stands} stands @param {Act} act
 * @returns {'limit' | 'back' | 'talk' | null} what keeps it from being shared ground, whatever was said for it
 */
export function heldBack({ limits, back, talk }, act) {
  if (limits.some((word) => meets(word.act, act))) return 'limit';
  if (isAmong(act, back)) return 'back';
  return talk.some((point) => meets(point.act, act)) ? 'talk' : null;
}

/** @param {QuestionSet} document @param {Chapter['sections']} sections @param {number} chapter @returns {Word[]} */
const answered = (document, sections, chapter) =>
  document.sections.filter(({ reveal }) => reveal === 'both').flatMap(({ id: section, questions }) => {
    const rounds = sections.find((each) => each.section === section)?.rounds ?? [];
    return questions.flatMap((question) => (question.items ?? []).flatMap(itemKeys).flatMap((key) =>
      /** @type {Who[]} */ (['mine', 'theirs']).flatMap((who) => {
        const history = rounds.map((round) => round[who].answers[question.id]?.[key] ?? null);
        const answer = history.filter((each) => each !== null).at(-1) ?? null;
        const means = history.length > 0 ? comesTo(document, question, answer, history.at(-1) === null) : null;
        return means === null ? [] : [{ who, act: actOfKey(key, who), chapter, section, question, means, answer }];
      })));
  });

/**
 * @param {QuestionSet} document @param {Question} question @param {ItemAnswer | null} answer the last one that was given
 * @param {boolean} isBlank by the newest round: that takes no limit away
 * @returns {string | null} null: it says nothing of what this person would do
 */
function comesTo(document, question, answer, isBlank) {
  if (answer === null) return asksForWishes(document, question) ? 'blank' : null;
  const means = meaning(document, question, answer);
  if (means === null || means === 'plain' || means === 'open' || (question.align === 'none' && hardness(means) === 0)) return null;
  return isBlank && WILLING.includes(means) ? 'unsaid' : means;
}

/** @param {QuestionSet} document @param {Question} question @returns {boolean} whether a yes could have been said there */
const asksForWishes = ({ scales }, { align, levels }) =>
  align === 'levels' && (scales[levels ?? ''] ?? []).some(({ means }) => means === 'yes' || means === 'curious');

/** @param {QuestionSet} document @param {Chapter['notices']} notices @param {number} chapter @returns {Word[]} */
const noticed = (document, notices, chapter) =>
  /** @type {Who[]} */ (['mine', 'theirs']).flatMap((who) => notices[who].flatMap(({ withdraw = [], limit = {} }) =>
    [...withdraw.map((key) => ({ key, level: '' })), ...Object.entries(limit).map(([key, level]) => ({ key, level }))]
      .flatMap(({ key, level }) => {
        const act = actOfKey(key, who);
        const asking = document.sections.flatMap(({ questions }) => questions)
          .filter(({ items = [] }) => items.some(({ id }) => id === act.item));
        if (asking.length === 0) return [];
        const means = (/** @type {Question} */ each) => meaning(document, each, { level }) ?? undefined;
        const question = asking.find((each) => hardness(means(each)) > 0) ?? null;
        const answer = question && { level };
        return [{ who, act, chapter, section: null, question, means: (question && means(question)) ?? 'back', answer }];
      })));

/** @param {string} key of an answer of theirs or one's own @param {Who} who @returns {Act} from the reader's side */
function actOfKey(key, who) {
  const seen = who === 'mine' ? key : mirrored(key);
  return { item: /** @type {string} */ (seen.split('/')[0]), direction: sideOf(seen) };
}

/**
 * @param {readonly Chapter[]} chapters
 * @returns {ToTalk[]} by the newest round of each section, what two answers together leave to be talked about
 */
const unsettledIn = (chapters) =>
  chapters.flatMap(({ document, sections }, chapter) =>
    document.sections.filter(({ reveal }) => reveal === 'both').flatMap(({ id: section, questions }) => {
      const { mine, theirs } = sections.find((each) => each.section === section)?.rounds.at(-1) ?? {};
      return questions.flatMap((question) =>
        rowsOf(question, document, mine?.answers[question.id], theirs?.answers[question.id])
          .filter(({ outcome }) => isUnsettled(outcome))
          .map(({ item, direction, outcome }) =>
            ({ act: { item, direction }, chapter, section, question: question.id, reason: /** @type {const} */ ('talk'), who: null, outcome })));
    }));

/**
 * @param {readonly Word[]} words
 * @param {readonly ToTalk[]} unsettled
 * @returns {ToTalk[]} of each act once, where it was asked last
 */
function toTalk(words, unsettled) {
  /** @type {Map<string, Word[]>} */
  const byPerson = new Map();
  for (const word of words) {
    const key = JSON.stringify([word.who, word.act.item]);
    byPerson.set(key, [...(byPerson.get(key) ?? []), word]);
  }
  const found = new Map(unsettled.map((point) => [JSON.stringify(point.act), point]));
  for (const { who, act, chapter, section, question, means } of words) {
    const own = byPerson.get(JSON.stringify([who, act.item])) ?? [];
    const open = means === 'unsure' || means === 'unsaid' || (means === 'blank' && isLeftBlank(own, act, chapter));
    if (!open || section === null || question === null) continue;
    const key = JSON.stringify(act);
    const known = found.get(key);
    if (known?.outcome && known.chapter >= chapter) continue;
    const given = means === 'unsure' ? 'unsure' : 'again';
    const reason = known?.outcome ? 'talk' : known?.reason === 'unsure' ? 'unsure' : given;
    const place = known && known.reason !== 'again' && known.chapter >= chapter ? known : { chapter, section, question: question.id };
    found.set(key, { ...place, act, reason, who: ofWhom(known, reason, given === reason ? who : null), outcome: known?.outcome ?? null });
  }
  return [...found.values()];
}

/**
 * @param {ToTalk | undefined} known @param {ToTalk['reason']} reason @param {Who | null} who gives it now
 * @returns {ToTalk['who']} all of whom it is true
 */
function ofWhom(known, reason, who) {
  const before = known?.reason === reason ? known.who : null;
  return whose(before === 'mine' || before === 'both' || who === 'mine', before === 'theirs' || before === 'both' || who === 'theirs');
}

/** @param {Word[]} own of one person @param {Act} act @param {number} chapter that asks it, and has no answer @returns {boolean} */
function isLeftBlank(own, act, chapter) {
  const said = own.filter((word) => word.means !== 'blank' && word.section !== null && meets(word.act, act));
  return said.some(({ means }) => WILLING.includes(means)) && said.every((word) => word.chapter < chapter);
}
