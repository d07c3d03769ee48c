/** What both see once it is open, and what is in no saved file, on no paper and on no card (docs/question-sets.md, "Sections"). Pure. */

/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./types.js').Section} Section */

/**
 * Tells whether a question stays out of whatever is kept.
 * @param {Section} section
 * @param {Question} question one of its questions
 * @returns {boolean}
 */
export const isPrivate = (section, question) => section.private === true || question.private === true;

/** Lists the questions that are private. @param {QuestionSet} document @returns {Set<string>} ids, which are unique in a set */
export const privateQuestions = ({ sections }) =>
  new Set(sections.flatMap((section) => section.questions.filter((question) => isPrivate(section, question)).map(({ id }) => id)));
