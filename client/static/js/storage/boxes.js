/**
 * The boxes that the view names: checked against their digest, kept on this phone, fetched when they are missing.
 */

import { attempt, fromBase64url } from '../protocol/encoding.js';
import { digestOf } from '../protocol/hashes.js';
import { LIMITS } from '../model/limits.js';
import { dropBox, getBox, putBox, putOwnBox } from './sealed-store.js';

/** Characters of the largest box. */
const LONGEST = Math.ceil((LIMITS.box * 4) / 3);

/** The boxes of one conversation. */
export class Boxes {
  #session;
  #fetch;
  /** @type {Map<string, Uint8Array>} */
  #known = new Map();
  /** Whether the hub has handed out bytes that are not what they were named. */
  altered = false;

  /**
   * @param {string} session
   * @param {(digest: string) => Promise<string | null>} fetch asks the hub; base64url, null when it has not answered
   */
  constructor(session, fetch) {
    this.#session = session;
    this.#fetch = fetch;
  }

  /**
   * Checks the boxes that came with a view: those that are named in it.
   * @param {Record<string, unknown>} sent digest to base64url, unchecked
   * @param {Set<string>} named digests in the view
   * @returns {[string, Uint8Array][]} those that are new, by their digest
   * Source: docs/protocol.md, "Notation".
   */
  receive(sent, named) {
    return Object.entries(sent).flatMap(([digest, data]) => {
      const wanted = named.has(digest) && !this.#known.has(digest) && typeof data === 'string';
      const bytes = wanted ? this.#checked(digest, data) : null;
      return bytes ? [/** @type {[string, Uint8Array]} */ ([digest, bytes])] : [];
    });
  }

  /**
   * Keeps in this page what is shown, and nothing else: a hub can name boxes without end.
   * @param {[string, Uint8Array][]} boxes that came with the newest view, checked
   * @param {Set<string>} named digests in what is shown
   * @returns {[string, Uint8Array][]} those of the boxes that are kept
   */
  remember(boxes, named) {
    this.#known = new Map([...this.#known, ...boxes].filter(([digest]) => named.has(digest)));
    return boxes.filter(([digest]) => named.has(digest));
  }

  /**
   * Keeps what this seat has sealed, before it is sent.
   * @param {Uint8Array} bytes
   * @returns {Promise<string>} its digest
   * @throws {import('./database.js').StorageError} @throws {import('./lock.js').LockedError}
   */
  async addOwn(bytes) {
    const digest = digestOf(bytes);
    await putOwnBox(this.#session, digest, bytes);
    this.#known.set(digest, bytes);
    return digest;
  }

  /**
   * Finds a box on this phone.
   * @param {string} digest
   * @returns {Promise<Uint8Array | null>} null: it is not here
   * @throws {import('./database.js').StorageError}
   */
  async getStored(digest) {
    const known = this.#known.get(digest) ?? (await getBox(this.#session, digest));
    if (!known) return null;
    this.#known.set(digest, known);
    return known;
  }

  /**
   * Finds a box on this phone, or fetches and checks it.
   * @param {string} digest
   * @returns {Promise<Uint8Array | null>} null: not to be had just now
   * @throws {import('./database.js').StorageError}
   * Source: docs/protocol.md, "Notation".
   */
  async get(digest) {
    const known = await this.getStored(digest);
    if (known) return known;
    const data = await this.#fetch(digest);
    const bytes = data === null ? null : this.#checked(digest, data);
    if (!bytes) return null;
    this.#known.set(digest, bytes);
    await putBox(this.#session, digest, bytes);
    return bytes;
  }

  /** Takes a box off this phone that has done its work. @param {string} digest */
  async drop(digest) {
    this.#known.delete(digest);
    await dropBox(this.#session, digest);
  }

  /** @param {string} digest @param {string} data @returns {Uint8Array | null} null: it is not what it is named */
  #checked(digest, data) {
    const bytes = data.length > LONGEST ? null : attempt(() => fromBase64url(data));
    if (bytes && digestOf(bytes) === digest) return bytes;
    this.altered = true;
    return null;
  }
}
