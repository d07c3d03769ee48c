/**
 * The commands that the hub has not acknowledged, as far as this tab knows: those of this page, and those that are stored.
 * One operation on the storage follows the other, so that nothing is read between being written and being known.
 */

import { drop, entriesOf, markTried } from '../storage/outbox-store.js';
import { reportDefect } from './defects.js';
import { CommandError, isCommand } from '../model/command-schema.js';

/** @typedef {import('../model/types.js').Command} Command */
/**
 * @typedef {object} Entry
 * @property {Command} command
 * @property {number} order in which it was given in this page; what was stored elsewhere comes before
 * @property {boolean} tried whether the hub may have received it already
 * @property {number | 'storing' | 'failed'} stored its place in the storage; `storing`: it is not there yet; `failed`: the
 * storage did not accept it, so it waits as long as this page is open
 * @property {'waiting' | 'sending' | 'deferred'} delivery `sending`: the hub has not answered yet; `deferred`: the hub refused
 * it just now, and it is sent again in a moment
 */

/** The entries of one conversation, in the order in which they are sent. */
export class OutboxQueue {
  /** @type {Entry[]} the oldest first */
  entries = [];
  #session;
  /** Places of what was removed, also where the storage still has it. @type {Set<number>} */
  #removed = new Set();
  #given = 0;
  /** @type {Promise<unknown>} the last operation on the storage */
  #last = Promise.resolve();

  /** @param {string} session */
  constructor(session) {
    this.#session = session;
  }

  /** Counts the commands that are given in this page. @returns {number} the order of the next one */
  nextOrder() {
    this.#given += 1;
    return this.#given;
  }

  /**
   * Works with the storage after everything that was requested before.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>} what it returns
   */
  inTurn(work) {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /**
   * Reads what is stored, by this tab or another. What cannot be a command of this phone is reported and never sent.
   * @returns {Promise<void>}
   * @throws {import('../storage/database.js').StorageError}
   */
  load() {
    return this.inTurn(async () => {
      const known = new Map(this.entries.map((entry) => [entry.stored, entry]));
      const found = (await entriesOf(this.#session)).filter(({ seq }) => !this.#removed.has(seq));
      const stored = found.filter(isSendable).map(({ command, tried, seq }) => {
        /** @type {Entry} */
        const entry = known.get(seq) ?? { command, order: 0, tried, stored: seq, delivery: 'waiting' };
        entry.tried ||= tried;
        return entry;
      });
      this.#set([...stored, ...this.entries.filter((entry) => typeof entry.stored !== 'number')]);
      const unfit = found.filter((entry) => !isSendable(entry));
      for (const { command, seq } of unfit) {
        this.#removed.add(seq);
        reportError(new CommandError(command?.do));
      }
      if (unfit.length > 0) await drop(unfit.map(({ seq }) => seq));
    });
  }

  /** Adds a command of this page. @param {Entry} entry */
  add(entry) {
    this.#set([...this.entries, entry]);
  }

  /** @param {Entry[]} entries */
  #set(entries) {
    this.entries = entries.sort((left, right) => left.order - right.order);
  }

  /**
   * Removes entries from what this tab knows.
   * @param {(entry: Entry) => boolean} which
   * @returns {number[]} their places in the storage
   */
  remove(which) {
    const seqs = this.entries.filter(which).flatMap(({ stored }) => (typeof stored === 'number' ? [stored] : []));
    this.entries = this.entries.filter((entry) => !which(entry));
    for (const seq of seqs) this.#removed.add(seq);
    return seqs;
  }

  /**
   * Removes entries here and in the storage.
   * @param {(entry: Entry) => boolean} which
   * @returns {Promise<boolean>} false: they stay in the storage, and the page after this one would send them all the same
   */
  async erase(which) {
    const seqs = this.remove(which);
    if (seqs.length === 0) return true;
    try {
      await this.inTurn(() => drop(seqs));
      return true;
    } catch (error) {
      reportDefect(error);
      return false;
    }
  }

  /** Marks it as sent. @param {Entry} entry @returns {Promise<boolean>} false: another tab has taken it back, or has sent it */
  async claim(entry) {
    const { stored } = entry;
    const there = typeof stored !== 'number' || (await this.inTurn(() => markTried(stored)).catch((error) => (reportDefect(error), true)));
    if (!there) this.remove((each) => each === entry);
    return there;
  }
}

/** @param {{ command: Command }} entry */
const isSendable = ({ command }) => isCommand(command);
