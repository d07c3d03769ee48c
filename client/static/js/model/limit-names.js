/**
 * The names of acts that a saved file has limits on, so that a limit without a line in later questions can be named in
 * familiar words. Pure. A file is untrusted.
 */

import { LIMIT_LEVELS } from './kept-file.js';
import { isTable, isText } from './json.js';

/** @typedef {import('./types.js').Text} Text */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./kept-file.js').KeptChapter} KeptChapter */

/** The most UTF-16 code units of a name in one language: no label of a question set is longer. */
const LONGEST = 300;

/**
 * Names the acts of a chapter that somebody has a limit on.
 * @param {KeptChapter} chapter
 * @param {QuestionSet} document its questions
 * @returns {{ [id: string]: Text } | undefined} labels by the ids of items, in every language of the set; undefined: there
 *   is no limit
 */
export function limitNames(chapter, document) {
  const rows = [
    ...chapter.sections.flatMap(({ answers }) => (answers ? [answers[1], answers[2]] : []))
      .flatMap(({ answers }) => Object.values(answers)).flatMap(entriesOf).map(([key, row]) => [key, levelOf(row)]),
    ...[...chapter.notices[1], ...chapter.notices[2]].flatMap(({ limit }) => entriesOf(limit)),
  ];
  const limited = new Set(rows.filter(([, level]) => LIMIT_LEVELS.includes(String(level))).map(([key]) => String(key).split('/')[0]));
  const items = document.sections.flatMap(({ questions }) => questions).flatMap(({ items = [] }) => items);
  const named = items.filter(({ id }) => limited.has(id)).map(({ id, label }) => [id, label]);
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

/**
 * Finds the name of an act in a file.
 * @param {KeptChapter[]} chapters read from a file
 * @param {string} id of an item
 * @returns {Text | null} null: the file does not name it
 */
export function nameIn(chapters, id) {
  const names = chapters.map(({ names }) => new Map(entriesOf(names)).get(id));
  return names.find(isName) ?? null;
}

/** @param {unknown} value @returns {[string, unknown][]} */
const entriesOf = (value) => (isTable(value) ? Object.entries(value) : []);

/** @param {unknown} row @returns {unknown} */
const levelOf = (row) => new Map(entriesOf(row)).get('level');

/** @param {unknown} value @returns {value is Text} */
const isName = (value) => isText(value) && Object.values(value).every((text) => text !== '' && text.length <= LONGEST);
