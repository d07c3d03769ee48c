/**
 * How two people's answers to one question meet, and where the two of them stand over all opened sections
 * (docs/question-sets.md, "How two answers are compared"). Pure. A limit that either has set anywhere wins over any yes.
 *
 * Directions are always told from the reader's side: "give" in a row means that the reader gives and the partner receives.
 */

import { itemKeys } from './answers.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./answers.js').ItemAnswer} ItemAnswer */
/** @typedef {'both' | 'different' | 'limit' | 'talk' | 'one-sided' | 'none'} State */
/** @typedef {'mine' | 'theirs'} Who */
/** @typedef {'give' | 'receive' | null} Direction */

/**
 * @typedef {object} Row one item in one direction
 * @property {string} item
 * @property {Direction} direction
 * @property {ItemAnswer | null} mine
 * @property {ItemAnswer | null} theirs
 * @property {State} state
 * @property {{ who: Who, text: string }[]} conditions what either has tied it to
 *
 * @typedef {object} Alignment
 * @property {State} state
 * @property {boolean} talk either wants to talk about it, whatever else the state is
 * @property {boolean} limit there is a limit to respect in it, whatever else the state is
 * @property {Row[]} [rows] items: every row that either has answered
 * @property {string[]} [common] overlap: the options that both have chosen
 */

/** @type {State[]} the state of a list of items is that of its weightiest row */
const BY_WEIGHT = ['limit', 'talk', 'different', 'both', 'one-sided', 'none'];

const WILLING = ['yes', 'curious', 'condition'];

/**
 * @param {Question} question
 * @param {QuestionSet} document
 * @param {Answers | null} mine validated answers of the question's section
 * @param {Answers | null} theirs
 * @returns {Alignment}
 */
export function alignQuestion(question, document, mine, theirs) {
  const left = mine?.answers[question.id];
  const right = theirs?.answers[question.id];
  const rows = question.kind === 'items' ? rowsOf(question, document, left, right) : undefined;
  const common = question.align === 'overlap' ? (left ?? []).filter((/** @type {string} */ id) => right?.includes(id)) : undefined;
  const limit = rows
    ? rows.some((row) => row.state === 'limit')
    : question.align === 'limit' && (left !== undefined || right !== undefined);
  const talk = marked(question, mine) || marked(question, theirs) || (rows?.some((row) => row.state === 'talk') ?? false);
  const state = stateOf(question, mine, theirs, { left, right, rows, common });
  return { state, talk, limit, ...(rows && { rows }), ...(common && { common }) };
}

/**
 * @param {Question} question
 * @param {Answers | null} mine
 * @param {Answers | null} theirs
 * @param {{ left: any, right: any, rows: Row[] | undefined, common: string[] | undefined }} said
 * @returns {State}
 */
function stateOf(question, mine, theirs, { left, right, rows, common }) {
  if (marked(question, mine) || marked(question, theirs)) return 'talk';
  if (rows) return BY_WEIGHT.find((state) => rows.some((row) => row.state === state)) ?? 'none';
  if (question.align === 'none' || (left === undefined && right === undefined)) return 'none';
  if (question.align === 'limit') return 'limit';
  if (left === undefined || right === undefined) return 'one-sided';
  switch (question.align) {
    case 'overlap':
      return common && common.length > 0 ? 'both' : 'different';
    case 'near':
      return Math.abs(left - right) <= 1 ? 'both' : 'different';
    default:
      return left === right ? 'both' : 'different';
  }
}

/** @param {Question} question @param {Answers | null} answers @returns {boolean} a talk mark, or an option that means it */
function marked(question, answers) {
  if (answers === null) return false;
  if (answers.talk.includes(question.id)) return true;
  const chosen = [answers.answers[question.id]].flat();
  return (question.options ?? []).some((option) => option.talk === true && chosen.includes(option.id));
}

/**
 * @param {Question} question
 * @param {QuestionSet} document
 * @param {{ [key: string]: ItemAnswer } | undefined} left
 * @param {{ [key: string]: ItemAnswer } | undefined} right
 * @returns {Row[]}
 */
function rowsOf(question, document, left, right) {
  return (question.items ?? []).flatMap((item) =>
    itemKeys(item).flatMap((key) => {
      const direction = directionOf(key);
      const mine = left?.[key] ?? null;
      const theirs = right?.[mirrored(key)] ?? null;
      if (mine === null && theirs === null) return [];
      const state = rowState(question, meaning(document, question, mine), meaning(document, question, theirs));
      return [{ item: item.id, direction, mine, theirs, state, conditions: conditionsOf(mine, theirs) }];
    }),
  );
}

