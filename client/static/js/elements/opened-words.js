/**
 * One question of an opened section that is read whole: what both of you said, and what it means in words.
 */

import { t } from '../i18n.js';
import { h, worded } from '../ui/dom.js';
import { whose } from '../model/outcome.js';
import { answerIn, hasMark } from './draft.js';
import { finalWords, groupTag, missingWords, untilWords } from './outcome-words.js';
import { answerBlock, inWords, optionWords, scaleEnds } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/alignment.js').Alignment} Alignment */
/** @typedef {import('../model/alignment.js').State} State */
/** @typedef {import('../model/outcome.js').Group} Group */
/** @typedef {import('../model/opened-parts.js').Whole} Whole */
/** @typedef {{ mine: Answers, theirs: Answers }} Pair */

/** @type {Partial<Record<State, Group>>} the states that have a word, and the kind of result that each is */
const STATES = { partly: 'none', different: 'none', missing: 'none', talk: 'talk' };

/** @param {State} state @returns {HTMLElement | null} */
const tag = (state) => (STATES[state] ? groupTag(STATES[state], t(`tag.${state}`)) : null);

/**
 * Draws both answers to a question.
 * @param {{ document: Document, whole: Whole, pair: Pair, changed: boolean }} opened
 * @returns {HTMLElement}
 */
export function openedQuestion({ document, whole: { question, aligned, clash }, pair, changed }) {
  const [mine, theirs] = [pair.mine, pair.theirs].map((side) => inWords(document, question, answerIn(side, question.id)));
  return h('article', { class: 'opened-question stack' },
    worded('h3', {}, question.prompt),
    question.kind === 'scale' ? h('p', { class: 'hint' }, scaleEnds(question)) : null,
    tagRow(aligned, changed),
    clash && h('p', { class: 'banner' }, t(`differ.${clash}`)),
    aligned.state === 'same-side' ? h('p', { class: 'until' }, t('opened.same-side')) : null,
    aligned.final && h('p', { class: 'until' }, finalWords(question, aligned.final)),
    aligned.until && h('p', { class: 'until' }, stepOr(aligned.until, untilWords(document, question, aligned.until))),
    aligned.missing?.length ? h('p', { class: 'until' }, missingWords(question, aligned.missing)) : null,
    whoWantsToTalk(question, pair, aligned),
    aligned.rows?.length
      ? h('p', { class: 'hint' }, t('opened.no-limits'))
      : overlap(question, aligned)
        ?? (mine?.length && mine.join('\n') === theirs?.join('\n')
          ? said([[t('opened.both-say'), 'both', answerOf(document, question, pair.mine)]])
          : sideBySide(answerOf(document, question, pair.mine), answerOf(document, question, pair.theirs))));
}

/**
 * Draws that somebody would rather talk about a question that is answered further down.
 * @param {Whole} whole @param {Pair} pair
 * @returns {HTMLElement}
 */
export const markedQuestion = ({ question, aligned }, pair) =>
  h('article', { class: 'opened-question stack' }, worded('h3', {}, question.prompt), whoWantsToTalk(question, pair, aligned));

/** @param {Alignment} aligned @param {boolean} changed @returns {HTMLElement | null} */
function tagRow(aligned, changed) {
  const word = tag(aligned.talk ? 'talk' : aligned.rows ? 'none' : aligned.state);
  return word || changed ? h('p', { class: 'row' }, word, changed && h('span', { class: 'tag' }, t('opened.changed'))) : null;
}

/**
 * A mark says so, or an answer that means it, as “I need help to find one” does.
 * @param {Question} question @param {Pair} pair @param {Alignment} aligned
 */
function whoWantsToTalk({ id }, { mine, theirs }, { talk, limit, final }) {
  const [me, them] = [hasMark(mine, 'talk', id), hasMark(theirs, 'talk', id)];
  const hint = (/** @type {string} */ key, /** @type {Alignment['talk']} */ who, more = '') =>
    who && h('p', { class: 'hint' }, t(`opened.${key}-${who}`), more);
  return [
    hint('talk', whose(me, them), limit || final ? ` ${t(`opened.talk-${limit ? 'limit' : 'final'}`)}` : ''),
    hint('answer', talk && whose(talk !== 'theirs' && !me, talk !== 'mine' && !them)),
  ];
}

/** @param {Question} question @param {Alignment} aligned @returns {HTMLElement | null} of several options: what is common, and the rest */
function overlap(question, { common = [], rest = { mine: [], theirs: [] } }) {
  if (!common.length) return null;
  const list = (/** @type {string[]} */ ids) => h('ul', { class: 'plain-list' }, ids.map((id) => h('li', {}, optionWords(question, id))));
  const lines = /** @type {[string, string, string[]][]} */ (
    [['both-say', 'both', common], ['only-mine', 'you', rest.mine], ['only-theirs', 'partner', rest.theirs]]);
  return said(lines.filter(([, , ids]) => ids.length).map(([key, whose, ids]) => [t(`opened.${key}`), whose, list(ids)]));
}

/**
 * Skipped and blank questions look alike: nobody should have to explain either.
 * @param {Document} document @param {Question} question @param {Answers} answers @returns {HTMLElement}
 */
const answerOf = (document, question, answers) => {
  const answer = answerIn(answers, question.id);
  return typeof answer === 'number' ? h('p', {}, String(answer)) : answerBlock(document, question, answer, false);
};

/** What the ends of a scale mean stands above. @param {import('../model/until.js').Until} until @param {string} words @returns {string} */
const stepOr = (until, words) => ('value' in until ? t('until', { answer: String(until.value) }) : words);

/**
 * Draws what each of the two said.
 * @param {HTMLElement} mine @param {HTMLElement} theirs
 * @returns {HTMLElement}
 */
export const sideBySide = (mine, theirs) => said([[t('you'), 'you', mine], [t('partner'), 'partner', theirs]]);

/** @param {[string, string, HTMLElement][]} lines the head, whose tint it has, and what was said @returns {HTMLElement} */
const said = (lines) =>
  h('dl', { class: 'side-by-side' }, lines.map(([head, whose, words]) =>
    h('div', { class: `said-${whose}` }, h('dt', {}, head), h('dd', {}, words))));
