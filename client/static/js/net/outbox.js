/**
 * What this phone has said and the hub has not yet heard: a pause first, then the rest in order. An entry goes when the hub
 * acknowledges it or refuses it for good. Commits and releases are not here, as they follow from what is stored
 * (sealing-flow.js), and an end has its own way (pending-ends.js).
 */

import { addWish, dropOf } from '../storage/outbox-store.js';
import { Pausing, rests } from './pause-delivery.js';
import { Waiting } from './outbox-entries.js';
import { isCommand, isPassing } from '../model/command-schema.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').Result} Result */
/** @typedef {import('./outbox-entries.js').Entry} Entry */

const RETRY_AFTER = 3000;

export class Outbox extends EventTarget {
  #session;
  #connection;
  #waiting;
  #pausing;
  /** @type {Map<number, (result: Result) => void>} */
  #listeners = new Map();
  #draining = false;
  #drainAsked = false;
  #again = 0;
  #closed = false;
  /** Whether the hub had no room for something that waits here. */
  crowded = false;
  #otherTabs = new BroadcastChannel('overture.outbox');

  /** @param {string} session @param {Pick<import('./connection.js').Connection, 'open' | 'send'>} connection */
  constructor(session, connection) {
    super();
    this.#session = session;
    this.#connection = connection;
    this.#waiting = new Waiting(session);
    const around = { say: () => this.#sayResting(), changed: () => this.#changed() };
    this.#pausing = new Pausing(session, this.#waiting, around);
    this.#otherTabs.onmessage = ({ data }) => {
      if (data === session) void this.drain();
    };
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#otherTabs.close();
  }

  #tellOtherTabs() {
    if (!this.#closed) this.#otherTabs.postMessage(this.#session);
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }

  /** The conversation is over at the hub: nothing that waits can matter any more. */
  async clear() {
    this.#waiting.remove(() => true);
    this.#pausing.look();
    await this.#waiting.inTurn(() => dropOf(this.#session));
  }

  /** @returns {boolean | null} whether this seat has paused, as far as the hub has not heard of it; null: it has */
  get pausedLocally() {
    return this.#pausing.locally;
  }

  /** @returns {string | null} id of the pause that was said here and that the hub has not yet heard of */
  get waitingPause() {
    return this.#pausing.waits;
  }

  /** Whether a pause or its lifting waits in this page alone, and would be lost with it. */
  get unstored() {
    return this.#pausing.unstored;
  }

  /** Reads what is stored, by this tab or another. @throws {import('../storage/database.js').StorageError} */
  async load() {
    await this.#waiting.load();
    this.#pausing.look();
  }

  /**
   * Stores a wish and says it as soon as it can be said.
   * @param {Command} command
   * @returns {Promise<Result>} when the hub has answered, which may be much later
   * @throws {import('../storage/database.js').StorageError} it will not be said
   */
  async say(command) {
    return (await this.#keep(command))?.answered ?? { lost: true };
  }

  /** The same, back as soon as it is stored. @param {Command} command @returns {Promise<{ answered: Promise<Result> }>} */
  async keep(command) {
    const kept = await this.#keep(command);
    if (!kept) throw new Error('handed over');
    return kept;
  }

  /** @param {Command} command @returns {Promise<{ answered: Promise<Result> } | null>} null: another phone says the rest */
  async #keep(command) {
    if (!isCommand(command)) throw new Error(`not a wish: ${command.do}`);
    const order = this.#waiting.next();
    const seq = await this.#waiting.inTurn(async () => {
      const added = await addWish(this.#session, command);
      if (!added) return null;
      for (const older of added.replaced) this.#settle(older, { lost: true });
      this.#waiting.remove((entry) => added.replaced.includes(entry.seq ?? -1));
      this.#waiting.add({ command, tried: false, order, seq: added.seq });
      return added.seq;
    });
    if (seq === null) return null;
    /** @type {Promise<Result>} */
    const answered = new Promise((resolve) => this.#listeners.set(seq, resolve));
    this.#tellOtherTabs();
    void this.drain();
    return { answered };
  }

