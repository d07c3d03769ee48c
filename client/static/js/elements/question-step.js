/**
 * One question as it is asked: the prompt, what helps to answer it, the input, and the three marks that are answers too.
 */

import { pick, t } from '../i18n.js';
import { button, fill, freshId, h, worded, wordedParagraphs } from '../ui/dom.js';
import { answerIn, hasMark, withAnswer, withMark } from './draft.js';
import { field } from './fields.js';
import { itemsField } from './field-items.js';
import { sinceTag } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('./draft.js').Part} Part */
/** @typedef {import('./draft.js').Mark} Mark */
/** @typedef {import('./draft.js').Item} Item */

/**
 * Draws one question, or a part of its list.
 * @param {{ document: Document, part: Part, draft: () => Answers, heading: 'h2' | 'h3', marks: Mark[], area?: boolean,
 *   notify: (draft: Answers) => void, since?: (draft: Answers, item?: Item) => import('../storage/last-time.js').Since | null }} asked `draft` reads
 *   the draft as it is now, which the questions of a step share, and `notify` gets every change; `marks` are those that are
 *   offered; `area`: of a mutual section; `since`: beside what one said the last time
 * @returns {HTMLElement}
 */
export function askedPart({ document, part, draft, heading, marks, area = false, notify, since = () => null }) {
  const { question, goesOn } = part;
  const title = freshId('question');
  const help = freshId('help');
  const change = (/** @type {Answers} */ next) => {
    notify(next);
    showSince();
  };
  const last = h('div', { class: 'since' });
  const showSince = () => {
    const said = since(draft());
    if (said !== last.dataset['shown']) fill(last, sinceTag(said));
    last.dataset['shown'] = said ?? '';
    last.hidden = said === null || question.kind === 'statement';
  };
  const input = h('div', { class: 'stack question-input' }, answerInput());
  const skipped = h('p', { class: 'hint' }, t(area ? 'question.skipped-area' : 'question.skipped'));
  const showSkipped = () => {
    const skip = hasMark(draft(), 'skip', question.id);
    input.hidden = skip;
    skipped.hidden = !skip;
  };

  /** @returns {HTMLElement | null} */
  function answerInput() {
    const answer = answerIn(draft(), question.id);
    if (question.kind === 'statement') return null;
    if (question.kind === 'items') {
      return itemsField({
        document, question, groups: part.groups,
        answer: typeof answer === 'object' && !Array.isArray(answer) ? answer : {},
        notify: (items) => change(withAnswer(draft(), question.id, items)),
        since: (item) => since(draft(), item),
      });
    }
    return field({
      question, answer, labelledBy: title, describedBy: question.help && !goesOn ? help : '',
      notify: (given) => change(withAnswer(draft(), question.id, given)),
    });
  }

  showSkipped();
  showSince();
  return h('div', { class: goesOn ? 'stack question goes-on' : 'stack question', 'data-question': question.id },
    worded(heading, { id: title, tabindex: '-1', class: 'question-prompt' }, question.prompt),
    last,
    question.help && !goesOn ? h('div', { id: help, class: 'hint' }, wordedParagraphs(question.help)) : null,
    input,
    skipped,
    h('div', { class: 'question-foot' },
      marks.length > 0 && question.kind !== 'statement'
        ? markButtons(question, title, marks, area, draft, (next) => { change(next); showSkipped(); })
        : null,
      goesOn ? readBefore(document, question) : explanations(document, question)));
}

/** @param {Document} document @param {Question} question @returns {HTMLElement[]} what can be looked up: why it is asked, its terms */
function explanations(document, question) {
  const terms = termsOf(document, question);
  const [only, second] = terms;
  return [
    question.why ? aside(t('question.why'), ...wordedParagraphs(question.why)) : null,
    only && (second
      ? aside(t('question.terms'), glossed(terms))
      : aside(t('question.term', { term: pick(only.term) }), ...wordedParagraphs(only.text))),
  ].flatMap((each) => each ?? []);
}

/** @param {Document} document @param {Question} question @returns {HTMLElement[]} all that the step before has said, in one place */
function readBefore(document, question) {
  const terms = termsOf(document, question);
  const said = [question.help, question.why].flatMap((text) => (text ? wordedParagraphs(text) : []));
  return said.length + terms.length > 0 ? [aside(t('question.help'), ...said, glossed(terms))] : [];
}

/** @param {Document} document @param {Question} question */
const termsOf = (document, question) =>
  (question.terms ?? []).flatMap((id) => document.glossary.filter((entry) => entry.id === id));

/** @param {Document['glossary']} terms @returns {HTMLElement} */
const glossed = (terms) =>
  h('dl', { class: 'terms' }, terms.map((entry) => h('div', {}, worded('dt', {}, entry.term), worded('dd', {}, entry.text))));

/** @param {string} summary @param {...HTMLElement} content @returns {HTMLElement} */
const aside = (summary, ...content) => h('details', { class: 'aside' }, h('summary', {}, summary), content);

/**
 * @param {Question} question @param {string} title id of its prompt: several questions of a step have the same buttons
 * @param {Mark[]} marks @param {boolean} area @param {() => Answers} now @param {(next: Answers) => void} change
 * @returns {HTMLElement}
 */
function markButtons(question, title, marks, area, now, change) {
  const buttons = marks.map((mark) => {
    const toggle = button(t(area ? `mark.${mark}-area` : `mark.${mark}`), () => {
      const on = !hasMark(now(), mark, question.id);
      toggle.setAttribute('aria-pressed', String(on));
      change(withMark(now(), mark, question.id, on));
    }, { class: 'button button-quiet button-small mark', 'data-key': `mark ${question.id} ${mark}`,
      'aria-pressed': String(hasMark(now(), mark, question.id)) });
    return toggle;
  });
  return h('div', { class: 'marks', role: 'group', 'aria-label': t('mark.group'), 'aria-describedby': title }, buttons);
}
