/** One point of the talk in words: its name, what both said, and a sentence to begin with. */

import { alignQuestion } from '../model/alignment.js';
import { withStandingAnswers } from '../model/final.js';
import { openerOf } from '../model/talk-opener.js';
import { pick, t } from '../i18n.js';
import { h, paragraphs, worded } from '../ui/dom.js';
import { itemSides } from './answer-keys.js';
import { answerIn } from './draft.js';
import { finalWords, missingWords, untilWords } from './outcome-words.js';
import { actName, lineOf, ownNames, whyWords } from './standing-parts.js';
import { answerBlock, sectionIn } from './words.js';

/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/final.js').Pair} Pair */
/** @typedef {import('../model/talk-points.js').Known} Known */
/** @typedef {import('../model/talk-points.js').TalkPoint} TalkPoint */
/** @typedef {{ point: TalkPoint, known: Known, question: Question, role: Role }} Context a point with all that is needed to draw it */

/**
 * Finds what is needed to draw a point.
 * @param {TalkPoint} point @param {readonly Known[]} chapters @param {Role} role of the reader
 * @returns {Context | null}
 */
export function contextOf(point, chapters, role) {
  const known = chapters.find(({ chapter }) => chapter === point.chapter);
  const question = known?.document.sections.flatMap(({ questions }) => questions).find(({ id }) => id === point.question);
  return known && question ? { point, known, question, role } : null;
}

/** Names a point. @param {Context} context @returns {string} */
export function pointTitle({ point, question, role }) {
  if (point.kind === 'limits') return t(point.who === role ? 'talk.limits-yours' : 'talk.limits-partner');
  if (point.kind === 'signal') return t('talk.signal');
  return point.item === null ? pick(question.prompt) : actName(question, point.item, point.direction, ownNames(role));
}

/**
 * Names a point in a list, where several have the same title.
 * @param {Context} context
 * @returns {string}
 */
export function pointName(context) {
  const title = pointTitle(context);
  switch (context.point.kind) {
    case 'limits':
      return t('talk.of', { what: title, about: pick(groupOf(context) ?? context.question.prompt) });
    case 'condition':
      return t('talk.of', { what: t('talk.kind-condition'), about: title });
    default:
      return title;
  }
}

/** @param {Context} context @returns {import('../model/types.js').Text | undefined} the group of a list that these limits stand in */
const groupOf = ({ point, question }) => question.items?.find(({ id }) => id === point.said[0]?.item)?.group;

/** Draws what was said about a point. @param {Context} context @returns {(Node | null)[]} */
export function drawSaid(context) {
  switch (context.point.kind) {
    case 'limits':
      return [
        ...[context.question.prompt, groupOf(context)].map((text) => (text ? worded('p', { class: 'hint' }, text) : null)),
        lines(context),
      ];
    case 'signal':
      return [...settledOn(context), lines(context)];
    case 'condition':
      return [lines(context)];
    default:
      return bothSaid(context);
  }
}

/** @param {Context} context @returns {Node[]} what both have settled about stop words and signals: it comes before what each has said */
const settledOn = ({ known }) =>
  known.whole.settledWords.filter(({ parts }) => parts.includes('stop-signals'))
    .flatMap(({ text }) => [h('p', { class: 'hint' }, t('part.words')), ...paragraphs(text)]);

/** @param {Context} context @returns {HTMLElement} */
function lines({ point, known, role }) {
  const names = ownNames(role);
  const isWhose = point.kind !== 'limits';
  return h('ul', { class: 'plain-list standing-lines' }, point.said.map((said) => {
    const { about, text } = lineOf(known.document, said, names);
    const who = isWhose && said.who !== 'both' ? names[said.who] : null;
    const isPrompt = point.kind === 'limits' && said.item === undefined;
    return h('li', { class: 'standing-line' },
      isPrompt ? null : h('p', { class: text === '' ? null : 'standing-about' }, who === null ? about : t('talk.by', { about, who })),
      text === '' ? null : h('p', { class: 'written', dir: 'auto' }, text));
  }));
}