  /** @param {string} chapter @returns {Promise<number>} the number of the last notice that the hub has not heard of; 0 for none */
  async lastNotice(chapter) {
    await this.load();
    const waiting = this.#waiting.entries.filter(({ command }) => command.do === 'notice' && command['chapter'] === chapter);
    return Math.max(0, ...waiting.map(({ command }) => Number(command['n'])));
  }

  /**
   * Holds at once, and is said at once, whether or not it can be stored.
   * @param {string} id
   * @param {string | null} [later] a box that goes with it
   * @returns {Promise<void>} when it is stored, or cannot be
   */
  async pause(id, later = null) {
    await this.#pausing.pause(id, later);
    this.#tellOtherTabs();
  }

  /**
   * A pause that the hub has not heard of is taken out again; otherwise the hub is told which one is lifted.
   * @param {() => string | null} told id of the pause that the hub knows of, asked for last: a pause that is on its way
   * when this begins may have been acknowledged, and so have left the outbox, by the time that the outbox is read
   */
  async resume(told) {
    await this.#pausing.resume(told);
    this.#tellOtherTabs();
  }

  /** What has to do with a pause, in order, beside what else is said: the socket keeps the order, so nothing waits for answers. */
  #sayResting() {
    if (!this.#connection.open) return;
    for (const entry of this.#waiting.entries.filter((each) => rests(each) && !each.saying && !each.refused)) {
      if (!entry.tried) void this.#waiting.stillWaits(entry);
      void this.#say(entry);
    }
  }

  /** @param {Entry} entry @returns {Promise<Result>} */
  async #say(entry) {
    entry.tried = true;
    entry.saying = true;
    const result = await this.#connection.send(entry.command);
    entry.saying = false;
    if ('lost' in result) return result;
    if ('refused' in result && isPassing(result.refused, entry.command)) {
      entry.refused = true;
      this.#later();
      return result;
    }
    // What the storage does not let go of is said once more by another page, and changes nothing then.
    await this.#waiting.erase((each) => each === entry);
    this.#answered(entry, result);
    this.#pausing.look();
    return result;
  }

  /** Says everything that waits, in order, until the connection fails or there is nothing left. */
  async drain() {
    this.#sayResting();
    this.#drainAsked = true;
    if (this.#draining) return;
    this.#draining = true;
    try {
      while (this.#drainAsked) {
        this.#drainAsked = false;
        await this.#drainOnce();
      }
    } finally {
      this.#draining = false;
    }
  }

  async #drainOnce() {
    /** @type {Map<Entry, string>} */
    const refusedNow = new Map();
    for (;;) {
      // What this page knows of is said without.
      await this.load().catch(() => {});
      this.#sayResting();
      if (!this.#connection.open) return;
      const next = this.#waiting.entries.find((entry) => !rests(entry) && entry.command.do !== 'end' && !refusedNow.has(entry));
      if (!next) return this.#afterwards([...refusedNow.values()]);
      if (!(await this.#waiting.stillWaits(next))) continue;
      const result = await this.#say(next);
      if ('lost' in result) return;
      if ('refused' in result && isPassing(result.refused, next.command)) refusedNow.set(next, result.refused);
    }
  }

  #later() {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      for (const entry of this.#waiting.entries) entry.refused = false;
      void this.drain();
    }, RETRY_AFTER);
  }

  /** @param {string[]} codes why something still waits */
  #afterwards(codes) {
    this.crowded = codes.includes('full');
    this.#changed();
  }

  /** @param {Entry} entry @param {Result} result */
  #answered(entry, result) {
    const waitedFor = this.#settle(entry.seq ?? -1, result);
    if ('refused' in result) {
      this.dispatchEvent(
        new CustomEvent('refused', { detail: { command: entry.command, code: result.refused, waitedFor } }),
      );
    }
  }

  /** @param {number} seq @param {Result} result @returns {boolean} whether anyone in this tab still waits for it */
  #settle(seq, result) {
    const listener = this.#listeners.get(seq);
    this.#listeners.delete(seq);
    listener?.(result);
    return listener !== undefined;
  }
}
