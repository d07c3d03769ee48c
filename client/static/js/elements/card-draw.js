/** The scene card as elements: on the screen, and on paper with the two named by their seats. */

import { pick, t, textOr } from '../i18n.js';
import { icon } from '../ui/icons.js';
import { h } from '../ui/dom.js';
import { actSentence, dotted } from './act-words.js';
import { inOneLine, isSentence, withColon } from './words.js';

/** @typedef {import('../model/card.js').Card} Card */
/** @typedef {import('../model/card.js').Entry} Entry */
/** @typedef {import('../model/card.js').Said} Said */
/** @typedef {import('../model/card.js').Speaker} Speaker */
/** @typedef {import('../model/card.js').Struck} Struck */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {{ documents: Document[], role: Role | null, roomOf: ((at: number, question: string) => string) | null }} Reader `role` null:
 *   on paper; `roomOf`: where a question is talked about */

/** What fits on one line of a phone in the largest type. */
const SHORT = 14;
/** What fits on two lines of the second. */
const SETTLED_SHORT = 60;

/**
 * Draws the card.
 * @param {Card} card
 * @param {Reader} reader
 * @returns {HTMLElement[]}
 */
export const drawCard = (card, reader) => [
  drawSignals(card, reader),
  ...[
    part('limits', 'never', [
      lines(card.extent, reader, 'extent'),
      run('never', card.never, reader), run('not-now', card.notNow, reader), run('back', card.back, reader), lines(card.limits, reader),
    ]),
    part('conditions', 'condition', [conditions(card, reader)]),
    part('body', 'signal', [lines(card.body, reader)]),
    h('p', { class: 'card-part card-list', 'data-part': 'always' }, t('card.free-first'), ' ', t('card.never-alone')),
    part('risks', 'talk', [risks(card, reader)]),
    folded('aftercare', 'both', [lines(card.stopping, reader), lines(card.aftercare, reader)], reader),
    folded('help', 'help', [lines(card.help, reader)], reader),
  ].filter((each) => each !== null),
];

/**
 * @param {string} key @param {import('../ui/icons.js').IconName} sign @param {(HTMLElement | null)[]} inside
 * @returns {HTMLElement | null} null: there is nothing in it
 */
const part = (key, sign, inside) =>
  (inside.every((each) => each === null) ? null
    : h('section', { class: 'card-part', 'data-part': key }, h('h2', {}, icon(sign), t(`card.${key}`)), inside));

/**
 * @param {string} key @param {import('../ui/icons.js').IconName} sign @param {(HTMLElement | null)[]} inside @param {Reader} reader
 * @returns {HTMLElement | null} behind one tap: what is for after a scene, or for a medic; whole on paper
 */
function folded(key, sign, inside, reader) {
  if (reader.role === null || inside.every((each) => each === null)) return part(key, sign, inside);
  return h('details', { class: 'card-part', 'data-part': key },
    h('summary', {}, h('h2', {}, icon(sign), t(`card.${key}`))), inside);
}

/** @param {Card} card @param {Reader} reader @returns {HTMLElement} what has to be seen first */
function drawSignals(card, reader) {
  const { settled, plain } = card;
  return h('section', { class: 'card-signals', 'data-part': 'stop-signals' },
    settled && h('div', { class: 'card-settled' },
      h('h2', {}, t('part.words')),
      h('p', { class: `written ${settled.text.length > SETTLED_SHORT ? '' : 'card-near'}`, dir: 'auto' }, settled.text)),
    h('div', {},
      h('h2', {}, icon('stop'), t('card.stop')),
      card.stop.length > 0 ? words(card.stop, reader, 'far') : h('p', {}, t('card.no-stop'))),
    clashLine(card, reader),
    card.slow.length === 0 ? null : h('div', { class: 'card-row' }, h('h2', {}, t('card.slow')), words(card.slow, reader, 'near')),
    card.silent.length === 0 ? null : h('div', { class: 'card-row' },
      h('h2', {}, icon('signal'), t('card.silent')), words(card.silent, reader, 'near')),
    h('p', { class: 'card-fact' }, t('card.any-word'), ' ', t(plain ? 'card.plain' : 'card.only-word')));
}

/** @param {Card} card @param {Reader} reader @returns {HTMLElement | null} */
function clashLine({ clash }, { roomOf }) {
  if (!clash?.point.clash) return null;
  const text = [icon('talk'), t(`differ.${clash.point.clash.kind}`)];
  return h('p', { class: 'card-clash' }, roomOf ? h('a', { href: `#${roomOf(clash.at, clash.point.question)}` }, text) : text);
}

/** @param {Said[]} said @param {Reader} reader @param {'far' | 'near'} size @returns {HTMLElement[]} */
const words = (said, reader, size) =>
  ownFirst(said, reader).map((each) => {
    const text = textOf(each, reader);
    const word = h('span', { class: `written card-${text.length > SHORT ? 'near' : size}`, dir: 'auto' }, text);
    return h('p', { class: `card-word ${tint(each.who, reader)}` }, name(each.who, reader), ' ', word);
  });