/** @param {Context} context @returns {(Node | null)[]} */
function bothSaid({ point, known, question, role }) {
  const { document } = known;
  const clash = point.open?.clash;
  const { newest, rounds = [] } = known.known.sections.find((each) => each.section === point.section) ?? {};
  if (!newest) return [];
  const turned = (/** @type {Pair} */ { mine, theirs }) => (role === 'A' ? { mine, theirs } : { mine: theirs, theirs: mine });
  const pair = turned(newest);
  const direction = role === 'A' || point.direction === null ? point.direction : point.direction === 'give' ? 'receive' : 'give';
  const other = direction === null ? null : direction === 'give' ? 'receive' : 'give';
  /** @param {import('../model/types.js').Answers} answers @param {import('../model/alignment.js').Direction} side */
  const of = (answers, side) => {
    const answer = answerIn(answers, question.id);
    // Skipped and blank questions look alike here too.
    return answerBlock(document, question, point.item === null ? answer : rowsIn(question, point.item, side, answer), false);
  };
  const section = sectionIn(document, point.section);
  const stood = withStandingAnswers(section?.questions ?? [], rounds.map(turned), pair);
  const { final, until, missing = [] } = alignQuestion(question, document, stood.mine, stood.theirs);
  const counts = final !== null ? finalWords(question, final) : until === null ? null : untilWords(document, question, until);
  const risk = question.items?.find(({ id }) => id === point.item)?.risk;
  const words = clash && (role === 'A' ? [clash.mine, clash.theirs] : [clash.theirs, clash.mine]).map((word) => answerBlock(document, question, word || undefined, false));
  const [mine, theirs] = words ?? [of(pair.mine, direction), of(pair.theirs, other)];
  return [
    point.item === null ? null : worded('p', { class: 'hint' }, question.prompt),
    why(point, ownNames(role)),
    missing.length === 0 ? null : h('p', { class: 'hint' }, missingWords(question, missing)),
    h('dl', { class: 'side-by-side' },
      h('div', {}, h('dt', {}, t('you')), h('dd', {}, mine ?? null)),
      h('div', {}, h('dt', {}, t('partner')), h('dd', {}, theirs ?? null))),
    counts ? h('p', {}, h('strong', {}, counts)) : null,
    risk ? worded('p', { class: 'banner' }, risk) : null,
  ];
}

/**
 * @param {TalkPoint} point @param {import('./standing-parts.js').Names} names
 * @returns {HTMLElement | null} why it is to be talked about; null where what stands below says it
 */
const why = ({ open }, names) =>
  (open === null || open.reason === 'asked' || open.reason === 'missing' ? null : h('p', { class: 'hint' }, whyWords(open, names)));

/**
 * @param {Question} question @param {string} item @param {import('../model/alignment.js').Direction} side null: all of it
 * @param {import('./draft.js').Answer | undefined} answer to the list
 * @returns {Record<string, import('./draft.js').ItemAnswer> | undefined}
 */
function rowsIn(question, item, side, answer) {
  if (typeof answer !== 'object' || Array.isArray(answer)) return undefined;
  const keys = itemSides(question).filter((each) => each.item.id === item && (side === null || each.side === side || each.side === null));
  const rows = keys.flatMap(({ key }) => (answer[key] ? [[key, answer[key]]] : []));
  return rows.length > 0 ? Object.fromEntries(rows) : undefined;
}

/** Draws what to do at a point. @param {Context} context @returns {HTMLElement[]} */
export function drawOpener({ point, question, role }) {
  if (point.kind === 'limits') return [h('p', {}, t(point.who === role ? 'talk.listen' : 'talk.say-back'))];
  if (point.kind === 'signal') return [h('p', {}, t('talk.try')), h('p', {}, t('talk.try-stop'))];
  return [h('p', {}, t('talk.begin-with')), h('p', { class: 'talk-opener' }, t(`talk.say-${openerOf(point, question)}`))];
}
