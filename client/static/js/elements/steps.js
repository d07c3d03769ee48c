/** What a section asks a step at a time. Pure. */

import { keysOf } from './answer-keys.js';
import { groupsOf, partOf } from './draft.js';

/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Section} Section */
/** @typedef {import('./draft.js').Group} Group */
/** @typedef {import('./draft.js').Item} Item */
/** @typedef {import('./draft.js').Part} Part */

/** A step takes so many rows of a touch target each: up to four screens of a small phone, three of most others. */
const ROWS_A_STEP = 48;
/** Rows of a prompt with its help and its marks, of what one writes in, and of an option, as two short ones share a line. */
const HEAD_ROWS = 4;
const WRITING_ROWS = 2;
const OPTION_ROWS = 0.65;
/** Rows of the name of an item, and of its levels in one direction: three levels share a line, or four if there are no more. */
const NAME_ROWS = 1;
const LEVELS_A_ROW = 4;
/** A group that is too long for a step is asked by handfuls. */
const HANDFUL = 6;

/**
 * What is asked a step at a time: neighbours share one as long as there is room, and the longest step is as short as it can be.
 * What is only to be read has one of its own; a long list goes on in the next, its groups whole.
 * @param {import('../model/types.js').QuestionSet} document
 * @param {Section} section of it
 * @returns {Part[][]}
 */
export function stepsOf(document, section) {
  const pieces = section.questions.flatMap((question) => piecesOf(document, question));
  const fewest = filled(pieces, ROWS_A_STEP).length;
  let rows = 1;
  while (filled(pieces, rows).length > fewest) rows += 1;
  return filled(pieces, rows).map((step) => joined(step, pieces));
}

/** @typedef {{ question: Question, groups: Group[], rows: number }} Piece what is never parted, and how many rows it takes */

/** @param {import('../model/types.js').QuestionSet} document @param {Question} question @returns {Piece[]} */
function piecesOf(document, question) {
  const { kind, options, items = [], levels = '' } = question;
  if (kind === 'statement') return [{ question, groups: [], rows: Infinity }];
  if (kind !== 'items') {
    return [{ question, groups: [], rows: HEAD_ROWS + (options ? options.length * OPTION_ROWS : WRITING_ROWS) }];
  }
  const lines = Math.ceil((document.scales[levels] ?? []).length / LEVELS_A_ROW) + 0.1;
  const rowsOf = (/** @type {Item[]} */ some) =>
    some.reduce((sum, item) => sum + NAME_ROWS + keysOf(item).length * lines, 0);
  const groups = groupsOf(items).flatMap(({ group, items: all }) =>
    (HEAD_ROWS + rowsOf(all) > ROWS_A_STEP ? handfuls(all) : [all]).map((some) => ({ group, items: some })));
  return groups.map((group, index) =>
    ({ question, groups: [group], rows: rowsOf(group.items) + (index === 0 ? HEAD_ROWS : NAME_ROWS) }));
}

/** @param {Piece[]} pieces @param {number} rows that a step takes @returns {Piece[][]} */
function filled(pieces, rows) {
  /** @type {Piece[][]} */
  const steps = [];
  let left = 0;
  for (const piece of pieces) {
    left -= piece.rows;
    if (!(left >= 0)) {
      steps.push([]);
      left = rows - piece.rows;
    }
    steps.at(-1)?.push(piece);
  }
  return steps;
}

/** @param {Piece[]} step @param {Piece[]} all of its section @returns {Part[]} a part each question */
const joined = (step, all) =>
  [...new Set(step.map(({ question }) => question))].map((question) => {
    const mine = step.filter((piece) => piece.question === question);
    const goesOn = all.find((piece) => piece.question === question) !== mine[0];
    return partOf(question, mine.flatMap(({ groups }) => groups), goesOn);
  });

/** @param {Item[]} items @returns {Item[][]} evenly filled, so that no step holds a single leftover */
function handfuls(items) {
  const count = Math.ceil(items.length / HANDFUL);
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
