/**
 * Which answers still stand where chapters ask the same question (docs/question-sets.md, "Whose answer stands"): of each person the one of
 * the last chapter in which they gave one. Pure. Acts are weighed by precedence.js, and limits in words of one's own stand in every
 * chapter. The terminal has the same in overture_partner/model/newest_answers.py; tests/vectors/card.json holds for both.
 */

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {'mine' | 'theirs'} Who */
/** @typedef {{ section: string, question: Question, mine: Answers, theirs: Answers }} Given what both said to one question of a chapter */
/** @typedef {{ at: number, answer: any }} Last an answer, and the place of its chapter */

const SIDES = /** @type {const} */ (['mine', 'theirs']);

/**
 * Leaves out what its own person has replaced in a later chapter, and compares what is left where either answered last.
 * @template {Given} T
 * @param {readonly (readonly T[])[]} chapters in their order
 * @param {(at: number, question: string) => boolean} isTakenBack whether a notice of that chapter names the question
 * @returns {T[][]} the same questions with the answers that stand
 * Source: docs/question-sets.md, "Whose answer stands".
 */
export function newestAnswers(chapters, isTakenBack) {
  const last = { mine: lastOf(chapters, 'mine'), theirs: lastOf(chapters, 'theirs') };
  const placeOf = (/** @type {Question} */ question) => Math.max(...SIDES.map((who) => last[who].get(keyOf(question))?.at ?? -1));
  const asked = chapters.map((all) => new Map(all.map(({ question }) => [keyOf(question), question])));
  /** @param {Question} question @param {Last | undefined} given @returns {number} the place where it stands */
  const standsAt = (question, given) => {
    if (!given) return -1;
    const later = asked[placeOf(question)]?.get(keyOf(question));
    return later && isCompared(question) && fits(later, given.answer) && !isTakenBack(given.at, question.id)
      ? placeOf(question) : given.at;
  };
  return chapters.map((all, at) => all.map((one) => {
    if (!isReplaceable(one.question)) return one;
    const of = (/** @type {Who} */ who) => {
      const given = last[who].get(keyOf(one.question));
      return withAnswer(one[who], one.question.id, given && standsAt(one.question, given) === at ? given.answer : undefined, given?.at ?? at, at);
    };
    return { ...one, mine: of('mine'), theirs: of('theirs') };
  }));
}

/** @param {readonly (readonly Given[])[]} chapters @param {Who} who @returns {Map<string, Last>} by question */
const lastOf = (chapters, who) =>
  new Map(chapters.flatMap((all, at) => all.flatMap((one) => {
    const answer = one[who].answers[one.question.id];
    return answer === undefined || !isReplaceable(one.question) ? [] : [/** @type {const} */ ([keyOf(one.question), { at, answer }])];
  })));

/** @param {Question} question @returns {string} */
const keyOf = ({ id, kind }) => `${kind} ${id}`;

/** @param {Question} question @returns {boolean} */
const isReplaceable = ({ kind, gather, align }) =>
  kind !== 'items' && kind !== 'statement' && gather !== 'ask' && align !== 'limit' && !(gather === 'limits' && kind === 'text');

/** @param {Question} question @returns {boolean} whether what stands is worked out of both answers */
const isCompared = ({ kind, align }) => kind !== 'text' && align !== 'none';

/** @param {Question} question @param {any} answer given to one of the same id @returns {boolean} whether this one could have been answered so */
const fits = ({ options = [], scale }, answer) =>
  (scale ? answer >= scale.min && answer <= scale.max : [answer].flat().every((each) => options.some(({ id }) => id === each)));

/**
 * @param {Answers} given @param {string} id @param {any} answer undefined: none stands here
 * @param {number} last where this person answered last @param {number} at
 * @returns {Answers} marks that are older than the last answer go with what they were made beside
 */
function withAnswer(given, id, answer, last, at) {
  const { [id]: before, ...others } = given.answers;
  const without = (/** @type {string[]} */ marks) => (last > at ? marks.filter((each) => each !== id) : marks);
  if (before === answer && last <= at) return given;
  return {
    ...given, answers: answer === undefined ? others : { ...others, [id]: answer },
    talk: without(given.talk), first: without(given.first),
  };
}
