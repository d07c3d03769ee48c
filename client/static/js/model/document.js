/**
 * The question set that both phones confirmed by its hash: read from its bytes (docs/protocol.md, "The document"). Pure.
 */

import { ProtocolError } from '../protocol/encoding.js';
import { fromJson, isTable, isText } from './json.js';

/** @typedef {import('./types.js').QuestionSet} QuestionSet */

/**
 * The question set, from bytes whose hash was already compared. Even so its shape is looked at, so that nothing that is
 * drawn from it can be missing. The languages of each text stand in the order of the set, its own first.
 * @param {Uint8Array} bytes
 * @returns {QuestionSet} frozen
 * @throws {ProtocolError} bad content: not a question set of this format
 */
export function parseDocument(bytes) {
  const whole = fromJson(bytes);
  if (!isDocument(whole)) throw new ProtocolError('bad content');
  return frozen(/** @type {QuestionSet} */ (/** @type {unknown} */ (inOrder(whole, whole.languages))));
}

/** @param {unknown} value @param {readonly string[]} languages @returns {any} the same, with each text in their order */
function inOrder(value, languages) {
  if (Array.isArray(value)) return value.map((each) => inOrder(each, languages));
  if (!isTable(value)) return value;
  const names = Object.keys(value);
  const text = names.length > 0 && names.every((name) => languages.includes(name));
  const ordered = text ? languages.filter((name) => Object.hasOwn(value, name)) : names;
  return Object.fromEntries(ordered.map((name) => [name, inOrder(value[name], languages)]));
}

/** @param {{ [key: string]: unknown }} table @param {...string} keys @returns {boolean} each is there and a text */
const hasTexts = (table, ...keys) => keys.every((key) => isText(table[key]));

/** @param {unknown} value @returns {boolean} */
const isFlag = (value) => value === undefined || typeof value === 'boolean';

/** @param {unknown} list @param {(entry: { [key: string]: unknown }) => boolean} good @returns {boolean} */
const isListOf = (list, good) =>
  Array.isArray(list) && list.every((entry) => isTable(entry) && typeof entry.id === 'string' && good(entry));

/** @param {unknown} whole @returns {whole is { languages: string[] } & { [key: string]: unknown }} */
function isDocument(whole) {
  if (!isTable(whole) || whole.format !== 1 || typeof whole.id !== 'string' || !isTable(whole.scales)) return false;
  const { languages, scales } = whole;
  if (!Array.isArray(languages) || !languages.every((language) => typeof language === 'string')) return false;
  return (
    hasTexts(whole, 'title', 'for_whom') &&
    Object.values(scales).every((levels) => isListOf(levels, (one) => hasTexts(one, 'label') && typeof one.means === 'string')) &&
    isListOf(whole.glossary, (term) => hasTexts(term, 'term', 'text')) &&
    isListOf(whole.sections, (section) =>
      hasTexts(section, 'title', 'intro') &&
      ['both', 'mutual', 'never'].includes(String(section.reveal)) &&
      Number.isInteger(section.pad) &&
      isFlag(section.private) &&
      isListOf(section.questions, (question) => isQuestion(question, scales)))
  );
}

/** @param {{ [key: string]: unknown }} question @param {{ [key: string]: unknown }} scales @returns {boolean} */
function isQuestion(question, scales) {
  if (!hasTexts(question, 'prompt') || typeof question.align !== 'string') return false;
  if (!isFlag(question.private) || ![undefined, 'first', 'union', 'low'].includes(/** @type {any} */ (question.counts))) return false;
  switch (question.kind) {
    case 'text':
      return Number.isInteger(question.max);
    case 'statement':
      return true;
    case 'choice':
    case 'choices':
      return isListOf(question.options, (option) => hasTexts(option, 'label') && [option.talk, option.alone, option.final].every(isFlag) &&
        [undefined, 'lead', 'follow'].includes(/** @type {any} */ (option.side)) &&
        [undefined, 'offer', 'stop'].includes(/** @type {any} */ (option.care)));
    case 'scale':
      return isTable(question.scale) && Number.isInteger(question.scale.min) && Number.isInteger(question.scale.max) &&
        hasTexts(question.scale, 'low', 'high');
    case 'items':
      return Object.hasOwn(scales, String(question.levels)) &&
        isListOf(question.items, isItem);
    default:
      return false;
  }
}

/** @param {{ [key: string]: unknown }} item @returns {boolean} */
const isItem = (item) =>
  hasTexts(item, 'label') &&
  typeof item.direction === 'boolean' &&
  ['risk', 'give_says', 'receive_says'].every((key) => item[key] === undefined || isText(item[key])) &&
  ['undefined', 'string'].includes(typeof item.experience);

/** @template T @param {T} value @returns {T} */
function frozen(value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
