/**
 * The few plain requests: the list of question sets, making a code, joining with one. Nothing secret is in any of them:
 * the second half of a code stays on the phone.
 */

import { newSecret, parseCode } from './protocol/pairing.js';
import { EMPTY } from './log.js';
import { addSession, choose, guessesLeft } from './keys.js';
import { at, t } from './text.js';

/** @typedef {{ qhash: string, id: string, title: import('./types.js').Text, for_whom: import('./types.js').Text,
 *   minutes: number }} QuestionSetCard */

/** Something did not work. `message` is a sentence for the person: what happened and what to do. */
export class Failure extends Error {
  /** @param {string} code */
  constructor(code) {
    super(t(`failure.${code}`));
    this.name = 'Failure';
    this.code = code;
  }
}

const KNOWN = new Set(['unknown', 'joining', 'asked', 'crowded', 'slow-down', 'away', 'full', 'foreign', 'bad-message']);
const PATIENCE = 15_000;

/**
 * @param {string} address
 * @param {RequestInit} options
 * @returns {Promise<any>}
 * @throws {Failure}
 */
async function ask(address, options) {
  let response;
  try {
    response = await fetch(address, {
      ...options,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Failure('offline');
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  throw new Failure(KNOWN.has(body?.code) ? body.code : 'hub');
}

/** @param {string} address @param {object} body */
const post = (address, body) =>
  ask(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/** @returns {Promise<QuestionSetCard[]>} @throws {Failure} */
export const questionSets = () => ask('/questions', {});

/** @param {any} fields @returns {import('./types.js').StoredSession} */
const fresh = (fields) =>
  /** @type {import('./types.js').StoredSession} */ ({
    qhash: null,
    tries: 0,
    pairing: null,
    keys: null,
    problem: null,
    created: Math.floor(Date.now() / 1000),
    expires: 0,
    view: null,
    paired: false,
    codes: 1,
    log: EMPTY,
    made: [],
    contradicted: false,
    burnt: [],
    ...fields,
  });

/**
 * Makes a code and goes to its lobby.
 * @param {string} qhash
 * @param {number} hours 12 to 144
 * @throws {Failure}
 */
export async function startSession(qhash, hours) {
  const { id, role, token, locator, expires } = await post('/start', { qhash, hours });
  await keep(fresh({ id, role, token, locator, qhash, expires, secret: newSecret() }));
}

/**
 * Joins and goes to the session.
 * @param {string} text the code as it was typed or as the link had it
 * @throws {Failure}
 */
export async function joinSession(text) {
  const code = readCode(text);
  if ((await guessesLeft(code.locator)) === 0) throw new Failure('spent');
  const { id, role, token } = await post(`/join/${code.locator}`, {});
  await keep(fresh({ id, role, token, ...code }));
}

/** @param {string} move id of a move @returns {Promise<{ id: string, token: string }>} @throws {Failure} */
export async function askForSeat(move) {
  try {
    return await post('/move', { move });
  } catch (error) {
    throw error instanceof Failure && error.code === 'unknown' ? new Failure('move-unknown') : error;
  }
}

/** @param {string} text @returns {import('./protocol/pairing.js').Code} @throws {Failure} */
function readCode(text) {
  try {
    return parseCode(text);
  } catch {
    throw new Failure('bad-code');
  }
}

/** @param {import('./types.js').StoredSession} record */
async function keep(record) {
  try {
    await addSession(record);
  } catch {
    throw new Failure('storage');
  }
  choose(record.id);
  location.assign(at('/s'));
}
