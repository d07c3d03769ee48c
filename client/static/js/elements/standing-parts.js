/**
 * Where the two stand, as parts with lines. Always gathered from the side of Person 1 (seat A), so that both phones hold
 * the same lines in the same order; only the names differ, and on paper and in a file not even those.
 */

import { pick, t } from '../i18n.js';
import { mirrored } from '../model/alignment.js';
import { CLASHES } from '../model/stop-words.js';
import { actWords, careWords, finalWords, missingWords, untilWords } from './outcome-words.js';
import { inOneLine, levelWords, sectionIn } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/standing.js').Point} Point */
/** @typedef {import('../model/standing.js').OpenPoint} OpenPoint */
/** @typedef {import('../model/standing.js').OfEach} OfEach */
/** @typedef {'mine' | 'theirs'} Who mine: Person 1, theirs: Person 2 */
/** @typedef {{ mine: string, theirs: string, mineInside: string, theirsInside: string, reader: Who | null }} Names at the head, in a
 *   line; `reader`: which of the two reads it, null on paper and in a file */
/** @typedef {{ item: string, label: string, key: string }} Of an act: its item with its label, and its key from the side of A */
/**
 * @typedef {object} Line
 * @property {string} about
 * @property {string} text
 * @property {string | null} act what can be taken back, from the side of A
 * @property {string[]} [notes] what both have to know of an act
 * @property {Who} [limitOf] whose limit it is, where it is in words of their own that are on no list
 * @property {Of} [of] which act it is about
 * @property {{ chapter: string, section: string }} [place] where it is talked about
 */
/** @typedef {{ name: string | null, lines: Line[] }} Group */
/** @typedef {{ key: string, groups: Group[] }} Part */
/** @typedef {import('./standing-gathered.js').Gathered} Gathered */

const EVERY_PART = [
  'final', 'open', 'words', 'back', 'limits', 'curious', 'shared', 'conditions', 'plan', 'stop-signals', 'aftercare', 'check-in', 'help',
];

/** Names the two by their seats, for a file. @returns {Names} the same on both phones */
export const neutralNames = () => ({
  mine: t('person.1'), theirs: t('person.2'), mineInside: t('person.1'), theirsInside: t('person.2'),
  reader: null,
});

/** Names the two as their reader sees them. @param {'A' | 'B'} role @returns {Names} as one reads them on one's own phone */
export function ownNames(role) {
  const [you, partner] = [{ head: t('you'), inside: t('you.inside') }, { head: t('partner'), inside: t('partner.inside') }];
  const [one, two] = role === 'A' ? [you, partner] : [partner, you];
  const reader = role === 'A' ? 'mine' : 'theirs';
  return { mine: one.head, theirs: two.head, mineInside: one.inside, theirsInside: two.inside, reader };
}

/** Words where the two stand. @param {Gathered} from @param {Names} names @returns {Part[]} only those that say something */
export function standingParts(from, names) {
  const { whole } = from;
  /** @type {Part[]} */
  const parts = [
    { key: 'words', groups: [{ name: null, lines: whole.settledWords.map((word) => wordsLine(from.document, word)) }] },
    limitsPart(from, names),
    { key: 'final', groups: byWhom(from, whole.final, names) },
    { key: 'shared', groups: byWhom(from, whole.shared, names) },
    { key: 'curious', groups: byWhom(from, whole.curious, names) },
    { key: 'conditions', groups: byWhom(from, whole.conditions, names) },
    eachPart('plan', from, whole.plan, names),
    eachPart('stop-signals', from, whole.stopSignals, names),
    eachPart('aftercare', from, whole.aftercare, names),
    eachPart('check-in', from, whole.checkIn, names),
    eachPart('help', from, whole.help, names),
    { key: 'back', groups: [{ name: null, lines: backLines(from, names) }] },
    { key: 'open', groups: [{ name: null, lines: stopWordsFirst(whole.open).map((point) => openLine(from, point, names)) }] },
  ];
  return parts
    .map(({ key, groups }) => ({ key, groups: groups.filter(({ lines }) => lines.length > 0) }))
    .filter(({ groups }) => groups.length > 0);
}

