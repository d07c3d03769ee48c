/**
 * A look back over one's own answers before they are sealed, those of a list grouped by what was answered, each with a way
 * back to it.
 */

import { pick, t } from '../i18n.js';
import { button, h, kept, worded } from '../ui/dom.js';
import { keysOf } from './answer-keys.js';
import { answerIn, groupsOf, hasMark, tooLong } from './draft.js';
import { answerBlock, itemName, levelWords, levelsOf, sinceMark, sinceTag } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('./draft.js').Item} Item */
/** @typedef {Record<string, import('./draft.js').ItemAnswer>} Given */
/** @typedef {(item: Item) => HTMLElement | null} Marked */

/**
 * Draws the answers before they are sealed.
 * @param {{ document: Document, section: import('../model/types.js').Section, answers: Answers,
 *   change: ((question: Question, item?: Item) => void) | null,
 *   since?: (question: Question, item?: Item) => import('../storage/last-time.js').Since | null }} looked
 *   `answers` as they would be sealed; `change` leads to a question, and in a list to one of its items; `since`: beside what one
 *   said the last time
 * @returns {HTMLElement}
 */
export function lookBack({ document, section, answers, change, since = () => null }) {
  const asked = section.questions.filter((question) => question.kind !== 'statement');
  /** @param {Question} question @param {import('../model/types.js').Text} words @param {Item} [item] */
  const changeOf = (question, words, item) => change &&
    button(t('review.change'), () => change(question, item), {
      class: 'button button-quiet button-small', 'aria-label': t('review.change-of', { question: pick(words) }),
    });
  return h('dl', { class: 'look-back' }, asked.map((question) => {
    const answer = answerIn(answers, question.id);
    const skipped = hasMark(answers, 'skip', question.id);
    const listed = question.kind === 'items' && answer !== undefined && !skipped;
    return h('div', { class: 'looked' },
      worded('dt', {}, question.prompt),
      h('dd', { class: 'stack' },
        sinceTag(since(question)),
        marksOf(answers, question),
        tooLong(question, answer) ? h('p', { class: 'banner' }, t('review.too-long')) : null,
        ...(listed
          ? groupsOf(question.items ?? []).map(({ group, items }) =>
            h('div', { class: 'looked-group' },
              h('div', {},
                group && worded('p', { class: 'eyebrow' }, group),
                byAnswer(document, question, items, /** @type {Given} */ (answer), (item) => sinceMark(since(question, item)))),
              changeOf(question, group ?? question.prompt, items[0])))
          : [h('div', { class: 'looked-group' }, answerBlock(document, question, answer, skipped),
            changeOf(question, question.prompt))])));
  }));
}

/**
 * @param {Document} document @param {Question} question @param {Item[]} items @param {Given} given @param {Marked} marked
 * @returns {HTMLElement} a line an answer, in the order of its scale; one with a condition has a line of its own; blanks last
 */
function byAnswer(document, question, items, given, marked) {
  const said = items.flatMap((item) => {
    const sides = keysOf(item).map(({ key, side }) => {
      const one = given[key];
      return { item, side: /** @type {'both' | typeof side} */ (side), level: one?.level, words: one && levelWords(document, question, one) };
    });
    const [one, other] = sides;
    return one && other && one.words === other.words ? [{ ...one, side: one.words === undefined ? null : /** @type {const} */ ('both') }] : sides;
  });
  const order = levelsOf(document, question).map(({ id }) => id);
  const place = (/** @type {string | undefined} */ level) => (level === undefined ? order.length : order.indexOf(level));
  /** @type {Map<string, typeof said>} */
  const lines = new Map();
  for (const one of said.sort((left, right) => place(left.level) - place(right.level))) {
    const words = one.words ?? t('answer.blank');
    lines.set(words, [...(lines.get(words) ?? []), one]);
  }
  return h('ul', { class: 'plain-list' }, [...lines].map(([words, all]) =>
    h('li', {}, h('strong', { dir: 'auto' }, `${words}:`), ' ', all.flatMap(({ item, side }, index) =>
      kept([index > 0 ? ', ' : '', itemName(item, side), marked(item) && ' ', marked(item)])))));
}

/** @param {Answers} answers @param {Question} question @returns {HTMLElement | null} */
function marksOf(answers, question) {
  const marks = /** @type {const} */ (['talk', 'first']).filter((mark) => hasMark(answers, mark, question.id));
  if (marks.length === 0) return null;
  return h('p', { class: 'row' }, marks.map((mark) => h('span', { class: 'tag tag-talk' }, t(`mark.${mark}`))));
}
