/**
 * One question of an opened section: what both of you said, side by side, and what it means in words.
 */

import { isAgreed } from '../model/outcome.js';
import { heldBack } from '../model/precedence.js';
import { pick, t } from '../i18n.js';
import { h, kept, worded } from '../ui/dom.js';
import { answerIn, hasMark } from './draft.js';
import { answerBlock, levelWords, optionWords } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/alignment.js').Alignment} Alignment */
/** @typedef {import('../model/alignment.js').Row} Row */
/** @typedef {import('../model/alignment.js').State} State */
/** @typedef {import('../model/outcome.js').Group} Group */
/** @typedef {import('../model/precedence.js').Stands} Stands */
/** @typedef {{ mine: Answers, theirs: Answers }} Pair */

/** @type {Partial<Record<State, string>>} the states that have a word */
const TAGS = { both: 'tag-both', partly: 'tag-different', different: 'tag-different', limit: 'tag-limit', talk: 'tag-talk' };
/** @type {Record<Group, State>} */
const STATES = { both: 'both', condition: 'both', talk: 'talk', 'not-this-time': 'limit', none: 'none' };

/** @param {State} state @returns {HTMLElement | null} */
const tag = (state) => (TAGS[state] ? h('span', { class: `tag ${TAGS[state]}` }, t(`tag.${state}`)) : null);

/** What an act that both said yes to says about itself, by what holds it back. */
const HELD_BACK = {
  limit: { class: 'tag tag-limit', key: 'mutual.limit' },
  back: { class: 'tag tag-different', key: 'mutual.back' },
  talk: { class: 'tag tag-talk', key: 'tag.talk' },
};

/** Draws why an act is no shared ground. @param {ReturnType<typeof heldBack>} held @returns {HTMLElement | null} */
export const heldBackTag = (held) => held && h('span', { class: HELD_BACK[held].class }, t(HELD_BACK[held].key));

/**
 * Draws both answers to a question.
 * @param {{ document: Document, question: Question, pair: Pair, aligned: Alignment, changed: boolean, stands: Stands }} opened
 *   `stands` from the reader's side
 * @returns {HTMLElement}
 */
export function openedQuestion({ document, question, pair, aligned, changed, stands }) {
  return h('article', { class: 'opened-question stack' },
    worded('h3', {}, question.prompt),
    tagRow(question, pair, aligned, changed),
    whoWantsToTalk(question, pair),
    question.kind === 'items' && aligned.rows
      ? itemRows(document, question, pair, aligned.rows, stands)
      : sideBySide(
        answerOf(document, question, pair.mine),
        answerOf(document, question, pair.theirs)),
    aligned.common && aligned.common.length > 0
      ? h('p', {}, t('opened.common', { list: aligned.common.map((id) => optionWords(question, id)).join(', ') }))
      : null);
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
  if (aligned.limit && !aligned.rows) states.add('limit');
  if (!aligned.rows) states.add(aligned.state);
  if (marked || (aligned.talk !== null && !aligned.rows)) states.add('talk');
  const tags = kept([...[...states].map(tag), changed ? h('span', { class: 'tag' }, t('opened.changed')) : null]);
  return tags.length > 0 ? h('p', { class: 'row' }, .../** @type {Node[]} */ (tags)) : null;
}

/** @param {Question} question @param {Pair} pair @returns {HTMLElement | null} */
function whoWantsToTalk(question, { mine, theirs }) {
  const me = hasMark(mine, 'talk', question.id);
  const them = hasMark(theirs, 'talk', question.id);
  if (!me && !them) return null;
  return h('p', { class: 'hint' }, t(me && them ? 'opened.talk-both' : me ? 'opened.talk-me' : 'opened.talk-them'));
}

/** @param {Document} document @param {Question} question @param {Answers} answers @returns {HTMLElement} */
const answerOf = (document, question, answers) =>
  answerBlock(document, question, answerIn(answers, question.id), hasMark(answers, 'skip', question.id));

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
  const sorted = [...rows].sort((left, right) =>
    Number(right.outcome.group === 'not-this-time') - Number(left.outcome.group === 'not-this-time'));
  return h('ul', { class: 'plain-list opened-rows' }, sorted.map((row) =>
    h('li', { class: 'opened-row' },
      h('p', { class: 'row' }, h('strong', {}, actWords(question, row)), rowTag(row, stands)),
      sideBySide(level(document, question, pair.mine, row.mine), level(document, question, pair.theirs, row.theirs)))));
}

/** @param {Row} row @param {Stands} stands @returns {HTMLElement | null} a yes of both here may have a limit elsewhere */
const rowTag = (row, stands) => (isAgreed(row.outcome) && heldBackTag(heldBack(stands, row))) || tag(STATES[row.outcome.group]);

/**
 * @param {Document} document @param {Question} question @param {Answers} answers
 * @param {import('./draft.js').ItemAnswer | null} answer
 */
const level = (document, question, answers, answer) =>
  answer === null
    ? answerOf(document, question, { ...answers, answers: {} })
    : h('p', { dir: 'auto' }, levelWords(document, question, answer));

/**
 * Words an act.
 * @param {Question} question
 * @param {{ item: string, direction: import('../model/alignment.js').Direction }} act direction from the reader's side
 * @returns {string}
 */
export function actWords(question, { item, direction }) {
  const found = (question.items ?? []).find((each) => each.id === item);
  const name = found ? pick(found.label) : item;
  return direction === null ? name : t(`opened.${direction}`, { item: name });
}