/**
 * @param {Question} question
 * @param {string | null} left what the level means, null when blank
 * @param {string | null} right
 * @returns {State}
 */
function rowState(question, left, right) {
  const either = [left, right];
  if (either.includes('limit')) return 'limit';
  if (question.align === 'none' || either.includes('plain')) return 'none';
  if (either.includes('unsure')) return 'talk';
  if (either.includes('not-now') || either.includes('fantasy')) return 'different';
  return either.every((one) => one !== null && WILLING.includes(one)) ? 'both' : 'one-sided';
}

/** @param {ItemAnswer | null} mine @param {ItemAnswer | null} theirs @returns {Row['conditions']} */
function conditionsOf(mine, theirs) {
  /** @type {Row['conditions']} */
  const found = [];
  if (mine?.if !== undefined) found.push({ who: 'mine', text: mine.if });
  if (theirs?.if !== undefined) found.push({ who: 'theirs', text: theirs.if });
  return found;
}

/** @param {QuestionSet} document @param {Question} question @param {ItemAnswer | null} answer @returns {string | null} */
function meaning(document, question, answer) {
  const levels = document.scales[question.levels ?? ''] ?? [];
  return answer === null ? null : (levels.find((level) => level.id === answer.level)?.means ?? null);
}

/** @param {string} key @returns {Direction} */
const directionOf = (key) => (key.endsWith('/give') ? 'give' : key.endsWith('/receive') ? 'receive' : null);

/** @param {string} key an answer key @returns {string} the key that the other person's answer to the same act stands under */
function mirrored(key) {
  if (key.endsWith('/give')) return key.replace(/give$/, 'receive');
  return key.endsWith('/receive') ? key.replace(/receive$/, 'give') : key;
}

/** @typedef {{ section: string, mine: Answers, theirs: Answers }} Opened the newest opened round of one section */

/**
 * @typedef {object} Point one thing said. Which of text, options, value or item it has follows from the question's kind
 * @property {string} section
 * @property {string} question
 * @property {Who | 'both'} who
 * @property {string} [text] a text, or the condition of an item
 * @property {string[]} [options] option ids
 * @property {number} [value] a step on a scale
 * @property {string} [item]
 * @property {Direction} [direction] from the reader's side: "give" when the reader gives
 * @property {string} [level] level id
 * @property {string} [means] what the level means: limit, not-now or fantasy among the limits
 *
 * @typedef {object} OpenPoint something to talk about
 * @property {string} section
 * @property {string} question
 * @property {'talk' | 'different' | 'first'} reason
 * @property {boolean} first either wants to talk about it first
 * @property {string} [item]
 * @property {Direction} [direction]
 *
 * @typedef {{ mine: Point[], theirs: Point[] }} OfEach
 *
 * @typedef {object} Standing
 * @property {Point[]} shared
 * @property {Point[]} conditions
 * @property {OfEach} limits
 * @property {OfEach} stopSignals
 * @property {OfEach} aftercare
 * @property {OfEach} checkIn
 * @property {OpenPoint[]} open those marked "first" come first
 */

/** @type {{ [gather: string]: 'limits' | 'stopSignals' | 'aftercare' | 'checkIn' }} */
const PART_OF_EACH = { limits: 'limits', 'stop-signals': 'stopSignals', aftercare: 'aftercare', 'check-in': 'checkIn' };
const NOT_FOR_REAL = ['limit', 'not-now', 'fantasy'];

/**
 * @param {QuestionSet} document
 * @param {readonly Opened[]} opened
 * @returns {Standing}
 */
export function standing(document, opened) {
  const all = opened.flatMap(({ section: id, mine, theirs }) => {
    const section = document.sections.find((one) => one.id === id && one.reveal !== 'never');
    return (section?.questions ?? []).map((question) => {
      const aligned = alignQuestion(question, document, mine, theirs);
      return { section: id, question, mine, theirs, aligned };
    });
  });
  const ofEach = () => /** @type {OfEach} */ ({ mine: [], theirs: [] });
  /** @type {Standing} */
  const whole = {
    shared: [], conditions: [], limits: ofEach(), stopSignals: ofEach(), aftercare: ofEach(), checkIn: ofEach(), open: [],
  };
  const limited = all.flatMap(({ aligned }) => aligned.rows ?? []).filter((row) => row.state === 'limit');
  for (const one of all) {
    gatherRows(whole, document, one, limited);
    gatherWhole(whole, one);
    gatherOpen(whole, one, limited);
  }
  whole.open.sort((left, right) => Number(right.first) - Number(left.first));
  return whole;
}

