/**
 * What people answer: reading it, checking it against the question set, writing it, and how much still fits
 * (docs/protocol.md, "Plaintexts"). Pure: no DOM, no storage.
 *
 * What comes out of the partner's box is untrusted. Unknown keys are ignored; a wrong type, an unknown option, level or
 * item, a number out of range or a text that is too long is the failure class "bad content".
 */

import { ProtocolError, utf8 } from '../protocol/encoding.js';
import { largestHead } from './heads.js';
import { fromJson, isTable } from './json.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./types.js').Section} Section */
/** @typedef {{ level: string, if?: string }} ItemAnswer */

/** Bytes of the length in front of the padded answers. */
const LENGTH_PREFIX = 4;
/** Objects and lists within each other. What goes deeper is refused, so that every client reads the same. */
const DEEPEST = 16;
const LONE_SURROGATE = /\p{Surrogate}/u;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f]/g;
const BLANK = /^[ \t\r\n]*$/;

/** @returns {never} */
function refuse() {
  throw new ProtocolError('bad content');
}

/**
 * A table without a prototype, so that no name in it can be mistaken for one of the language.
 * @returns {{ [key: string]: any }}
 */
const emptyTable = () => Object.create(null);

/**
 * Lists the answer keys of an item.
 * @param {{ id: string, direction: boolean }} item
 * @returns {string[]} the answer keys of an item: its id, or one for each direction
 */
export const itemKeys = (item) => (item.direction ? [`${item.id}/give`, `${item.id}/receive`] : [item.id]);

/** Makes answers with nothing in them. @returns {Answers} */
export const noAnswers = () => ({ v: 1, answers: emptyTable(), skip: [], talk: [], first: [] });

/**
 * Reads answers out of a box and checks them against the document.
 * @param {QuestionSet} document
 * @param {string} sectionId
 * @param {Uint8Array} plaintext
 * @returns {Answers} what was said, without what is blank or unknown
 * @throws {ProtocolError} bad content
 * Source: docs/protocol.md, "The answers".
 */
export function validateAnswers(document, sectionId, plaintext) {
  const section = document.sections.find((one) => one.id === sectionId) ?? refuse();
  const whole = fromJson(plaintext);
  if (!isTable(whole) || !isShallow(whole) || whole.v !== 1) return refuse();
  const given = whole.answers ?? {};
  if (!isTable(given)) return refuse();
  const answers = emptyTable();
  for (const question of section.questions) {
    if (question.kind === 'statement' || !Object.hasOwn(given, question.id)) continue;
    const answer = checked(document, question, given[question.id]);
    if (answer !== undefined) answers[question.id] = answer;
  }
  const ids = section.questions.map((question) => question.id);
  return {
    v: 1,
    answers,
    skip: marks(whole.skip, ids),
    talk: marks(whole.talk, ids),
    first: marks(whole.first, ids),
  };
}

/** @param {unknown} value @param {number} [left] @returns {boolean} */
const isShallow = (value, left = DEEPEST) =>
  typeof value !== 'object' || value === null || (left > 0 && Object.values(value).every((each) => isShallow(each, left - 1)));

/** @param {unknown} value @param {string[]} known @returns {string[]} */
function marks(value, known) {
  const list = value ?? [];
  if (!Array.isArray(list) || !list.every((id) => typeof id === 'string')) return refuse();
  return known.filter((id) => list.includes(id));
}

/** @param {QuestionSet} document @param {Question} question @param {unknown} value @returns {any} undefined when blank */
function checked(document, question, value) {
  switch (question.kind) {
    case 'text':
      return text(value, question.max);
    case 'choice':
      return known(value, question.options ?? []);
    case 'choices':
      return choices(question, value);
    case 'scale':
      return step(question, value);
    case 'items':
      return items(document, question, value);
    default:
      return refuse();
  }
}

/** @param {unknown} value @param {number | undefined} max bytes @returns {string | undefined} */
function text(value, max) {
  if (typeof value !== 'string' || LONE_SURROGATE.test(value)) return refuse();
  if (max !== undefined && byteLength(value) > max) return refuse();
  return BLANK.test(value) ? undefined : value;
}

/** @param {unknown} value @param {{ id: string }[]} options @returns {string} */
function known(value, options) {
  return options.find((option) => option.id === value)?.id ?? refuse();
}

