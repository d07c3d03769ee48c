/**
 * What stands until two people have talked, where their answers differ (docs/question-sets.md, "What counts until you
 * have talked"). Pure.
 *
 * The terminal has the same in overture_partner/model/until.py, and tests/vectors/outcomes.json holds for both.
 */

/** @typedef {import('./types.js').Question} Question */
/** @typedef {{ options: string[] } | { value: number }} Until ids of options, or a step on the scale */

/**
 * Finds what stands for now. A blank, or an option that means “let us talk”, is never a yes: beside it only the narrowest of all
 * stands. What each wants right after a stop is never joined: it matters who is to be held and who is not to be touched.
 * @param {Question} question
 * @param {any} mine validated answers; undefined when blank
 * @param {any} theirs
 * @returns {Until | null} null: the two do not differ, or the set does not say what counts
 */
export function untilTalked(question, mine, theirs) {
  if (question.gather === 'at-a-stop') return null;
  switch (question.counts) {
    case 'first':
      return narrower(question, mine, theirs);
    case 'union':
      return everything(question, mine, theirs);
    case 'low':
      return lower(question, mine, theirs);
    default:
      return null;
  }
}

/** @param {Question} question @returns {string[]} without those that mean “let us talk”, narrow to wide */
const inOrder = (question) => (question.options ?? []).filter(({ talk }) => talk !== true).map(({ id }) => id);

/** @param {string[]} order @param {any} answer @returns {string[]} of them, what was chosen */
const chosenOf = (order, answer) => order.filter((id) => [answer].flat().includes(id));

/** @param {Question} question @param {any} mine @param {any} theirs @returns {Until | null} */
function narrower(question, mine, theirs) {
  const order = inOrder(question);
  const [left, right] = [chosenOf(order, mine), chosenOf(order, theirs)];
  const narrowest = order.find((id) => left.includes(id) || right.includes(id));
  if (narrowest === undefined || isSame(left, right)) return null;
  const answered = left.length > 0 && right.length > 0;
  return answered || narrowest === order[0] ? { options: [narrowest] } : null;
}

/** @param {Question} question @param {any} mine @param {any} theirs @returns {Until | null} */
function everything(question, mine, theirs) {
  const order = inOrder(question);
  const [left, right] = [chosenOf(order, mine), chosenOf(order, theirs)];
  if (isSame(left, right)) return null;
  const all = order.filter((id) => left.includes(id) || right.includes(id));
  const alone = (question.options ?? []).filter((option) => option.alone === true).map(({ id }) => id);
  const named = all.filter((id) => !alone.includes(id));
  return { options: named.length > 0 ? named : all };
}

/** @param {Question} question @param {number | undefined} mine @param {number | undefined} theirs @returns {Until | null} */
function lower(question, mine, theirs) {
  if (mine === theirs) return null;
  if (mine !== undefined && theirs !== undefined) return { value: Math.min(mine, theirs) };
  const only = /** @type {number} */ (mine ?? theirs);
  return only === question.scale?.min ? { value: only } : null;
}

/** @param {string[]} left @param {string[]} right both in the order of the question */
const isSame = (left, right) => left.join() === right.join();
