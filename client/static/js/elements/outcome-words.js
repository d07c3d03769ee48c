/** Acts and what two answers to them come to, in words: named in one way wherever a result is read. From the reader's side. */

import { experienceOf } from '../model/alignment.js';
import { heldBack } from '../model/precedence.js';
import { isAgreed } from '../model/outcome.js';
import { pick, t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { inWords, itemName, levelWords } from './words.js';

/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Text} Text */
/** @typedef {import('../model/alignment.js').AnswersOf} AnswersOf */
/** @typedef {import('../model/alignment.js').Experience} Experience */
/** @typedef {import('../model/mutual-ids.js').Act} Act */
/** @typedef {import('../model/outcome.js').Outcome} Outcome */
/** @typedef {import('../model/precedence.js').Stands} Stands */
/** @typedef {import('../model/until.js').Until} Until */
/** @typedef {{ risk?: Text | null, experience?: readonly Experience[] }} Care what both have to know of an act */
/** @typedef {{ mine: string, theirs: string }} Heads how the two are named at the head of a line */

/** Outcomes that say whose they are. */
const WITH_WHO = [
  'limit', 'not-now', 'fantasy', 'talk-unsure', 'talk-unsure-blank', 'talk-condition', 'condition', 'condition-alone',
  'for-you', 'for-you-risk', 'unanswered',
];

/** What an act that both said yes to says about itself, by what holds it back. */
const HELD_BACK = {
  limit: { class: 'tag tag-limit', key: 'mutual.limit' },
  back: { class: 'tag tag-different', key: 'mutual.back' },
  talk: { class: 'tag tag-talk', key: 'tag.talk' },
};

/** @type {Record<import('../model/outcome.js').Group, string>} */
const CLASSES = { talk: 'tag-talk', both: 'tag-both', condition: 'tag-both', 'not-this-time': 'tag-limit', none: 'tag-different' };

/** Draws why an act is no shared ground. @param {ReturnType<typeof heldBack>} held @returns {HTMLElement | null} */
export const heldBackTag = (held) => held && h('span', { class: HELD_BACK[held].class }, t(HELD_BACK[held].key));

/**
 * Draws what two answers to an act come to. What both agree to here may have a limit elsewhere.
 * @param {Act & { outcome: Outcome }} row
 * @param {Stands} stands from the reader's side
 * @returns {HTMLElement | null} null where there is nothing to say
 */
export function outcomeTag(row, stands) {
  const { group, outcome, who } = row.outcome;
  const held = isAgreed(row.outcome) ? heldBackTag(heldBack(stands, row)) : null;
  if (held !== null || outcome === 'none' || outcome === 'open') return held;
  const name = WITH_WHO.includes(outcome) ? `${outcome}-${who}` : outcome;
  return h('span', { class: `tag ${CLASSES[group]}` }, t(`outcome.${name}`));
}

/**
 * Words an act as a sentence, or as its name with the side that the reader has.
 * @param {Question} question
 * @param {Act} act direction from the reader's side
 * @returns {string}
 */
export function actWords(question, { item: id, direction }) {
  const item = (question.items ?? []).find((each) => each.id === id);
  if (!item) return id;
  const sentence = direction === 'give' ? item.give_says : direction === 'receive' ? item.receive_says : undefined;
  return sentence ? pick(sentence) : itemName(item, direction);
}

/**
 * Words what both have to know of an act that both are open to.
 * @param {Document} document
 * @param {Care} care
 * @param {Heads} heads
 * @returns {string[]} the risk line, then what whoever would give has done before
 */
export function careWords(document, { risk, experience = [] }, heads) {
  const questions = document.sections.flatMap((section) => section.questions);
  return [
    ...(risk ? [pick(risk)] : []),
    ...experience.flatMap(({ who, question: id, level }) => {
      const question = questions.find((each) => each.id === id);
      return question ? [t('experience', { who: heads[who], level: levelWords(document, question, { level }) })] : [];
    }),
  ];
}

/** Draws the same, on one's own phone. @param {Document} document @param {Care} care @returns {HTMLElement[]} */
export const careLines = (document, care) =>
  careWords(document, care, { mine: t('you'), theirs: t('partner') }).map((text) => h('p', { class: 'hint care' }, text));

/** Draws what both have to know of a match. @param {Document} document @param {Question} question @param {Act} act @param {AnswersOf} answersOf */
export function matchCare(document, question, act, answersOf) {
  const item = question.items?.find(({ id }) => id === act.item);
  const experience = item?.experience === undefined ? [] : experienceOf(document, item.experience, act.direction, answersOf);
  return careLines(document, { risk: item?.risk ?? null, experience });
}

/** Words what stands until both have talked. @param {Document} document @param {Question} question @param {Until} until @returns {string} */
export const untilWords = (document, question, until) =>
  t('until', { answer: inWords(document, question, 'value' in until ? until.value : until.options).join(', ') });
