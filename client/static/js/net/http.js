/**
 * The few HTTP requests: the list of question sets, making a code, joining with one. Nothing secret is in any of them:
 * the second half of a code stays on the phone.
 */

import { isHalf, newSecret, parseCode } from '../protocol/code.js';
import { attempt } from '../protocol/encoding.js';
import { readBody } from './body.js';
import { HUB, hubName, isElsewhere } from './hub.js';
import { sendFor } from './pending-ends.js';
import { AlreadyHereError, addSession, choose, guessesLeft } from '../storage/session-store.js';
import { readAbout, readCards } from '../model/about.js';
import { EMPTY } from '../model/log.js';
import { NO_SCENE } from '../model/scene.js';
import { at, t } from '../i18n.js';

/** Something did not work. `message` is a sentence for the person: what happened and what to do. */
export class Failure extends Error {
  /** @param {string} code */
  constructor(code) {
    super(t(`failure.${code}`, { server: hubName() }));
    this.name = 'Failure';
    this.code = code;
  }
}

const KNOWN = new Set(['unknown', 'joining', 'asked', 'crowded', 'slow-down', 'away', 'full', 'foreign', 'bad-message']);
const PATIENCE = 15_000;
/** Milliseconds for which somebody waits until a seat is given back. It is sent on after that. */
const GIVE_BACK_WAIT = 5000;

/** @type {Record<string, (value: unknown) => boolean>} what the hub gives out, by name */
const SHAPES = {
  id: (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{22}$/.test(value),
  token: (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value),
  locator: isHalf,
  expires: (value) => Number.isSafeInteger(value) && Number(value) > 0,
};

/**
 * @param {string} address
 * @param {RequestInit} options
 * @returns {Promise<any>}
 * @throws {Failure}
 */
const request = async (address, options) => (await exchange(address, options)).body;

/**
 * @param {string} address
 * @param {RequestInit} options
 * @returns {Promise<{ body: any, at: number }>} `at`: when the hub answered, in seconds
 * @throws {Failure}
 */
async function exchange(address, options) {
  let response;
  try {
    response = await fetch(HUB + address, {
      ...options,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    // A browser does not say whether the hub is away or does not allow this page.
    throw new Failure(isElsewhere ? 'elsewhere' : 'offline');
  }
  const body = await readBody(response).then((bytes) => JSON.parse(new TextDecoder().decode(bytes))).catch(() => null);
  if (response.ok && body !== null) return { body, at: timeOf(response) };
  throw new Failure(KNOWN.has(body?.code) ? body.code : 'hub');
}

/**
 * Reads the hub's clock, as a phone's may be wrong today and right tomorrow. An older record then stays older.
 * @param {Response} response
 * @returns {number} seconds; by this phone's clock where the hub tells none
 * Source: RFC 9110, section 6.6.1.
 */
function timeOf(response) {
  const told = Date.parse(response.headers.get('date') ?? '');
  return Math.floor((Number.isNaN(told) ? Date.now() : told) / 1000);
}

/** @param {string} address @param {object} body */
const post = (address, body) =>
  exchange(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/**
 * @param {any} given by the hub, which decides what is written on this phone by it
 * @param {string[]} fields that must be there @param {import('../model/types.js').Role} [role] that it must have given
 * @throws {Failure} something else than was asked for
 */
function check(given, fields, role) {
  const fits = fields.every((field) => SHAPES[field]?.(given?.[field])) && given?.role === role;
  if (!fits) throw new Failure('hub');
}

/**
 * Lists the question sets that the hub offers.
 * @returns {Promise<import('../model/about.js').QuestionSetCard[]>} at least one
 * @throws {Failure} also where it offers none that can be shown
 * Source: docs/protocol.md, "HTTP".
 */
export async function questionSets() {
  const cards = readCards(await request('/questions', {}));
  if (cards.length === 0) throw new Failure('hub');
  return cards;
}

/** @type {Promise<import('../model/about.js').About> | null} */
let answered = null;

/**
 * Asks the hub about itself, once for all parts of a page.
 * @returns {Promise<import('../model/about.js').About>}
 * @throws {Failure} the next call asks again
 * Source: docs/protocol.md, "HTTP".
 */
export function about() {
  answered ??= request('/about.json', {}).then(readAbout).catch((error) => {
    answered = null;
    throw error;
  });
  return answered;
}

/** @param {any} fields, `created` among them @returns {import('../model/types.js').StoredSession} */
const fresh = (fields) =>
  /** @type {import('../model/types.js').StoredSession} */ ({
    qhash: null,
    added: 0,
    tries: 0,
    pairing: null,
    keys: null,
    problem: null,
    expires: 0,
    view: null,
    paired: false,
    codes: 1,
    log: EMPTY,
    made: [],
    scene: NO_SCENE,
    contradicted: false,
    burnt: [],
    hub: HUB,
    ...fields,
  });

/**
 * Makes a code and goes to its lobby.
 * @param {string} qhash
 * @param {number} hours 12 to 144
 * @throws {Failure}
 */
export async function startSession(qhash, hours) {
  const { body: given, at: created } = await post('/start', { qhash, hours });
  check(given, ['id', 'token', 'locator', 'expires'], 'A');
  const { id, token, locator, expires } = given;
  await storeSeat(fresh({ id, role: 'A', created, token, locator, qhash, expires, secret: newSecret() }), { do: 'end' });
}

/**
 * Joins and goes to the session.
 * @param {string} text the code as it was typed or as the link had it
 * @throws {Failure}
 */
export async function joinSession(text) {
  const code = attempt(() => parseCode(text));
  if (!code) throw new Failure('bad-code');
  const left = await guessesLeft(code.locator).catch(() => null);
  if (left === null || left === 0) throw new Failure(left === null ? 'storage' : 'spent');
  const { body: given, at: created } = await post(`/join/${code.locator}`, {});
  check(given, ['id', 'token'], 'B');
  await storeSeat(fresh({ id: given.id, role: 'B', created, token: given.token, ...code }), { do: 'leave' });
}

/**
 * Requests the seat of a phone that is moving away.
 * @param {string} move id of a move
 * @returns {Promise<{ id: string, token: string }>}
 * @throws {Failure}
 * Source: docs/protocol.md, "HTTP".
 */
export async function requestSeat(move) {
  try {
    const { body: given } = await post('/move', { move });
    check(given, ['id', 'token']);
    return { id: given.id, token: given.token };
  } catch (error) {
    throw error instanceof Failure && error.code === 'unknown' ? new Failure('move-unknown') : error;
  }
}

/**
 * @param {import('../model/types.js').StoredSession} record
 * @param {import('../model/types.js').Command} back what gives the seat back at the hub, so that nobody waits for who cannot come
 * @throws {Failure} what this phone kept before is as it was
 */
async function storeSeat(record, back) {
  try {
    await addSession(record);
  } catch (error) {
    const own = error instanceof AlreadyHereError;
    // Never end a conversation whose id is that of a kept one.
    const givenBack = own && back.do === 'end' ? null : sendFor(record, back);
    await Promise.race([givenBack, new Promise((resolve) => setTimeout(resolve, GIVE_BACK_WAIT))]);
    throw new Failure(own ? 'own' : 'storage');
  }
  choose(record.id);
  location.assign(at('/s'));
}