/**
 * Joins what stands in several chapters.
 * @param {Part[][]} chapters the parts of each
 * @param {string[]} [order] the parts that are wanted
 * @returns {Part[]} the same parts over all chapters; what two of them say in the same words is said once
 */
export function merged(chapters, order = EVERY_PART) {
  const parts = new Map(order.map((key) => [key, /** @type {Map<string | null, Map<string, Line>>} */ (new Map())]));
  for (const { key, groups } of chapters.flat()) {
    const part = parts.get(key);
    for (const { name, lines } of part ? groups : []) {
      const found = part?.get(name) ?? new Map();
      lines.forEach((line) => found.set(JSON.stringify([line.about, line.text]), line));
      part?.set(name, found);
    }
  }
  return [...parts].filter(([, groups]) => groups.size > 0).map(([key, groups]) =>
    ({ key, groups: [...groups].map(([name, lines]) => ({ name, lines: [...lines.values()] })) }));
}

/** @param {OpenPoint} point @returns {number} nothing is as urgent as a word that stops one and only slows the other, then as two words for stop */
const rankOf = ({ clash }) => (clash ? CLASHES.indexOf(clash.kind) : CLASHES.length);

/** @param {OpenPoint[]} points @returns {OpenPoint[]} */
const stopWordsFirst = (points) =>
  [...points].sort((left, right) => rankOf(left) - rankOf(right));

/** @param {Document} document @param {{ section: string, text: string }} word @returns {Line} */
const wordsLine = (document, { section, text }) =>
  ({ about: pick(sectionIn(document, section)?.title), text, act: null });

/** @param {string} key @param {Gathered} from @param {OfEach} each @param {Names} names @returns {Part} */
const eachPart = (key, from, each, names) => ({ key, groups: byWhom(from, [...each.both, ...each.mine, ...each.theirs], names) });

/** @param {Gathered} from @param {Names} names @returns {Part} */
function limitsPart(from, names) {
  const { groups } = eachPart('limits', from, from.whole.limits, names);
  const ofEach = inOrder(names).map((who) => from.whole.limits[who]);
  const lines = (/** @type {Line[]} */ said, /** @type {Point[]} */ points) => said.map((line, at) => {
    const point = points[at];
    return point && point.who !== 'both' && point.item === undefined && point.text !== undefined ? { ...line, limitOf: point.who } : line;
  });
  return { key: 'limits', groups: groups.map(({ name, lines: said }, at) => ({ name, lines: lines(said, ofEach[at] ?? []) })) };
}

/** @param {Names} names @returns {('both' | Who)[]} one's own words before the partner's, on paper those of Person 1 */
const inOrder = ({ reader }) => ['both', ...(reader === 'theirs' ? /** @type {const} */ (['theirs', 'mine']) : /** @type {const} */ (['mine', 'theirs']))];

/** @param {Gathered} from @param {Point[]} points @param {Names} names @returns {Group[]} */
const byWhom = (from, points, names) =>
  inOrder(names).map((who) => ({
    name: who === 'both' ? null : names[who],
    lines: points.filter((point) => point.who === who).map((point) => lineOf(from.document, point, names)),
  }));

/** @param {{ question: string, item?: string, direction?: 'give' | 'receive' | null }} point @returns {string} */
const actOf = ({ question, item, direction }) =>
  item === undefined ? question : direction ? `${item}/${direction}` : item;

/** @param {Document} document @param {{ question: string }} at @returns {Question | undefined} */
const questionOf = (document, at) =>
  document.sections.flatMap(({ questions }) => questions).find((question) => question.id === at.question);

/**
 * Names an act.
 * @param {Question} question @param {string} id @param {'give' | 'receive' | null | undefined} direction from A's side
 * @param {Names} names
 * @returns {string}
 */
export function actName(question, id, direction, names) {
  const name = actWords(question, { item: id, direction: null });
  if (!direction) return name;
  if (names.reader === null) return t('item.person', { item: name, person: direction === 'give' ? names.mineInside : names.theirsInside });
  const key = names.reader === 'mine' ? direction : mirrored(`/${direction}`).slice(1);
  return actWords(question, { item: id, direction: key === 'give' ? 'give' : 'receive' });
}

