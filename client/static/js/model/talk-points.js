/**
 * The points that two people talk through, in their order: limits, what is open, conditions, what to ask each other, and the stop
 * signal. Always from the side of seat A, so that both phones have the same list (docs/question-sets.md, "Points to talk through").
 * Pure: the terminal has the same in model/talk_points.py.
 */

import { base64url, lvCat } from '../protocol/encoding.js';
import { H32 } from '../protocol/hashes.js';

/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./types.js').Role} Role */
/** @typedef {import('./alignment.js').Direction} Direction */
/** @typedef {import('./precedence.js').Chapter} Chapter */
/** @typedef {import('./standing.js').OpenPoint} OpenPoint */
/** @typedef {import('./standing.js').Point} Point */
/** @typedef {import('./standing.js').Standing} Standing */
/** @typedef {'limits' | 'open' | 'condition' | 'ask' | 'signal'} Kind */
/** @typedef {{ chapter: string, document: QuestionSet, whole: Standing, known: Chapter }} Known of one chapter, from the side of A */

/**
 * @typedef {object} TalkPoint
 * @property {string} id its name
 * @property {Kind} kind
 * @property {Role | null} who whose limits they are
 * @property {string} chapter qhash
 * @property {string} section
 * @property {string} question
 * @property {string | null} item
 * @property {Direction} direction from the side of A
 * @property {OpenPoint['reason'] | null} reason why it is open
 * @property {OpenPoint | null} open why, in full
 * @property {Point[]} said limits, conditions and stop signals, from the side of A: "mine" is A's
 */

/** @typedef {Omit<TalkPoint, 'id'> & { first: boolean, at: number[], parts: string[] }} Found */

const KINDS = /** @type {const} */ (['limits', 'open', 'condition', 'ask', 'signal']);
const NAME_BYTES = 6;

/**
 * Lists the points.
 * @param {readonly Known[]} chapters in their order
 * @returns {TalkPoint[]} each once
 * Source: docs/question-sets.md, "Points to talk through".
 */
export function talkPoints(chapters) {
  const found = [
    ...chapters.flatMap((from, at) => [...limitsIn(from, at), ...openIn(from, at), ...conditionsIn(from, at)]),
    ...signalOf(chapters),
  ];
  /** @type {Map<string, TalkPoint>} */
  const points = new Map();
  for (const { first: _first, at: _at, parts, ...point } of found.sort(inOrder)) {
    const id = nameOf(point.kind, point.who ?? '', point.chapter, parts);
    if (!points.has(id)) points.set(id, { id, ...point });
  }
  return [...points.values()];
}

