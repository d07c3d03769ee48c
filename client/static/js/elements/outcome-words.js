/** Acts and what two answers to them come to, in words: named in one way wherever a result is read. From the reader's side. */

import { experienceOf } from '../model/alignment.js';
import { pick, t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { inOneLine, itemName, levelWords, optionWords } from './words.js';

/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Text} Text */
/** @typedef {import('../model/alignment.js').AnswersOf} AnswersOf */
/** @typedef {import('../model/alignment.js').Experience} Experience */
/** @typedef {import('../model/mutual-ids.js').Act} Act */
/** @typedef {import('../model/outcome.js').Outcome} Outcome */
/** @typedef {import('../model/outcome.js').Group} Group */
/** @typedef {import('../model/opened-parts.js').Held} Held */
/** @typedef {import('../model/opened-parts.js').Way} Way */
/** @typedef {import('../model/until.js').Until} Until */
/** @typedef {{ risk?: Text | null, experience?: readonly Experience[] }} Care what both have to know of an act */
/** @typedef {{ mine: string, theirs: string }} Heads how the two are named at the head of a line */

/** Outcomes that say whose they are. */
const WITH_WHO = [
  'limit', 'not-now', 'fantasy', 'talk-unsure', 'talk-unsure-blank', 'talk-condition', 'condition', 'condition-alone',
  'for-you', 'for-you-risk', 'unanswered',
];

/** What holds an act back that both said yes to: what kind of result it is, and its words. @type {Record<NonNullable<Held>, [Group, string]>} */
const HELD_BACK = {
  limit: ['not-this-time', 'mutual.limit'],
  back: ['not-this-time', 'mutual.back'],
  talk: ['talk', 'mutual.held'],
};

/** Each kind of result has a colour and a sign beside its words. @type {Record<Group, import('../ui/icons.js').IconName | null>} */
export const SIGNS = { talk: 'talk', both: 'both', condition: 'condition', 'not-this-time': 'never', none: null };
/** @type {Record<Group, string>} */
const CLASSES = { talk: 'tag-talk', both: 'tag-both', condition: 'tag-condition', 'not-this-time': 'tag-limit', none: 'tag-different' };

/** Draws what kind of result something is. @param {Group} group @param {string} words @returns {HTMLElement} */
export function groupTag(group, words) {
  const sign = SIGNS[group];
  return h('span', { class: `tag ${CLASSES[group]}` }, sign && icon(sign), words);
}

/** Draws why an act is no shared ground. @param {Held} held @returns {HTMLElement | null} */
export const heldBackTag = (held) => held && groupTag(HELD_BACK[held][0], t(HELD_BACK[held][1]));

/**
 * Draws what two answers to an act come to.
 * @param {Way} way from the reader's side
 * @param {boolean} [short] only whose it is, where the kind of result stands above a whole list
 * @returns {HTMLElement | null} null where there is nothing to say
 */
export function outcomeTag({ outcome: { group, outcome, who }, held }, short = false) {
  if (held !== null || outcome === 'none') return heldBackTag(held);
  const words = WITH_WHO.includes(outcome) ? `${outcome}-${who}` : outcome;
  return groupTag(group, t(`${short && group === 'not-this-time' ? 'ruled-out' : 'outcome'}.${words}`));
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

/**
 * Draws what both have to know of a match.
 * @param {Document} document @param {Question} question @param {Act} act @param {AnswersOf} answersOf
 * @param {boolean} isRiskSaid the line before has told the risk of the same act
 */
export function matchCare(document, question, act, answersOf, isRiskSaid) {
  const item = question.items?.find(({ id }) => id === act.item);
  const experience = item?.experience === undefined ? [] : experienceOf(document, item.experience, act.direction, answersOf);
  return careLines(document, { risk: isRiskSaid ? null : (item?.risk ?? null), experience });
}

/** Words what nobody has chosen. @param {Question} question @param {readonly string[]} missing ids of options @returns {string} */
export const missingWords = (question, missing) => t('missing', { options: missing.map((id) => optionWords(question, id)).join('; ') });

/** Words what stands until both have talked. @param {Document} document @param {Question} question @param {Until} until @returns {string} */
export const untilWords = (document, question, until) =>
  t('until', { answer: inOneLine(document, question, 'value' in until ? until.value : until.options) });

/** Words an answer that holds for both because either gave it. @param {Question} question @param {import('../model/final.js').Final} final */
export const finalWords = (question, { option, who }) =>
  t(who === 'both' ? 'final-both' : 'final', { answer: optionWords(question, option) });
