/** What a section asks a step at a time. Pure. */

import { keysOf } from './answer-keys.js';
import { groupsOf, partOf } from './draft.js';

/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Section} Section */
/** @typedef {import('./draft.js').Group} Group */
/** @typedef {import('./draft.js').Item} Item */
/** @typedef {import('./draft.js').Part} Part */
/** @typedef {(text: import('../model/types.js').Text | undefined) => string} Read a text in the language of the reader */

/**
 * What follows is in pixels of a phone 360 wide, and near enough: a step takes up to four of its screens of 640, with the bar at their
 * foot. How a text breaks is reckoned from its letters, in the language that is read.
 */
const STEP = 4 * 640 - 56;
const PROMPT_LETTERS = 20;
const PROMPT_LINE = 30;
const HELP_LETTERS = 42;
const HELP_LINE = 23;
const HELP_SPACE = 8;
/** A row of buttons: the marks of a question, what can be looked up, one for a whole group. */
const BUTTONS = 44;
/** All the space in a question, and what one writes in. */
const SPACE = 24;
const WRITING = 56;
/** An option and each of its letters, as two short ones share a line and a long one takes two. */
const OPTION = 13;
const OPTION_LETTER = 1;
/** A line of an item's name, and the space about it; a line of its levels in one direction, and the space between two of these. */
const NAME_LETTERS = 40;
const NAME_LINE = 24;
const NAME_SPACE = 12;
const LEVELS = 46;
const BETWEEN_LEVELS = 12;
/** The space above the name of a group. */
const GROUP_SPACE = 16;
/** What a list takes again where it goes on: its prompt, small, and its buttons. */
const GOES_ON = 125;
/** Three levels share a line, or four if there are no more. */
const LEVELS_A_LINE = 4;
/** A group that is too long for a step is asked by handfuls. */
const HANDFUL = 6;

/**
 * What is asked a step at a time: neighbours share one as long as there is room, and the longest step is as short as it can be.
 * What is only to be read has one of its own; a long list goes on in the next, its groups whole.
 * @param {import('../model/types.js').QuestionSet} document
 * @param {Section} section of it
 * @param {Read} read
 * @returns {Part[][]}
 */
export function stepsOf(document, section, read) {
  const pieces = section.questions.flatMap((question) => piecesOf(document, question, read));
  const fewest = filled(pieces, STEP).length;
  let height = 1;
  while (filled(pieces, height).length > fewest) height += 1;
  return filled(pieces, height).map((step) => joined(step, pieces));
}

/** @typedef {{ question: Question, groups: Group[], height: number, again: number }} Piece what is never parted; `again`: what it takes more at the head of a step */

/** @param {import('../model/types.js').QuestionSet} document @param {Question} question @param {Read} read @returns {Piece[]} */
function piecesOf(document, question, read) {
  const { kind, options, items = [], levels = '' } = question;
  if (kind === 'statement') return [{ question, groups: [], height: Infinity, again: 0 }];
  const lettersOf = (/** @type {import('../model/types.js').Text | undefined} */ text) => read(text).length;
  const helpOf = (/** @type {Question | Item} */ { help }) =>
    (help ? HELP_SPACE + Math.ceil(lettersOf(help) / HELP_LETTERS) * HELP_LINE : 0);
  const folded = question.why || (question.terms ?? []).length > 0 ? BUTTONS : 0;
  const prompt = Math.ceil(lettersOf(question.prompt) / PROMPT_LETTERS) * PROMPT_LINE;
  const head = prompt + helpOf(question) + BUTTONS + folded + SPACE;
  if (kind !== 'items') {
    const letters = (options ?? []).reduce((sum, { label }) => sum + lettersOf(label), 0);
    const input = options ? options.length * OPTION + letters * OPTION_LETTER : WRITING;
    return [{ question, groups: [], height: head + input, again: 0 }];
  }
  const lines = Math.ceil((document.scales[levels] ?? []).length / LEVELS_A_LINE);
  const direction = lines * LEVELS + (lines - 1) * BETWEEN_LEVELS;
  const nameOf = (/** @type {Item} */ { label }) => NAME_SPACE + Math.ceil(lettersOf(label) / NAME_LETTERS) * NAME_LINE;
  const heightOf = (/** @type {Item[]} */ some) =>
    some.reduce((sum, item) => sum + nameOf(item) + helpOf(item) + keysOf(item).length * direction,
      BUTTONS + (some[0]?.group ? GROUP_SPACE : 0));
  const groups = groupsOf(items).flatMap(({ group, items: all }) =>
    (head + heightOf(all) > STEP ? handfuls(all) : [all]).map((some) => ({ group, items: some })));
  return groups.map((group, index) =>
    ({ question, groups: [group], height: heightOf(group.items) + (index === 0 ? head : 0), again: index === 0 ? 0 : GOES_ON }));
}

/** @param {Piece[]} pieces @param {number} height of a step @returns {Piece[][]} */
function filled(pieces, height) {
  /** @type {Piece[][]} */
  const steps = [];
  let left = 0;
  for (const piece of pieces) {
    left -= piece.height;
    if (!(left >= 0)) {
      steps.push([]);
      left = height - piece.height - piece.again;
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