/** @typedef {{ section: string, question: Question, mine: Answers, theirs: Answers, aligned: Alignment }} Asked */

/** @param {Row} row @param {Row[]} limited @returns {boolean} a limit on the same act stands here or in another question */
const isStruck = (row, limited) =>
  limited.some((limit) =>
    limit.item === row.item &&
    (limit.direction === row.direction || limit.direction === null || row.direction === null));

/** @param {Standing} whole @param {QuestionSet} document @param {Asked} asked @param {Row[]} limited */
function gatherRows(whole, document, { section, question, aligned }, limited) {
  for (const row of aligned.rows ?? []) {
    const act = { section, question: question.id, item: row.item, direction: row.direction };
    for (const who of /** @type {Who[]} */ (['mine', 'theirs'])) {
      const answer = row[who];
      const means = meaning(document, question, answer);
      if (answer === null || means === null || !NOT_FOR_REAL.includes(means)) continue;
      const condition = answer.if === undefined ? {} : { text: answer.if };
      whole.limits[who].push({ ...act, who, level: answer.level, means, ...condition });
    }
    if (row.state !== 'both' || isStruck(row, limited)) continue;
    whole.shared.push({ ...act, who: 'both' });
    for (const who of /** @type {Who[]} */ (['mine', 'theirs'])) {
      const answer = row[who];
      if (answer === null || (answer.if === undefined && meaning(document, question, answer) !== 'condition')) continue;
      const text = answer.if === undefined ? {} : { text: answer.if };
      whole.conditions.push({ ...act, who, level: answer.level, ...text });
    }
  }
}

/** @param {Standing} whole @param {Asked} asked every kind but items */
function gatherWhole(whole, { section, question, mine, theirs, aligned }) {
  const { gather } = question;
  if (!gather || question.kind === 'items' || question.kind === 'statement') return;
  const place = { section, question: question.id };
  const left = said(question, mine);
  const right = said(question, theirs);
  if (gather === 'shared' && question.align !== 'none') {
    if (aligned.state !== 'both') return;
    if (question.kind === 'scale' && left?.value !== right?.value) {
      whole.shared.push({ ...place, who: 'mine', ...left }, { ...place, who: 'theirs', ...right });
    } else {
      whole.shared.push({ ...place, who: 'both', ...left, ...(aligned.common && { options: aligned.common }) });
    }
    return;
  }
  const part = PART_OF_EACH[gather];
  const together = gather === 'shared' ? whole.shared : whole.conditions;
  const lists = part ? whole[part] : { mine: together, theirs: together };
  if (left) lists.mine.push({ ...place, who: 'mine', ...left });
  if (right) lists.theirs.push({ ...place, who: 'theirs', ...right });
}

/** @param {Question} question @param {Answers} answers @returns {{ text?: string, options?: string[], value?: number } | null} */
function said(question, answers) {
  const answer = answers.answers[question.id];
  if (answer === undefined) return null;
  if (question.kind === 'text') return { text: answer };
  return question.kind === 'scale' ? { value: answer } : { options: [answer].flat() };
}

/** @param {Standing} whole @param {Asked} asked @param {Row[]} limited */
function gatherOpen(whole, { section, question, mine, theirs, aligned }, limited) {
  const place = { section, question: question.id };
  const first = mine.first.includes(question.id) || theirs.first.includes(question.id);
  const wished = mine.talk.includes(question.id) || theirs.talk.includes(question.id);
  if (wished || (!aligned.rows && aligned.state === 'talk')) {
    whole.open.push({ ...place, reason: 'talk', first });
  } else if (!aligned.rows && aligned.state === 'different' && question.gather) {
    whole.open.push({ ...place, reason: 'different', first });
  } else if (first) {
    whole.open.push({ ...place, reason: 'first', first });
  }
  for (const row of aligned.rows ?? []) {
    if (row.state !== 'talk' || isStruck(row, limited)) continue;
    whole.open.push({ ...place, reason: 'talk', first, item: row.item, direction: row.direction });
  }
}
