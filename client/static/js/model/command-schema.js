/**
 * What may be said to the hub, checked before it is stored or sent: known fields of known shapes and nothing else, so
 * that no text of a person can slip into a message. Pure.
 */

/** @typedef {import('./types.js').Command} Command */

/** @type {Record<string, (value: unknown) => boolean>} */
const SHAPES = {
  digest: (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value),
  box: (value) => typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value),
  locator: (value) => typeof value === 'string' && /^[0-9A-HJKMNP-TV-Z]{4}$/.test(value),
  pause: (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{22}$/.test(value),
  section: (value) => typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value),
  count: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  yes: (value) => typeof value === 'boolean',
};

const ROUND = { chapter: 'digest', section: 'section', round: 'count' };

/** What a button in a fragment may wish. @type {Record<string, Record<string, string>>} */
const SIMPLE = {
  ready: {},
  again: ROUND,
  'not-again': ROUND,
  leave: {},
  prolong: { until: 'count' },
  'not-prolong': {},
  scene: {},
  'scene-over': {},
};

/** What the phone itself says besides. @type {Record<string, Record<string, string>>} */
const OWN = {
  offer: { m1: 'box' },
  reply: { m2: 'box' },
  answer: { m2: 'digest', m3: 'box' },
  reject: { 'm2?': 'digest', 'm1?': 'box' },
  confirm: {},
  renew: { spent: 'locator' },
  add: { chapter: 'digest' },
  pause: { pause: 'pause', 'later?': 'box' },
  resume: { pause: 'pause' },
  commit: { ...ROUND, box: 'box' },
  release: { ...ROUND, box: 'box' },
  broken: ROUND,
  note: { chapter: 'digest', section: 'section', n: 'count', box: 'box' },
  settle: { chapter: 'digest', section: 'section', n: 'count', note: 'digest', yes: 'yes', box: 'box' },
  notice: { chapter: 'digest', n: 'count', box: 'box' },
  fetch: { box: 'digest' },
  end: {},
};

/** @param {any} command @param {Record<string, Record<string, string>>} known @returns {boolean} */
function fits(command, known) {
  const shape = Object.hasOwn(known, command?.do) ? known[command.do] : null;
  if (!shape) return false;
  const fields = new Map(Object.entries(shape).map(([name, kind]) => [name.replace('?', ''), { name, kind }]));
  for (const { name, kind } of fields.values()) {
    const field = name.replace('?', '');
    const absent = command[field] === undefined;
    if (absent ? !name.endsWith('?') : !SHAPES[kind]?.(command[field])) return false;
  }
  return Object.keys(command).every((field) => field === 'do' || fields.has(field));
}

/** @param {Command} command @returns {boolean} whether it may be said at all */
export const isCommand = (command) => fits(command, { ...SIMPLE, ...OWN });

/**
 * @param {string | null} text the hx-vals of a button
 * @returns {Command | null} null: not a wish that a button from the hub may carry
 */
export function wishOf(text) {
  try {
    const wish = JSON.parse(text ?? '');
    return fits(wish, SIMPLE) ? wish : null;
  } catch {
    return null;
  }
}

/** @type {Record<string, string>} */
const OPPOSITES = { again: 'not-again', prolong: 'not-prolong', scene: 'scene-over' };

/** @param {Command} command @returns {string} what it is about, the same for a wish and its opposite */
const about = (command) => [command.do.replace(/^not-|-over$/g, ''), command.chapter, command.section].join('/');

/** @param {Command} newer @param {Command} older @returns {boolean} whether the newer takes the place of the older */
export function replaces(newer, older) {
  const simple = Object.hasOwn(SIMPLE, newer.do) && Object.hasOwn(SIMPLE, older.do);
  if (!simple || about(newer) !== about(older)) return false;
  return newer.do === older.do || OPPOSITES[newer.do] === older.do || OPPOSITES[older.do] === newer.do;
}

/** How many a section or a chapter may have. What comes behind them is refused as `full` for ever. @type {Record<string, number>} */
const MOST = { note: 100, notice: 100 };

/**
 * @param {string} code of a refusal @param {Command} command
 * @returns {boolean} whether the same words may be accepted in a moment; a full hub has room again when another conversation ends
 */
export function isPassing(code, { do: wish, n }) {
  if (code === 'full') return wish === 'commit' || wish === 'release' || n <= (MOST[wish] ?? 0);
  return code === 'away' || code === 'slow-down';
}
