/**
 * What the scene card says (docs/question-sets.md, "The scene card"): out of where the two stand in every chapter, what has to be
 * at hand in a scene. Pure. The terminal has the same in overture_partner/model/card.py; tests/vectors/card.json holds for both.
 */

import { hardness } from './precedence.js';
import { isSame } from './standing-answers.js';
import { CLASHES, STOP_QUESTIONS } from './stop-words.js';

/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./alignment.js').Direction} Direction */
/** @typedef {import('./standing.js').OpenPoint} OpenPoint */
/** @typedef {import('./standing.js').Point} Point */
/** @typedef {import('./standing.js').OfEach} OfEach */
/** @typedef {import('./standing.js').SettledWords} SettledWords */
/** @typedef {import('./standing.js').Standing} Standing */
/** @typedef {{ document: QuestionSet, whole: Standing }} Chapter one chapter */
/** @typedef {'mine' | 'theirs' | 'both'} Speaker */
/** @typedef {{ at: number, who: Speaker, point: Point }} Said `at`: the place of the chapter among all */
/** @typedef {{ question: string, said: Said[] }} Entry what was said to one question; the same from both is there once */
/** @typedef {{ at: number, question: string, item: string, direction: Direction }} Struck an act; without a direction: in every one */

/**
 * @typedef {object} Card
 * @property {(SettledWords & { at: number }) | null} settled what both have settled last of how to stop: it comes first
 * @property {Said[]} stop the newest stop word of each, or one of both
 * @property {Said[]} slow
 * @property {Said[]} silent signals without words
 * @property {{ at: number, point: OpenPoint } | null} clash the words for stopping that differ; of several what is more dangerous
 * @property {boolean} plain whether “no” and “stop” count: false only where both have said that nothing but their word and
 *   signal does
 * @property {Entry[]} extent how far it may go
 * @property {Entry[]} stopping what else was said of stopping
 * @property {Struck[]} never
 * @property {Struck[]} notNow
 * @property {Struck[]} back what was taken back
 * @property {Entry[]} limits in words, and of what is no act
 * @property {{ at: number, who: Speaker, point: Point }[]} conditions of acts
 * @property {Entry[]} body
 * @property {{ at: number, point: Point }[]} risks of what both agreed to, each item once
 * @property {Entry[]} aftercare
 * @property {Entry[]} help what each would have a medic know
 */

const SLOW = ['slow-word'];
const SILENT = ['silent-signal'];
const PLAIN = 'plain-words';
const ONLY_OUR_WORD = 'only-stop-word';
const EXTENT = ['sexual', 'plan-strength'];
/** Questions about the time before a scene or the days after it, which the card leaves out. */
const NOT_AT_HAND = [
  'safety-kit', 'too-much', 'pause-means', 'pause-ends', 'daily-pause', 'other-partners', 'affection', 'who-may-know',
  'barriers', 'can-give-after', 'drop-signs', 'reassures', 'wears-out', 'care-enough', 'end-care', 'drop-so-far',
  'adult-sure', 'identity', 'when-fine', 'who-else-sees', 'picture-after', 'off-times', 'new-rule', 'missed-rule', 'hard-day',
  'money', 'around-others', 'devices', 'when-changed', 'end-things', 'rules-end', 'off-enough',
];

/**
 * Works out the content of the scene card.
 * @param {readonly Chapter[]} chapters in their order
 * @returns {Card}
 * Source: docs/question-sets.md, "The scene card".
 */
export function cardOf(chapters) {
  const signals = newest(chapters, ({ stopSignals }) => listed(stopSignals));
  const [stop, slow, silent] = [STOP_QUESTIONS, SLOW, SILENT].map((ids) => together(signals.filter(({ point }) => ids.includes(point.question))));
  const spokenFor = [...STOP_QUESTIONS, ...SLOW, ...SILENT, PLAIN];
  const plain = signals.filter(({ point }) => point.question === PLAIN);
  return {
    settled: settledLast(chapters),
    stop: stop ?? [], slow: slow ?? [], silent: silent ?? [],
    clash: clashIn(chapters),
    plain: !(isOfBoth(stop) && isOfBoth(plain) && (silent ?? []).length > 0 && plain.every(onlyOurWord)),
    extent: entries([...newest(chapters, ({ final, shared }) => [...final, ...shared]), ...newest(chapters, ({ plan }) => listed(plan))]
      .filter(({ point }) => EXTENT.includes(point.question))),
    stopping: entries(signals.filter(({ point }) => !spokenFor.includes(point.question))),
    ...struckIn(chapters),
    back: chapters.flatMap(({ whole }, at) => whole.back.flatMap(({ question, item, direction = null }) =>
      (item === undefined ? [] : [{ at, question, item, direction }]))),
    limits: entries(everything(chapters, ({ limits }) => listed(limits))),
    conditions: everyPoint(chapters, ({ conditions }) => conditions).filter(({ point }) => point.item !== undefined),
    body: entries(newest(chapters, ({ conditions }) => conditions)),
    risks: risksIn(chapters),
    aftercare: entries(newest(chapters, ({ aftercare }) => listed(aftercare))),
    help: entries(newest(chapters, ({ help }) => listed(help))),
  };
}

