/**
 * The file that a person may keep, as data: what was opened, in the same bytes on both phones, and one's own answers out
 * of it again (docs/question-sets.md, "The saved file"). Pure. What is read is untrusted: anybody can write a file.
 */

import { itemKeys, noAnswers, validateAnswers } from './answers.js';
import { utf8 } from '../protocol/encoding.js';
import { WILLING } from './outcome.js';
import { hardness } from './precedence.js';
import { privateQuestions } from './private.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./types.js').Section} Section */
/** @typedef {'1' | '2'} Person */
/** @typedef {{ [key: string]: any }} Table */
/**
 * @typedef {object} KeptSection the newest opened round
 * @property {string} id
 * @property {number} [round]
 * @property {{ 1: Answers, 2: Answers }} [answers] of a section that opens whole
 * @property {string[]} [matches] of a mutual one: shared ids
 * @property {string} [note] that both have agreed to
 *
 * @typedef {object} KeptChapter
 * @property {string} qhash
 * @property {string} set
 * @property {string} version
 * @property {KeptSection[]} sections
 * @property {{ [id: string]: import('./types.js').Text } | undefined} [names] of the acts that somebody has a limit on
 * @property {{ 1: Table[], 2: Table[] }} notices oldest first, each seen from the side of whoever sent it
 *
 * @typedef {{ question: string, key: string | null }} Left `key`: of an item, null for a question that is no item list
 *
 * @typedef {object} Own what a person said the last time, as far as it still fits
 * @property {Answers} answers
 * @property {string[]} asked ids of the questions that are known to have been asked
 * @property {string[]} items ids of the items that are known to have been asked
 * @property {Left[]} left what had an answer that no longer fits
 * @property {number} gone answers that are not asked for any more
 * @property {boolean} since limits and withdrawals of one's own, sent after it was opened, are in it
 */

const FORMAT = 1;
/** Of a file. Eight chapters as long as the first scene fit in, with every box full: a mebibyte of data, and as much to read. */
export const MOST_BYTES = 4 * 1024 * 1024;
const OPENING = '<script type="application/json" id="data">';
/** Inside there is no "<", so no text of anybody can end the block. */
const BLOCK = new RegExp(`${OPENING}([^<]*)</script>`);
const MARKS = /** @type {const} */ (['skip', 'talk', 'first']);

/**
 * Writes chapters as a block of a file.
 * @param {KeptChapter[]} chapters
 * @returns {string} an inert element: data, in the same bytes for the same content
 */
export const blockOf = (chapters) => `${OPENING}${canonical({ format: FORMAT, chapters })}</script>`;

/** @param {any} value @returns {string} JSON with sorted keys and without spaces */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isTable(value)) return JSON.stringify(value).replaceAll('<', '\\u003c');
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

/** @param {unknown} value @returns {value is Table} */
const isTable = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Leaves out of a chapter what is private.
 * @param {KeptChapter} chapter
 * @param {QuestionSet} document
 * @returns {KeptChapter}
 */
export function withoutPrivate(chapter, document) {
  const hidden = privateQuestions(document);
  const whole = new Set(document.sections.filter((section) => section.private === true).map(({ id }) => id));
  const shown = (/** @type {string} */ id) => !hidden.has(id);
  const sections = chapter.sections.filter(({ id }) => !whole.has(id)).map(({ answers, ...section }) =>
    (answers ? { ...section, answers: { 1: shownOf(answers[1], shown), 2: shownOf(answers[2], shown) } } : section));
  const notices = (/** @type {Table[]} */ sent) => sent.map((notice) =>
    (Array.isArray(notice['withdraw']) ? { ...notice, withdraw: notice['withdraw'].filter(shown) } : notice));
  return { ...chapter, sections, notices: { 1: notices(chapter.notices[1]), 2: notices(chapter.notices[2]) } };
}

/** @param {Answers} given @param {(id: string) => boolean} shown @returns {Answers} */
const shownOf = ({ answers, skip, talk, first, ...rest }, shown) => ({
  ...rest,
  answers: Object.fromEntries(Object.entries(answers).filter(([id]) => shown(id))),
  skip: skip.filter(shown), talk: talk.filter(shown), first: first.filter(shown),
});

/**
 * Reads the block of a file. It is untrusted.
 * @param {string} text of a file
 * @returns {{ chapters: KeptChapter[] } | { problem: 'not-ours' | 'broken' | 'other-format' }} what people said in it is
 *   not looked at yet
 */
export function readKept(text) {
  const block = BLOCK.exec(text)?.[1];
  if (block === undefined) return { problem: 'not-ours' };
  /** @type {unknown} */
  let whole;
  try {
    whole = JSON.parse(block);
  } catch {
    return { problem: 'broken' };
  }
  if (!isTable(whole) || typeof whole['format'] !== 'number') return { problem: 'broken' };
  if (whole['format'] !== FORMAT) return { problem: 'other-format' };
  const { chapters } = whole;
  return Array.isArray(chapters) && chapters.every(isChapter) ? { chapters } : { problem: 'broken' };
}

