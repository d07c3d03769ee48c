/**
 * What this phone has said and the hub has not yet heard, as far as this tab knows: what was said in this page, and what is
 * stored. One look at the storage comes after the other, so that nothing is read between being written and being known.
 */

import { drop, entriesOf, markTried } from '../storage/outbox-store.js';

/** @typedef {import('../model/types.js').Command} Command */
/**
 * @typedef {object} Entry
 * @property {Command} command
 * @property {boolean} tried whether the hub may have heard it already
 * @property {number} order in which it was said in this page; what was said elsewhere comes before
 * @property {number} [seq] its place in the storage, where it is there
 * @property {boolean} [saying] it is on its way, and not answered yet
 * @property {boolean} [refused] the hub would not hear it just now, and is asked again in a moment
 * @property {boolean} [unstored] the storage did not take it, so it waits as long as this page is open
 */

export class Waiting {
  /** @type {Entry[]} the oldest first */
  entries = [];
  #session;
  /** @type {Set<number>} what is over, also where the storage would not let go of it */
  #over = new Set();
  #said = 0;
  /** @type {Promise<unknown>} */
  #turns = Promise.resolve();

  /** @param {string} session */
  constructor(session) {
    this.#session = session;
  }

  /** @returns {number} the place of what is said next in this page */
  next() {
    this.#said += 1;
    return this.#said;
  }

  /** @template T @param {() => Promise<T>} work with the storage @returns {Promise<T>} */
  inTurn(work) {
    const turn = this.#turns.then(work);
    this.#turns = turn.catch(() => {});
    return turn;
  }

  /** @throws {import('../storage/database.js').StorageError} */
  load() {
    return this.inTurn(async () => {
      const known = new Map(this.entries.map((entry) => [entry.seq, entry]));
      const stored = (await entriesOf(this.#session)).filter(({ seq }) => !this.#over.has(seq)).map(({ command, tried, seq }) => {
        const entry = known.get(seq) ?? { command, tried, order: 0, seq };
        entry.tried ||= tried;
        return entry;
      });
      this.#set([...stored, ...this.entries.filter(({ seq }) => seq === undefined)]);
    });
  }

  /** @param {Entry} entry */
  add(entry) {
    this.#set([...this.entries, entry]);
  }

  /** @param {Entry[]} entries */
  #set(entries) {
    this.entries = entries.sort((left, right) => left.order - right.order);
  }

  /** @param {(entry: Entry) => boolean} which @returns {number[]} where they are stored */
  remove(which) {
    const seqs = this.entries.filter(which).flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
    this.entries = this.entries.filter((entry) => !which(entry));
    for (const seq of seqs) this.#over.add(seq);
    return seqs;
  }

  /**
   * @param {(entry: Entry) => boolean} which
   * @returns {Promise<boolean>} false: they stay in the storage, and the page after this one would say them all the same
   */
  async erase(which) {
    const seqs = this.remove(which);
    if (seqs.length === 0) return true;
    try {
      await this.inTurn(() => drop(seqs));
      return true;
    } catch {
      return false;
    }
  }

  /** @param {Entry} entry @returns {Promise<boolean>} false: another tab has taken it back, or has said it */
  async stillWaits(entry) {
    const { seq } = entry;
    const waits = seq === undefined || (await this.inTurn(() => markTried(seq)).catch(() => true));
    if (!waits) this.remove((each) => each === entry);
    return waits;
  }
}
