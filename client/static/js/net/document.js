/**
 * The question set that both phones confirmed: the exact bytes, checked against the hash, before anything of it is
 * believed or drawn.
 */

import { ProtocolError } from '../protocol/encoding.js';
import { digestOf } from '../protocol/hashes.js';
import { parseDocument } from '../model/document.js';
import { readBody } from './body.js';
import { UnreachableError } from './defects.js';
import { HUB } from './hub.js';
import { getBox, putBox } from '../storage/sealed-store.js';

/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */

const PATIENCE = 15_000;

/** What came is not what the hash names, or is no question set that this page can read. Asking again would not help. */
export class WrongQuestions extends Error {}

/**
 * Loads a question set, from this phone or from the hub, and checks its hash.
 * @param {string} session under whose id it is kept
 * @param {string} qhash
 * @returns {Promise<QuestionSet>}
 * @throws {WrongQuestions} or UnreachableError, or StorageError
 * Source: docs/protocol.md, "The document".
 */
export async function fetchDocument(session, qhash) {
  const kept = await getBox(session, qhash);
  if (kept) return read(kept, qhash);
  const bytes = await download(qhash);
  if (digestOf(bytes) !== qhash) throw new WrongQuestions(qhash);
  const document = read(bytes, qhash);
  await putBox(session, qhash, bytes);
  return document;
}

/** @param {string} qhash @returns {Promise<Uint8Array>} unchecked @throws {UnreachableError} */
async function download(qhash) {
  try {
    const response = await fetch(`${HUB}/questions/${qhash}.json`, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.ok) return await readBody(response);
  } catch {
    // A browser tells a line that breaks in several ways.
  }
  throw new UnreachableError();
}

/** @param {Uint8Array} bytes @param {string} qhash @returns {QuestionSet} @throws {WrongQuestions} */
function read(bytes, qhash) {
  try {
    return parseDocument(bytes);
  } catch (error) {
    if (error instanceof ProtocolError) throw new WrongQuestions(qhash);
    throw error;
  }
}