/** @param {unknown} value @returns {boolean} */
const isChapter = (value) =>
  isTable(value) &&
  ['qhash', 'set', 'version'].every((key) => typeof value[key] === 'string') &&
  isListOfTables(value['sections']) && value['sections'].every((/** @type {Table} */ { id }) => typeof id === 'string') &&
  isTable(value['notices']) && ['1', '2'].every((person) => isListOfTables(value['notices'][person]));

/** @param {unknown} value @returns {value is Table[]} */
const isListOfTables = (value) => Array.isArray(value) && value.every(isTable);

/**
 * One's own answers to a section that opens whole: nothing of the partner's, and nothing of any other kind of section.
 * @param {KeptChapter[]} chapters read from a file
 * @param {Person} person who one was
 * @param {{ qhash: string, document: QuestionSet, section: Section }} present
 * @returns {Own}
 */
export function ownAnswers(chapters, person, present) {
  const { qhash, section } = present;
  /** @type {Own} */
  const own = { answers: noAnswers(), asked: [], items: [], left: [], gone: 0, since: false };
  if (section.reveal !== 'both') return own;
  const sources = nearest(chapters, present).flatMap((chapter) =>
    chapter.sections
      .filter(({ id, answers }) => id === section.id && isTable(answers) && isTable(answers[person]))
      .map(({ answers }) => ({ same: chapter.qhash === qhash, said: /** @type {Table} */ (answers?.[person]) })));
  own.gone = goneFrom(section, sources[0]?.said);
  const since = sinceThen(chapters, person);
  for (const question of section.questions.filter(({ kind }) => kind !== 'statement')) {
    const source = sources.find(({ said }) => speaksOf(said, question.id));
    if (source) takeOver(own, present, question, source.said);
    if (source || sources.some(({ same }) => same)) own.asked.push(question.id);
    own.items.push(...itemsAsked(question, sources));
    applySince(own, present, question, since);
  }
  return own;
}

/**
 * The very same questions first, then another version of this set, then other sets: those ask some things alike.
 * @param {KeptChapter[]} chapters
 * @param {{ qhash: string, document: QuestionSet }} present
 * @returns {KeptChapter[]} the newest first among equals
 */
function nearest(chapters, { qhash, document }) {
  const distance = (/** @type {KeptChapter} */ chapter) => (chapter.qhash === qhash ? 0 : chapter.set === document.id ? 1 : 2);
  return [...chapters].reverse().sort((left, right) => distance(left) - distance(right));
}

/** @param {Table} said @param {string} id @returns {any} undefined when blank */
const answerTo = (said, id) => (isTable(said['answers']) && Object.hasOwn(said['answers'], id) ? said['answers'][id] : undefined);

/** @param {Table} said @param {string} mark @param {string} id @returns {boolean} */
const isMarked = (said, mark, id) => Array.isArray(said[mark]) && said[mark].includes(id);

/** @param {Table} said @param {string} id */
const speaksOf = (said, id) => answerTo(said, id) !== undefined || MARKS.some((mark) => isMarked(said, mark, id));

/** @param {Section} section @param {Table | undefined} said @returns {number} */
function goneFrom(section, said) {
  if (!said || !isTable(said['answers'])) return 0;
  const known = new Map(section.questions.map((question) => [question.id, question]));
  return Object.keys(said['answers']).reduce((count, id) => {
    const question = known.get(id);
    if (!question) return count + 1;
    const given = answerTo(said, id);
    if (question.kind !== 'items' || !isTable(given)) return count;
    const keys = (question.items ?? []).flatMap(itemKeys);
    return count + Object.keys(given).filter((key) => !keys.includes(key)).length;
  }, 0);
}

/**
 * @param {Question} question @param {{ same: boolean, said: Table }[]} sources
 * @returns {string[]} of another set or version only what had an answer is known to have been asked
 */
function itemsAsked({ id, items = [] }, sources) {
  const given = sources.map(({ said }) => answerTo(said, id)).filter(isTable);
  const known = (/** @type {string} */ key) => given.some((each) => Object.hasOwn(each, key));
  return items.filter((item) => sources.some(({ same }) => same) || itemKeys(item).some(known)).map((item) => item.id);
}

/**
 * @param {Own} own filled in further @param {{ document: QuestionSet, section: Section }} present
 * @param {Question} question @param {Table} said
 */