/** @param {Found} one @param {Found} other @returns {number} */
function inOrder(one, other) {
  const [left, right] = [one, other].map(({ kind, first, at }) => [KINDS.indexOf(kind), Number(!first), ...at]);
  for (const [place, value] of (left ?? []).entries()) {
    const difference = value - (right?.[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Names a point.
 * @param {Kind} kind @param {Role | ''} who @param {string} chapter qhash @param {string[]} parts
 * @returns {string} eight characters of base64url
 * Source: docs/protocol.md, "The name of a point".
 */
const nameOf = (kind, who, chapter, parts) =>
  base64url(H32(lvCat('overture1/point', kind, who, chapter, ...parts)).slice(0, NAME_BYTES));

/** @param {QuestionSet} document @param {string} id @returns {{ question: Question, section: string, at: number } | null} */
function asked(document, id) {
  const all = document.sections.flatMap(({ id: section, questions }) => questions.map((question) => ({ question, section })));
  const at = all.findIndex(({ question }) => question.id === id);
  const found = all[at];
  return found ? { ...found, at } : null;
}

/** @param {Direction | undefined} direction @returns {number} giving comes first */
const rank = (direction) => (direction === 'give' ? 1 : direction === 'receive' ? 2 : 0);

/** @param {Point} point @returns {string} what was said, the same on both devices */
const wordOf = ({ text, options, value }) => text ?? options?.join(',') ?? (value === undefined ? '' : String(value));

/** @param {Point} point @returns {Role | ''} */
const seatOf = ({ who }) => (who === 'mine' ? 'A' : who === 'theirs' ? 'B' : '');

/** @param {Question} question @param {string | undefined} item @returns {number} the first of the group that the item stands in */
function groupOf({ items = [] }, item) {
  const group = JSON.stringify(items.find(({ id }) => id === item)?.group ?? null);
  return items.findIndex((each) => JSON.stringify(each.group ?? null) === group);
}

/** Limits stand together by person, question and group of items. @param {Known} from @param {number} number @returns {Found[]} */
function limitsIn({ chapter, document, whole }, number) {
  /** @type {Map<string, Found>} */
  const found = new Map();
  for (const seat of /** @type {const} */ (['A', 'B'])) {
    const own = seat === 'A' ? whole.limits.mine : whole.limits.theirs;
    const both = whole.limits.both.filter(({ until }) => !until);
    for (const point of [...both, ...own]) {
      const there = asked(document, point.question);
      if (!there) continue;
      const group = point.item === undefined ? -1 : groupOf(there.question, point.item);
      const key = JSON.stringify([seat, there.at, group]);
      const known = found.get(key) ?? {
        kind: 'limits', who: seat, chapter, section: there.section, question: point.question, item: null, direction: null,
        reason: null, open: null, said: [], first: false, at: [number, there.at, group, seat === 'A' ? 0 : 1], parts: [],
      };
      found.set(key, { ...known, said: [...known.said, point] });
    }
  }
  return [...found.values()].map((each) => {
    const { question } = asked(document, each.question) ?? {};
    const said = sorted(question, each.said);
    const lines = said.flatMap((point) => [point.item ?? '', point.direction ?? '', point.level ?? '', wordOf(point)]);
    return { ...each, said, parts: [each.question, ...lines] };
  });
}

/** @param {Question | undefined} question @param {Point[]} points @returns {Point[]} by item, direction and person */
const sorted = (question, points) => {
  const at = (/** @type {Point} */ { item }) => question?.items?.findIndex(({ id }) => id === item) ?? -1;
  return [...points].sort((one, other) =>
    at(one) - at(other) || rank(one.direction) - rank(other.direction) || seatOf(one).localeCompare(seatOf(other)));
};

/** @param {Known} from @param {number} number @returns {Found[]} each question or act once */
function openIn({ chapter, document, whole, known }, number) {
  /** @type {Map<string, Found>} */
  const found = new Map();
  for (const open of whole.open) {
    const { question: id, item = null, direction = null, reason, first, clash } = open;
    const there = asked(document, id);
    const key = JSON.stringify([id, item, direction]);
    if (!there || found.has(key)) continue;
    const { question, section, at } = there;
    const place = item === null ? -1 : (question.items ?? []).findIndex((each) => each.id === item);
    const pair = known.sections.find((each) => each.section === section)?.newest;
    const [a, b] = [pair?.mine.answers[id], pair?.theirs.answers[id]];
    const words = clash ? [clash.mine, clash.theirs] : item === null ? [answerWord(question, a), answerWord(question, b)] : actWords(item, direction, a, b);
    found.set(key, {
      kind: question.kind === 'text' && reason !== 'stop-words' && reason !== 'different' ? 'ask' : 'open',
      who: null, chapter, section, question: id, item, direction, reason, open, said: [], first,
      at: [number, at, place, rank(direction)], parts: [id, item ?? '', direction ?? '', ...words],
    });
  }
  return [...found.values()];
}

/** @param {Question} question @param {any} answer validated; undefined when blank @returns {string} */
const answerWord = ({ kind }, answer) => (kind === 'items' || answer === undefined ? '' : [answer].flat().join(','));

/**
 * @param {string} item @param {Direction} direction of A
 * @param {any} a A's answer to the list @param {any} b
 * @returns {string[]} levels and conditions of A and B, in that direction or in every one
 */
function actWords(item, direction, a, b) {
  const pairs = /** @type {const} */ ([['', ''], ['/give', '/receive'], ['/receive', '/give']]);
  const wanted = pairs.filter(([side]) => direction === null || side === `/${direction}`);
  return wanted.flatMap(([left, right]) => [a?.[item + left], b?.[item + right]].flatMap((row) => [row?.level ?? '', row?.if ?? '']));
}

/** Conditions stand together by question or act. @param {Known} from @param {number} number @returns {Found[]} */
function conditionsIn({ chapter, document, whole }, number) {
  /** @type {Map<string, Found>} */
  const found = new Map();
  for (const point of whole.conditions.filter(({ who, final }) => who !== 'both' && final !== true)) {
    const there = asked(document, point.question);
    // What ends or is ruled out is no condition: nobody asks what would make it fine.
    if (!there || there.question.align === 'limit') continue;
    const item = point.item ?? null;
    const place = (there.question.items ?? []).findIndex(({ id }) => id === item);
    const key = JSON.stringify([point.question, item]);
    const known = found.get(key) ?? {
      kind: 'condition', who: null, chapter, section: there.section, question: point.question, item, direction: null, reason: null,
      open: null, said: [], first: false, at: [number, there.at, place, 0], parts: [],
    };
    found.set(key, { ...known, said: [...known.said, point] });
  }
  return [...found.values()].map((each) => {
    const said = sorted(undefined, each.said);
    const lines = said.flatMap((point) => [seatOf(point), point.direction ?? '', point.level ?? '', wordOf(point)]);
    return { ...each, said, parts: [each.question, each.item ?? '', ...lines] };
  });
}

/** All stop words and signals are one point, the last. @param {readonly Known[]} chapters @returns {Found[]} none where nothing was said */
function signalOf(chapters) {
  const said = chapters.flatMap(({ document, whole: { stopSignals: { both, mine, theirs } } }) => {
    const place = (/** @type {Point} */ { question }) => asked(document, question)?.at ?? -1;
    return [...both, ...mine, ...theirs].sort((one, other) => place(one) - place(other) || seatOf(one).localeCompare(seatOf(other)));
  });
  const [first] = said;
  const chapter = chapters.find(({ whole }) => Object.values(whole.stopSignals).some((points) => points.some((point) => point === first)));
  if (!first || !chapter) return [];
  return [{
    kind: 'signal', who: null, chapter: chapter.chapter, section: first.section, question: first.question, item: null, direction: null,
    reason: null, open: null, said, first: false, at: [0, 0, 0, 0], parts: said.flatMap((point) => [point.question, seatOf(point), wordOf(point)]),
  }];
}
