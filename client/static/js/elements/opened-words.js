/**
 * One question of an opened section: what both of you said, side by side, and what it means in words.
 */

import { oncePerAct } from '../model/alignment.js';
import { areDifferentWords } from '../model/standing-answers.js';
import { t } from '../i18n.js';
import { h, kept, worded } from '../ui/dom.js';
import { answerIn, hasMark } from './draft.js';
import { actWords, careLines, outcomeTag, untilWords } from './outcome-words.js';
import { answerBlock, levelWords, optionWords } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/alignment.js').Alignment} Alignment */
/** @typedef {import('../model/alignment.js').Row} Row */
/** @typedef {import('../model/alignment.js').State} State */
/** @typedef {import('../model/precedence.js').Stands} Stands */
/** @typedef {{ mine: Answers, theirs: Answers }} Pair */

/** @type {Partial<Record<State, string>>} the states that have a word */
const TAGS = { both: 'tag-both', partly: 'tag-different', different: 'tag-different', limit: 'tag-limit', talk: 'tag-talk' };
/** The order of rows by their group. @type {import('../model/outcome.js').Group[]} */
const BY_WEIGHT = ['not-this-time', 'talk', 'condition', 'both', 'none'];

/** @param {State} state @returns {HTMLElement | null} */
const tag = (state) => (TAGS[state] ? h('span', { class: `tag ${TAGS[state]}` }, t(`tag.${state}`)) : null);

/**
 * Draws both answers to a question.
 * @param {{ document: Document, question: Question, pair: Pair, aligned: Alignment, changed: boolean, stands: Stands }} opened
 *   `stands` from the reader's side
 * @returns {HTMLElement}
 */
export function openedQuestion({ document, question, pair, aligned, changed, stands }) {
  const clash = question.gather === 'stop-signals' && areDifferentWords(question, pair.mine, pair.theirs);
  return h('article', { class: 'opened-question stack' },
    worded('h3', {}, question.prompt),
    tagRow(question, pair, aligned, changed),
    clash ? h('p', { class: 'banner' }, t('opened.stop-words')) : null,
    aligned.until === null ? null : h('p', { class: 'until' }, untilWords(document, question, aligned.until)),
    whoWantsToTalk(question, pair, aligned),
    aligned.rows
      ? itemRows(document, question, pair, aligned.rows, stands)
      : sideBySide(
        answerOf(document, question, pair.mine),
        answerOf(document, question, pair.theirs)),
    overlapWords(question, aligned));
}

/**
 * In a list of items each row has its own tag, and the list only says what is true of it whole.
 * @param {Question} question @param {Pair} pair @param {Alignment} aligned @param {boolean} changed
 * @returns {HTMLElement | null}
 */
function tagRow(question, pair, aligned, changed) {
  const marked = hasMark(pair.mine, 'talk', question.id) || hasMark(pair.theirs, 'talk', question.id);
  /** @type {Set<State>} */
  const states = new Set();
  if (!aligned.rows) states.add(aligned.state);
  if (marked || (aligned.talk !== null && !aligned.rows)) states.add('talk');
  const tags = kept([...[...states].map(tag), changed ? h('span', { class: 'tag' }, t('opened.changed')) : null]);
  return tags.length > 0 ? h('p', { class: 'row' }, .../** @type {Node[]} */ (tags)) : null;
}

/** @param {Question} question @param {Pair} pair @param {Alignment} aligned @returns {HTMLElement | null} */
function whoWantsToTalk(question, { mine, theirs }, { limit }) {
  const me = hasMark(mine, 'talk', question.id);
  const them = hasMark(theirs, 'talk', question.id);
  if (!me && !them) return null;
  return h('p', { class: 'hint' },
    t(me && them ? 'opened.talk-both' : me ? 'opened.talk-me' : 'opened.talk-them'), limit ? ` ${t('opened.talk-limit')}` : '');
}

/** @param {Question} question @param {Alignment} aligned @returns {HTMLElement[]} of several options: what is common, and the rest */
function overlapWords(question, { common = [], rest = { mine: [], theirs: [] } }) {
  if (common.length === 0) return [];
  const list = (/** @type {string[]} */ ids) => ids.map((id) => optionWords(question, id)).join(', ');
  const lines = /** @type {[string, string[]][]} */ ([['common', common], ['rest-mine', rest.mine], ['rest-theirs', rest.theirs]]);
  return lines.filter(([, ids]) => ids.length > 0).map(([key, ids]) => h('p', {}, t(`opened.${key}`, { list: list(ids) })));
}

/**
 * What was skipped and what was left blank look alike: neither may be asked why.
 * @param {Document} document @param {Question} question @param {Answers} answers @returns {HTMLElement}
 */
const answerOf = (document, question, answers) => answerBlock(document, question, answerIn(answers, question.id), false);

/** @param {HTMLElement} mine @param {HTMLElement} theirs @returns {HTMLElement} */
const sideBySide = (mine, theirs) =>
  h('dl', { class: 'side-by-side' },
    h('div', {}, h('dt', {}, t('you')), h('dd', {}, mine)),
    h('div', {}, h('dt', {}, t('partner')), h('dd', {}, theirs)));

/**
 * @param {Document} document @param {Question} question @param {Pair} pair @param {Row[]} rows @param {Stands} stands
 * @returns {HTMLElement}
 */
function itemRows(document, question, pair, rows, stands) {
  if (rows.length === 0) return sideBySide(answerOf(document, question, pair.mine), answerOf(document, question, pair.theirs));
  const weight = (/** @type {Row} */ { outcome }) => BY_WEIGHT.indexOf(outcome.group);
  const shown = oncePerAct(rows).filter(({ outcome }) => outcome.outcome !== 'open').sort((left, right) => weight(left) - weight(right));
  if (shown.length === 0) return h('p', { class: 'hint' }, t('opened.no-limits'));
  return h('ul', { class: 'plain-list opened-rows' }, shown.map((row) => openedRow(document, question, row, stands)));
}

/** @param {Document} document @param {Question} question @param {Row} row @param {Stands} stands @returns {HTMLElement} */
const openedRow = (document, question, row, stands) =>
  h('li', { class: 'opened-row', 'data-group': row.outcome.group },
    h('p', { class: 'row' }, h('strong', {}, actWords(question, row)), outcomeTag(row, stands)),
    sideBySide(level(document, question, row.mine), level(document, question, row.theirs)),
    careLines(document, row));

/** @param {Document} document @param {Question} question @param {import('./draft.js').ItemAnswer | null} answer */
const level = (document, question, answer) =>
  answer === null
    ? answerBlock(document, question, undefined, false)
    : h('p', { dir: 'auto' }, levelWords(document, question, answer));
