/**
 * The commands of a phone, checked before they are stored or sent: known fields of known shapes and nothing else, so that
 * no text of a person can slip into a message. Pure.
 */

import { isHalf } from '../protocol/code.js';
import { LIMITS } from './limits.js';

/** @typedef {import('./types.js').Command} Command */

/** @param {RegExp} pattern @returns {(value: unknown) => boolean} */
const text = (pattern) => (value) => typeof value === 'string' && pattern.test(value);

/** @type {Record<string, (value: unknown) => boolean>} */
const SHAPES = {
  digest: text(/^[\w-]{43}$/),
  box: text(/^[\w-]+$/),
  id: text(/^[\w-]{22}$/),
  section: text(/^[a-z0-9-]{1,64}$/),
  locator: isHalf,
  count: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  yes: (value) => typeof value === 'boolean',
};

const ROUND = { chapter: 'digest', section: 'section', round: 'count' };

/** What a button in a fragment may carry. @type {Record<string, Record<string, string>>} */
const SIMPLE = {
  ready: {},
  again: ROUND,
  'not-again': ROUND,
  leave: {},
  prolong: { until: 'count' },
  'not-prolong': {},
};

/** What the phone itself sends besides; a question mark stands behind what may be left out. @type {Record<string, Record<string, string>>} */
const OWN = {
  offer: { m1: 'box' },
  reply: { m2: 'box' },
  answer: { m2: 'digest', m3: 'box' },
  reject: { 'm2?': 'digest', 'm1?': 'box' },
  confirm: {},
  renew: { spent: 'locator' },
  add: { chapter: 'digest' },
  pause: { pause: 'id', 'later?': 'box' },
  resume: { pause: 'id' },
  commit: { ...ROUND, box: 'box' },
  release: { ...ROUND, box: 'box' },
  broken: ROUND,
  note: { chapter: 'digest', section: 'section', n: 'count', box: 'box' },
  settle: { chapter: 'digest', section: 'section', n: 'count', note: 'digest', yes: 'yes', box: 'box' },
  notice: { chapter: 'digest', n: 'count', box: 'box' },
  talk: { n: 'count', box: 'box' },
  move: { move: 'id', m1: 'box' },
  'move-reply': { m2: 'box' },
  'move-approve': { move: 'id', m2: 'digest', m3: 'box', box: 'box' },
  'move-claim': {},
  'move-cancel': { move: 'id' },
  fetch: { box: 'digest' },
  'begin-scene': { n: 'count' },
  'not-begin-scene': { n: 'count' },
  'scene-over': { n: 'count' },
  end: {},
};

/** An object that is not a valid command was about to be stored or sent. */
export class CommandError extends Error {
  /** @param {unknown} name of the command; none of its values */
  constructor(name) {
    super(`not a command: ${name}`);
    this.name = 'CommandError';
  }
}

/** @param {any} command @param {Record<string, Record<string, string>>} known @returns {boolean} */
function fits(command, known) {
  const shape = Object.hasOwn(known, command?.do) ? known[command.do] : null;
  if (!shape) return false;
  const fields = new Map(Object.entries(shape).map(([name, kind]) => [name.replace('?', ''), { name, kind }]));
  for (const [field, { name, kind }] of fields) {
    const absent = command[field] === undefined;
    if (absent ? !name.endsWith('?') : !SHAPES[kind]?.(command[field])) return false;
  }
  return Object.keys(command).every((field) => field === 'do' || fields.has(field));
}

/**
 * Tells whether something is a command of this phone, and nothing else.
 * @param {Command} command
 * @returns {boolean} whether it may be stored and sent
 * Source: docs/protocol.md, "Commands".
 */
export const isCommand = (command) => fits(command, { ...SIMPLE, ...OWN });

/**
 * Refuses what is no command of this phone.
 * @param {Command} command
 * @throws {CommandError} unknown, or with a field that is missing, of another shape, or too many
 * Source: docs/protocol.md, "Commands".
 */
export function checkCommand(command) {
  if (!isCommand(command)) throw new CommandError(command?.do);
}

/**
 * Reads the command of a button that the hub has drawn.
 * @param {string | null} text the hx-vals of a button
 * @returns {Command | null} null: not a command that a button from the hub may carry
 */
export function buttonCommand(text) {
  try {
    const command = JSON.parse(text ?? '');
    return fits(command, SIMPLE) ? command : null;
  } catch {
    return null;
  }
}

/** @param {Command} command @returns {string} what it is about, the same for a command and its opposite */
const subjectOf = (command) => [command.do.replace(/^not-/, ''), command.chapter, command.section].join('/');

/**
 * Tells whether a command makes one before it needless.
 * @param {Command} newer
 * @param {Command} older that the hub has not acknowledged
 * @returns {boolean} whether the newer takes the place of the older: both are a button's, and the same or opposites
 */
export function replaces(newer, older) {
  return [newer, older].every((each) => Object.hasOwn(SIMPLE, each.do)) && subjectOf(newer) === subjectOf(older);
}

/**
 * Tells whether a command has its place behind another: sent before it, it would have none.
 * @param {Command} later
 * @param {Command} earlier that the hub has not acknowledged
 * @returns {boolean} whether both are numbered, in one row
 */
export const follows = (later, earlier) => later['n'] !== undefined && subjectOf(later) === subjectOf(earlier);

/** How many a section, a chapter or a seat may have. What comes behind them is refused as `full` for ever. @type {Record<string, number>} */
const MOST = { note: LIMITS.notes, notice: LIMITS.notices, talk: LIMITS.talks };

/**
 * Tells whether a refused command is worth sending again.
 * @param {string} code of a refusal
 * @param {Command} command that was refused
 * @returns {boolean} whether the same command may be accepted in a moment; a full hub has room again when another
 * conversation ends
 * Source: docs/protocol.md, "Refusal codes".
 */
export function isRetryable(code, { do: name, n }) {
  if (code === 'full') return name === 'commit' || name === 'release' || n <= (MOST[name] ?? 0);
  return code === 'away' || code === 'slow-down';
}