/** @param {Entry[]} entries @param {Reader} reader @param {string | null} [key] @returns {HTMLElement | null} */
const lines = (entries, reader, key = null) =>
  (entries.length === 0 ? null
    : h('dl', { class: 'card-lines', 'data-part': key }, entries.map(({ question, said }) => {
      const place = said[0]?.at ?? 0;
      const what = about(question, place, reader);
      const rules = said.some(({ point }) => point.until) && !isSentence(what);
      const spokenBy = ownFirst(said, reader).map((each) => spoken(each, reader, rules ? textOf(each, reader) : textWithRule(each, reader)));
      return line(rules ? t('card.until', { what }) : what, spokenBy);
    })));

/**
 * Puts one's own word before the partner's. On paper that of Person 1 comes first.
 * @template {{ who: Speaker }} T
 * @param {readonly T[]} said @param {Reader} reader
 * @returns {T[]}
 */
const ownFirst = (said, reader) => {
  const rank = (/** @type {T} */ { who }) => ['', 'you', 'partner'].indexOf(tint(who, reader));
  return [...said].sort((one, other) => rank(one) - rank(other));
};

/** @param {string} what @param {HTMLElement[]} said @returns {HTMLElement} */
const line = (what, said) =>
  h('div', { class: 'card-line' },
    h('dt', {}, withColon(what)), said.flatMap((each) => [' ', each]));

/** @param {{ who: Speaker }} said @param {Reader} reader @param {string} text @returns {HTMLElement} */
const spoken = ({ who }, reader, text) =>
  h('dd', { class: tint(who, reader) }, name(who, reader), h('span', { class: 'written', dir: 'auto' }, text));

/** @param {Card} card @param {Reader} reader @returns {HTMLElement | null} each act once, with the whole of every condition */
function conditions({ conditions: all }, reader) {
  /** @type {Map<string, HTMLElement[]>} */
  const byAct = new Map();
  for (const { at, who, point } of ownFirst(all, reader)) {
    const act = actSentence(documentAt(reader, at), point, reader.role);
    byAct.set(act, [...(byAct.get(act) ?? []), spoken({ who }, reader, point.text ?? t('card.not-said'))]);
  }
  return byAct.size === 0 ? null : h('dl', { class: 'card-lines' }, [...byAct].map(([act, said]) => line(act, said)));
}

/** @param {Card} card @param {Reader} reader @returns {HTMLElement | null} */
function risks({ risks: all }, reader) {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const { at, point } of all) {
    const text = pick(point.risk);
    byText.set(text, [...(byText.get(text) ?? []), actSentence(documentAt(reader, at), { ...point, direction: null }, reader.role)]);
  }
  return byText.size === 0 ? null
    : h('ul', { class: 'card-list' }, [...byText].map(([text, acts]) => h('li', {}, h('strong', {}, dotted(acts), ':'), ' ', text)));
}

/** @param {'never' | 'not-now' | 'back'} key @param {Struck[]} acts @param {Reader} reader @returns {HTMLElement | null} in one line */
function run(key, acts, reader) {
  if (acts.length === 0) return null;
  const said = acts.map((act) => actSentence(documentAt(reader, act.at), act, reader.role));
  return h('dl', { class: 'card-lines', 'data-acts': key }, line(t(`card.${key}`), [h('dd', {}, dotted(said))]));
}

/** @param {Reader} reader @param {number} at @returns {Document} */
const documentAt = ({ documents }, at) => /** @type {Document} */ (documents[at]);

/** @param {string} question @param {number} at @param {Reader} reader @returns {string} a few words of the catalogue, or its prompt */
const about = (question, at, reader) =>
  textOr(`card.about.${question}`, pick(questionIn(documentAt(reader, at), question)?.prompt));

/** @param {Document} document @param {string} id */
const questionIn = (document, id) => document.sections.flatMap(({ questions }) => questions).find((question) => question.id === id);

/** @param {Said} said @param {Reader} reader @returns {string} */
function textOf({ at, point }, reader) {
  const document = documentAt(reader, at);
  const question = questionIn(document, point.question);
  if (!question) return '';
  const answer = point.text ?? point.value ?? (question.kind === 'choice' ? point.options?.[0] : point.options);
  return inOneLine(document, question, answer);
}

/** @param {Said} said @param {Reader} reader @returns {string} */
const textWithRule = (said, reader) =>
  (said.point.until ? t('until', { answer: textOf(said, reader) }) : textOf(said, reader));

/** @param {Speaker} who @param {Reader} reader @returns {'you' | 'partner' | ''} */
const tint = (who, { role }) => (who === 'both' || role === null ? '' : (who === 'mine') === (role === 'A') ? 'you' : 'partner');

/** @param {Speaker} who @param {Reader} reader @returns {HTMLElement | null} whose it is; null: both say it */
function name(who, reader) {
  if (who === 'both') return null;
  const side = tint(who, reader);
  const key = side === '' ? (who === 'mine' ? 'person.1' : 'person.2') : side === 'you' ? 'you' : 'card.partner';
  return h('span', { class: 'card-who' }, t(key));
}