function takeOver(own, { document, section }, question, said) {
  for (const mark of MARKS) if (isMarked(said, mark, question.id)) own.answers[mark].push(question.id);
  const given = answerTo(said, question.id);
  if (given === undefined) return;
  const fits = (/** @type {unknown} */ value) => fitting(document, section.id, question.id, value);
  if (question.kind !== 'items' || !isTable(given)) {
    const answer = fits(given);
    if (answer === undefined) own.left.push({ question: question.id, key: null });
    else own.answers.answers[question.id] = answer;
    return;
  }
  const keys = (question.items ?? []).flatMap(itemKeys).filter((key) => Object.hasOwn(given, key));
  // Each by itself: one item that is asked in another way now must not cost all the others.
  const rows = keys.map((key) => ({ key, row: fits({ [key]: given[key] }) }));
  const taken = rows.flatMap(({ row }) => (row === undefined ? [] : [row]));
  own.left.push(...rows.filter(({ row }) => row === undefined).map(({ key }) => ({ question: question.id, key })));
  if (taken.length > 0) own.answers.answers[question.id] = Object.assign(Object.create(null), ...taken);
}

/** @param {QuestionSet} document @param {string} section @param {string} question @param {unknown} value @returns {any} */
function fitting(document, section, question, value) {
  try {
    const plaintext = utf8(JSON.stringify({ v: 1, answers: { [question]: value } }));
    return validateAnswers(document, section, plaintext).answers[question];
  } catch {
    // Whatever a file may hold, as deep as it likes: it is no answer to this question.
    return undefined;
  }
}

/** Limits of a file whose scale is not known here: by the names that all sets have given them. */
export const LIMIT_LEVELS = ['hard-limit', 'not-now', 'fantasy'];

/**
 * Names one's own limits that no question of now has a line for: an act that was renamed or split must not drop out unseen.
 * @param {KeptChapter[]} chapters read from a file
 * @param {Person} person who one was
 * @param {QuestionSet[]} documents that are answered now
 * @returns {string[]} ids of items, each once, in the order of the file
 */
export function limitsWithoutLine(chapters, person, documents) {
  const questions = documents.flatMap(({ sections }) => sections).filter(({ reveal }) => reveal === 'both').flatMap((section) => section.questions);
  const known = new Set(questions.flatMap(({ items = [] }) => items.map(({ id }) => id)));
  const { limits, said } = sinceThen(chapters, person);
  const gone = [...said, ...limits].filter(([, level]) => LIMIT_LEVELS.includes(String(level))).map(([key]) => String(key.split('/')[0]));
  return [...new Set(gone)].filter((id) => /^[a-z0-9-]{1,48}$/.test(id) && !known.has(id));
}

/** @typedef {{ back: Set<unknown>, limits: [string, unknown][], said: [string, unknown][] }} Since by the keys of one's own
 *   answers; `said`: in any section, as a limit in one of them holds in all */

/** @param {KeptChapter[]} chapters @param {Person} person @returns {Since} what one took back or limited after an opening */
function sinceThen(chapters, person) {
  const sent = chapters.flatMap(({ notices }) => notices[person]);
  const given = chapters.flatMap(({ sections }) => sections).map(({ answers }) => (isTable(answers) ? answers[person]?.answers : null));
  const rows = given.filter(isTable).flatMap((each) => Object.values(each)).filter(isTable).flatMap((each) => Object.entries(each));
  return {
    said: rows.flatMap(([key, row]) => (isTable(row) ? [/** @type {[string, unknown]} */ ([key, row['level']])] : [])),
    back: new Set(sent.flatMap(({ withdraw }) => (Array.isArray(withdraw) ? withdraw : []))),
    limits: sent.flatMap(({ limit }) => (isTable(limit) ? Object.entries(limit) : [])),
  };
}

/**
 * A yes that one has taken back since must not come back by itself, and a limit that one has set since, or elsewhere, still
 * stands.
 * @param {Own} own changed @param {{ document: QuestionSet }} present @param {Question} question @param {Since} since
 */
function applySince(own, { document }, question, { back, limits, said }) {
  const { answers } = own.answers;
  if (question.kind !== 'items') {
    if (!back.has(question.id) || answers[question.id] === undefined) return;
    delete answers[question.id];
    own.since = true;
    return;
  }
  const levels = document.scales[question.levels ?? ''] ?? [];
  const means = (/** @type {unknown} */ level) => levels.find(({ id }) => id === level)?.means ?? '';
  const limited = new Set(limits.map(([key]) => key));
  const rows = Object.assign(Object.create(null), answers[question.id]);
  for (const { id, key } of (question.items ?? []).flatMap((item) => itemKeys(item).map((key) => ({ id: item.id, key })))) {
    const set = [...limits, ...said].filter(([of]) => of === key || of === id).map(([, level]) => level);
    const level = set.reduce((harder, next) => (hardness(means(next)) > hardness(means(harder)) ? next : harder), rows[key]?.level);
    if (level !== rows[key]?.level) rows[key] = { level };
    else if ((limited.has(key) || back.has(key)) && WILLING.includes(means(level))) delete rows[key];
    else continue;
    own.since = true;
    if (!own.asked.includes(question.id)) own.asked.push(question.id);
    if (!own.items.includes(id)) own.items.push(id);
  }
  if (Object.keys(rows).length > 0) answers[question.id] = rows;
  else delete answers[question.id];
}
