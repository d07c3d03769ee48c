/** Answers as a person seals them, and files in which they are kept. */

/** @typedef {import('../../../client/static/js/model/types.js').Answers} Answers */
/** @typedef {{ skip?: string[], talk?: string[], first?: string[] }} Marks ids of questions */

/**
 * Sealed answers.
 *
 * @param {{ [question: string]: unknown }} [answers]
 * @param {Marks} [marks]
 * @returns {Answers}
 */
export const said = (answers = {}, marks = {}) => ({ v: 1, answers, skip: [], talk: [], first: [], ...marks });

/**
 * A kept file with this content, good or bad.
 *
 * @param {unknown[]} chapters
 * @param {{ [field: string]: unknown }} [fields] of the block itself
 * @returns {string} HTML
 */
export function kept(chapters, fields = {}) {
  const block = JSON.stringify({ format: 1, chapters, ...fields }).replaceAll('<', '\\u003c');
  return `<!doctype html><title>Notes</title><script type="application/json" id="data">${block}</script>`;
}

/**
 * One chapter of a file, of the set with every kind of question.
 *
 * @param {{ [field: string]: unknown }} [fields]
 */
export const keptChapter = (fields = {}) =>
  ({ qhash: 'Q', set: 'every-kind', version: '1.0', sections: [], notices: { 1: [], 2: [] }, ...fields });

/**
 * One section of a chapter that opened whole.
 *
 * @param {string} id @param {unknown} one what person 1 said @param {unknown} [two]
 */
export const keptSection = (id, one, two = null) => ({ id, round: 1, answers: { 1: one, 2: two } });