/** @param {Question} question @param {unknown} value @returns {string[] | undefined} */
function choices(question, value) {
  if (!Array.isArray(value)) return refuse();
  const options = question.options ?? [];
  const chosen = [...new Set(value.map((id) => known(id, options)))];
  if (chosen.length > (question.most ?? options.length)) return refuse();
  return chosen.length > 0 ? chosen : undefined;
}

/** @param {Question} question @param {unknown} value @returns {number} */
function step(question, value) {
  const { scale } = question;
  if (scale === undefined || typeof value !== 'number' || !Number.isInteger(value)) return refuse();
  return value >= scale.min && value <= scale.max ? value : refuse();
}

/** @param {QuestionSet} document @param {Question} question @param {unknown} value @returns {{ [key: string]: ItemAnswer } | undefined} */
function items(document, question, value) {
  if (!isTable(value)) return refuse();
  const keys = (question.items ?? []).flatMap(itemKeys);
  if (!Object.keys(value).every((key) => keys.includes(key))) return refuse();
  const levels = document.scales[question.levels ?? ''] ?? [];
  /** @type {{ [key: string]: ItemAnswer }} */
  const said = emptyTable();
  for (const key of keys) {
    if (!Object.hasOwn(value, key)) continue;
    const answer = value[key];
    if (!isTable(answer)) return refuse();
    const level = known(answer.level, levels);
    const condition = Object.hasOwn(answer, 'if') ? text(answer.if, question.max) : undefined;
    said[key] = question.condition && condition !== undefined ? { level, if: condition } : { level };
  }
  return Object.keys(said).length > 0 ? said : undefined;
}

/**
 * The bytes to seal: blank answers left out, texts without characters that cannot be read. They are not measured here: ask
 * `boxBytesLeft` before sealing.
 * @param {Answers} given
 * @param {import('./heads.js').Head} [seen] what this phone's log holds
 * @returns {Uint8Array} JSON in UTF-8
 */
export function encodeAnswers(given, seen) {
  const answers = emptyTable();
  for (const [id, answer] of Object.entries(given.answers)) {
    const clean = cleaned(answer);
    if (clean !== undefined) answers[id] = clean;
  }
  const { skip, talk, first } = given;
  return utf8(JSON.stringify({ v: 1, answers, skip, talk, first, seen }));
}

/**
 * Finds the head that was sealed with answers.
 * @param {Uint8Array} plaintext of answers that have been validated
 * @returns {unknown} the head in it, as it was sealed
 * Source: docs/protocol.md, "Heads".
 */
export const headIn = (plaintext) => /** @type {any} */ (fromJson(plaintext)).seen;

/** @param {any} answer @returns {any} undefined when blank */
function cleaned(answer) {
  if (typeof answer === 'string') {
    const readable = cleanText(answer);
    return BLANK.test(readable) ? undefined : readable;
  }
  if (Array.isArray(answer)) return answer.length > 0 ? answer : undefined;
  if (!isTable(answer)) return answer;
  const table = emptyTable();
  for (const [key, one] of Object.entries(/** @type {{ [key: string]: ItemAnswer }} */ (answer))) {
    const condition = cleaned(one.if ?? '');
    table[key] = condition === undefined ? { level: one.level } : { level: one.level, if: condition };
  }
  return Object.keys(table).length > 0 ? table : undefined;
}

/**
 * What a keyboard or a paste may hold that nobody can read: control characters and halves of characters.
 * @param {string} value
 * @returns {string}
 */
export const cleanText = (value) =>
  value.replace(/\r\n?/g, '\n').replace(CONTROLS, '').replace(/\p{Surrogate}/gu, '\ufffd');

/** Measures a text. @param {string} value @returns {number} its length in UTF-8 bytes */
export const byteLength = (value) => utf8(value).length;

/**
 * Counts what may still be written in one field.
 * @param {Question} question a text, or items with conditions
 * @param {string} value
 * @returns {number} bytes that may still be written; below zero: too long
 */
export const bytesLeft = (question, value) => (question.max ?? Infinity) - byteLength(cleanText(value));

/**
 * Counts what still fits into a section's box.
 * @param {QuestionSet} document
 * @param {Section} section of it
 * @param {Answers} given
 * @returns {number} bytes that are left in the section's box; below zero: it cannot be sealed
 */
export const boxBytesLeft = (document, section, given) =>
  section.pad - LENGTH_PREFIX - encodeAnswers(given, largestHead(document)).length;