/** Words one thing said. @param {Document} document @param {Point} point from A's side @param {Names} names @returns {Line} */
export function lineOf(document, point, names) {
  const question = questionOf(document, point);
  if (!question) return { about: '', text: '', act: null };
  const act = point.who === 'both' && !point.final ? actOf(point) : null;
  if (point.item !== undefined) {
    const answer = { level: point.level ?? '', ...(point.text === undefined ? {} : { if: point.text }) };
    const text = point.level === undefined ? agreedWords(point, names) : levelWords(document, question, answer);
    const of = { item: point.item, label: actName(question, point.item, null, names), key: actOf(point) };
    return { about: actName(question, point.item, point.direction, names), text, act, of, notes: careWords(document, point, names) };
  }
  if (point.final) {
    return { about: pick(question.prompt), text: finalWords(question, { option: point.options?.[0] ?? '', who: point.who }), act };
  }
  if (point.until) {
    const until = point.value === undefined ? { options: point.options ?? [] } : { value: point.value };
    return { about: pick(question.prompt), text: untilWords(document, question, until), act };
  }
  const said = point.text ?? point.value ?? (question.kind === 'choice' ? point.options?.[0] : point.options);
  return { about: pick(question.prompt), text: inOneLine(document, question, said), act };
}

/** @param {Gathered} from @param {OpenPoint} point @param {Names} names @returns {Line} */
function openLine({ chapter, document }, point, names) {
  const question = questionOf(document, point);
  if (!question) return { about: '', text: '', act: null };
  const section = document.sections.find(({ id }) => id === point.section);
  const about = point.item === undefined
    ? pick(question.prompt)
    : t('standing.open-act', { act: actName(question, point.item, point.direction, names), section: pick(section?.title) });
  const text = point.missing ? missingWords(question, point.missing) : reasonWords(point, names);
  return { about, text, act: null, place: { chapter, section: point.section } };
}

/** @param {Point} point that both agree to @param {Names} names @returns {string} for whom it is, where it is not for both */
function agreedWords({ outcome }, names) {
  if (outcome?.outcome !== 'for-you' && outcome?.outcome !== 'for-you-risk') return '';
  return t('standing.for', { who: outcome.who === 'mine' ? names.mineInside : names.theirsInside });
}

/**
 * Words why something is to be talked about: the same wherever it is read.
 * @param {OpenPoint} point @param {Names} names
 * @returns {string}
 */
export function whyWords({ reason, who, outcome, text, clash }, names) {
  const whom = { who: who === 'mine' || who === 'theirs' ? names[who] : t('opened.both-say') };
  if (clash) return t(`differ.${clash.kind}`);
  if (outcome) return t(`reason.${outcome.outcome}`, whom);
  if (reason === 'asked') return t('standing.reason-asked', { ...whom, question: text ?? '' });
  if (reason === 'talk' || reason === 'final') return who === 'both' ? t('standing.reason-talk') : t('standing.reason-talk-by', whom);
  if (reason === 'talk-answer') return who === 'both' ? t('standing.reason-talk-answer') : t('standing.reason-talk-answer-by', whom);
  return t(`standing.reason-${reason}`, whom);
}

/** @param {OpenPoint} point @param {Names} names @returns {string} the same, after what is to be talked about first */
const reasonWords = (point, names) =>
  (point.first && !['first', 'asked'].includes(point.reason) && !point.clash
    ? `${t('standing.reason-first')}. ${whyWords(point, names)}` : whyWords(point, names));

/** @param {Gathered} from @param {Names} names @returns {Line[]} what either has taken back since */
function backLines(from, names) {
  const once = new Map(from.whole.back.map((point) => [actOf(point), point])).values();
  const lines = [...once].map((point) => ({ ...lineOf(from.document, point, names), act: null }));
  return from.unreadable ? [{ about: t('standing.unreadable'), text: '', act: null }, ...lines] : lines;
}