/** @param {OfEach} each @returns {Point[]} */
const listed = ({ both, mine, theirs }) => [...both, ...mine, ...theirs];

/** @param {readonly Chapter[]} chapters @param {(whole: Standing) => readonly Point[]} of @returns {Said[]} */
const everyPoint = (chapters, of) =>
  chapters.flatMap(({ whole }, at) => of(whole).map((point) => ({ at, who: point.final ? 'both' : point.who, point })));

/** @param {readonly Chapter[]} chapters @param {(whole: Standing) => readonly Point[]} of @returns {Said[]} what is no act */
const everything = (chapters, of) => everyPoint(chapters, of).filter(({ point }) => point.item === undefined);

/**
 * @param {readonly Chapter[]} chapters @param {(whole: Standing) => readonly Point[]} of
 * @returns {Said[]} of each person and question the newest; a later word of both replaces both
 */
const newest = (chapters, of) => {
  const all = everything(chapters, of).filter(({ point }) => !NOT_AT_HAND.includes(point.question));
  return all.filter((said) => !all.some((later) =>
    later.at > said.at && later.point.question === said.point.question && isBy(later, said)));
};

/** @param {Said} later @param {Said} said @returns {boolean} a final answer goes with a word of its own person alone */
const isBy = (later, said) =>
  (later.who === said.who || later.who === 'both')
  && !(said.point.final && later.point.final && later.point.who !== 'both' && later.point.who !== said.point.who);

/** @param {Said[] | undefined} said @returns {boolean} */
const isOfBoth = (said) => said !== undefined && said.length > 0 && said.every(({ who }) => who === 'both');

/** @param {Said} said @returns {boolean} */
const onlyOurWord = ({ point }) => point.until !== true && (point.options ?? []).join() === ONLY_OUR_WORD;

/** @param {Said[]} said to one question @returns {Said[]} what both say in the same words once, as of both */
function together(said) {
  const [mine, theirs] = ['mine', 'theirs'].map((who) => said.filter((each) => each.who === who));
  const [one] = mine ?? [];
  const [other] = theirs ?? [];
  if (!one || !other || mine?.length !== 1 || theirs?.length !== 1 || !isSame(one.point, other.point)) return said;
  return [...said.filter(({ who }) => who === 'both'), { ...one, who: 'both' }];
}

/** @param {readonly Chapter[]} chapters @returns {Card['settled']} */
const settledLast = (chapters) =>
  chapters.flatMap(({ whole }, at) => whole.settledWords.map((words) => ({ ...words, at })))
    .filter(({ parts }) => parts.includes('stop-signals')).at(-1) ?? null;

/** @param {readonly Chapter[]} chapters @returns {Card['clash']} */
function clashIn(chapters) {
  const all = chapters.flatMap(({ whole }, at) => whole.open.filter(({ clash }) => clash !== undefined).map((point) => ({ at, point })));
  const worst = CLASHES.find((kind) => all.some(({ point }) => point.clash?.kind === kind));
  return all.find(({ point }) => point.clash?.kind === worst) ?? null;
}

/** @param {Said[]} said @returns {Entry[]} in the order in which it was asked */
function entries(said) {
  const questions = [...new Set(said.map(({ point }) => point.question))];
  return questions.map((question) => ({ question, said: together(said.filter(({ point }) => point.question === question)) }));
}

/** @param {readonly Chapter[]} chapters @returns {{ never: Struck[], notNow: Struck[] }} whose limit it is makes no difference */
function struckIn(chapters) {
  /** @type {Map<string, { at: number, question: string, item: string, give: number, receive: number }>} */
  const found = new Map();
  for (const { at, point: { question, item, direction, means } } of everyPoint(chapters, ({ limits }) => listed(limits))) {
    if (item === undefined) continue;
    const hard = hardness(means);
    const { give = 0, receive = 0 } = found.get(item) ?? {};
    found.set(item, {
      at, question, item,
      give: direction === 'receive' ? give : Math.max(give, hard), receive: direction === 'give' ? receive : Math.max(receive, hard),
    });
  }
  /** @param {number} hard @returns {Struck[]} */
  const as = (hard) => [...found.values()].filter(({ give, receive }) => give === hard || receive === hard)
    .map(({ at, question, item, give, receive }) =>
      ({ at, question, item, direction: give === receive ? null : give === hard ? 'give' : 'receive' }));
  return { never: as(2), notNow: as(1) };
}

/** @param {readonly Chapter[]} chapters @returns {Card['risks']} */
function risksIn(chapters) {
  const agreed = everyPoint(chapters, ({ shared, curious }) => [...shared, ...curious]).filter(({ point }) => point.risk !== undefined);
  return [...new Map(agreed.map(({ at, point }) => [point.item, { at, point }])).values()];
}
