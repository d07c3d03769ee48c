/**
 * A look back over one's own answers before they are sealed, each with a way back to it.
 */

import { pick, t } from '../i18n.js';
import { button, h, worded } from '../ui/dom.js';
import { sinceMark, sinceTag } from './since-tag.js';
import { answerIn, hasMark, tooLong } from './draft.js';
import { answerBlock } from './words.js';

/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('./draft.js').Item} Item */

/**
 * Draws the answers before they are sealed.
 * @param {{ document: import('../model/types.js').QuestionSet, section: import('../model/types.js').Section, answers: Answers,
 *   change: ((question: Question) => void) | null, since?: (question: Question, item?: Item) => import('../storage/last-time.js').Since | null }} looked
 *   `answers` as they would be sealed; `since`: beside what one said the last time
 * @returns {HTMLElement}
 */
export function lookBack({ document, section, answers, change, since = () => null }) {
  const asked = section.questions.filter((question) => question.kind !== 'statement');
  return h('dl', { class: 'look-back' }, asked.map((question) =>
    h('div', { class: 'looked' },
      worded('dt', {}, question.prompt),
      h('dd', { class: 'stack' },
        sinceTag(since(question)),
        answerBlock(document, question, answerIn(answers, question.id), hasMark(answers, 'skip', question.id),
          (item) => sinceMark(since(question, item))),
        marksOf(answers, question),
        tooLong(question, answerIn(answers, question.id)) ? h('p', { class: 'banner' }, t('review.too-long')) : null,
        change
          ? button(t('review.change'), () => change(question), {
            class: 'button button-quiet', 'aria-label': t('review.change-of', { question: pick(question.prompt) }),
          })
          : null))));
}

/** @param {Answers} answers @param {Question} question @returns {HTMLElement | null} */
function marksOf(answers, question) {
  const marks = /** @type {const} */ (['talk', 'first']).filter((mark) => hasMark(answers, mark, question.id));
  if (marks.length === 0) return null;
  return h('p', { class: 'row' }, marks.map((mark) => h('span', { class: 'tag tag-talk' }, t(`mark.${mark}`))));
}
