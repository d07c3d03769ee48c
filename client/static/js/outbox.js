/**
 * What this phone has said and the hub has not yet heard, on disk: a pause first, then an end, then the rest in order.
 * An entry goes when the hub acknowledges it or refuses it for good. There is never plaintext in it: boxes are sealed
 * before they come here. Commits and releases are not here, as they follow from what is stored (sealing-flow.js).
 */

import { done, transact } from './database.js';
import { show } from './lock.js';
import { isCommand, isPassing, replaces } from './wishes.js';

/** @typedef {import('./types.js').Command} Command */
/** @typedef {import('./types.js').Result} Result */
/**
 * @typedef {object} Entry
 * @property {string} session
 * @property {Command} command
 * @property {boolean} tried whether the hub may have heard it already
 * @property {number} at milliseconds, when it was said
 * @property {string} [token] with an end: all that is left of the conversation on this phone
 * @property {number} [seq] its place, given by the storage
 */

/** No session lives longer, so nothing older can matter. */
const OLDEST = 6 * 24 * 3600 * 1000;
const RETRY_AFTER = 3000;

/** @param {Entry} entry */
const rank = ({ command }) => (command.do === 'pause' || command.do === 'resume' ? 0 : command.do === 'end' ? 1 : 2);

/**
 * @param {(entries: Entry[], store: IDBObjectStore, sessions: IDBObjectStore) => Promise<void> | void} work
 * @returns {Promise<Entry[]>} before
 */
async function withEntries(work) {
  return transact(['outbox', 'sessions'], 'readwrite', async (stores) => {
    const store = stores('outbox');
    const keys = await done(store.getAllKeys());
    /** @type {Entry[]} */
    const values = await done(store.getAll());
    const entries = values.map((entry, at) => ({ ...entry, seq: Number(keys[at]) }));
    await work(entries, store, stores('sessions'));
    return entries;
  });
}

/** @param {number | undefined} seq */
const drop = (seq) => transact(['outbox'], 'readwrite', async (store) => done(store('outbox').delete(seq ?? -1)));

export class Outbox extends EventTarget {
  #session;
  #connection;
  /** @type {Entry[]} what is waiting, as far as this tab knows */
  #waiting = [];
  /** @type {string | null | undefined} id of the pause that was said here; null: lifted here; undefined: nothing said */
  #pause;
  /** @type {Map<number, (result: Result) => void>} */
  #listeners = new Map();
  #draining = false;
  #drainAsked = false;
  #again = 0;
  /** Whether the hub had no room for something that waits here. */
  crowded = false;
  /** How many pauses and resumes are on their way to the disk: until they are there, the disk is not to be believed. */
  #storing = 0;
  #otherTabs = new BroadcastChannel('overture.outbox');

  /** @param {string} session @param {Pick<import('./connection.js').Connection, 'open' | 'send'>} connection */
  constructor(session, connection) {
    super();
    this.#session = session;
    this.#connection = connection;
    this.#otherTabs.onmessage = ({ data }) => {
      if (data === session) void this.drain();
    };
  }

  close() {
    clearTimeout(this.#again);
    this.#otherTabs.close();
  }

  /** The conversation is over at the hub: nothing that waits can matter any more. */
  async clear() {
    await withEntries(async (entries, store) => {
      for (const entry of entries) if (entry.session === this.#session) await done(store.delete(entry.seq ?? -1));
    });
    await this.load();
  }

  /** @returns {boolean | null} whether this seat has paused, as far as the hub has not heard of it; null: it has */
  get pausedLocally() {
    return this.#pause === undefined ? null : this.#pause !== null;
  }

  /** @returns {string | null} id of the pause that was said here and that the hub has not yet heard of */
  get waitingPause() {
    return this.#pause ?? null;
  }

  /** Reads what is stored, by this tab or another. */
  async load() {
    const now = Date.now();
    const all = await withEntries(async (entries, store) => {
      for (const entry of entries) if (entry.at + OLDEST < now) await done(store.delete(entry.seq ?? -1));
    });
    this.#waiting = all.filter((entry) => entry.session === this.#session && entry.at + OLDEST >= now);
    if (this.#storing === 0) {
      const last = this.#waiting.findLast((entry) => rank(entry) === 0);
      if (last === undefined) this.#pause = undefined;
      else this.#pause = last.command.do === 'pause' ? last.command['pause'] : null;
    }
    this.dispatchEvent(new Event('change'));
  }

  /**
   * Stores a wish and says it as soon as it can be said.
   * @param {Command} command
   * @returns {Promise<Result>} when the hub has answered, which may be much later
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
    const seq = await this.#put(command);
    if (seq === null) return null;
    /** @type {Promise<Result>} */
    const answered = new Promise((resolve) => this.#listeners.set(seq, resolve));
    void this.drain();
    return { answered };
  }

  /** @param {string} chapter @returns {Promise<number>} the number of the last notice that the hub has not heard of; 0 for none */
  async lastNotice(chapter) {
    await this.load();
    const waiting = this.#waiting.filter(({ command }) => command.do === 'notice' && command['chapter'] === chapter);
    return Math.max(0, ...waiting.map(({ command }) => Number(command['n'])));
  }

  /** @param {Command} command @returns {Promise<number | null>} null: nothing is said from this phone any more */
  async #put(command) {
    /** @type {number | null} */
    let seq = null;
    await withEntries(async (entries, store, sessions) => {
      // A pause needs no key, and goes through whatever becomes of this seat.
      const resting = command.do === 'pause' || command.do === 'resume';
      if (!resting && show(await done(sessions.get(this.#session)))?.move?.kind === 'approved') return;
      for (const entry of entries) {
        if (entry.session === this.#session && !entry.tried && replaces(command, entry.command)) {
          await done(store.delete(entry.seq ?? -1));
          this.#settle(entry, { lost: true });
        }
      }
      const entry = { session: this.#session, command, tried: false, at: Date.now() };
      seq = Number(await done(store.add(entry)));
    });
    this.#otherTabs.postMessage(this.#session);
    return seq;
  }

  /**
   * Holds at once, whether or not it can be stored.
   * @param {string} id
   * @param {string | null} [later] a box that goes with it
   */
  async pause(id, later = null) {
    await this.#hold(id, async () => {
      let lifting = false;
      await this.#withOwn('resume', async (entry, store) => {
        if (entry.tried) return;
        lifting = true;
        await done(store.delete(entry.seq ?? -1));
      });
      // The hub has not heard that the last pause was lifted, so that one simply stands.
      if (!lifting) await this.#put(later === null ? { do: 'pause', pause: id } : { do: 'pause', pause: id, later });
    });
  }

  /**
   * A pause that the hub has not heard of is taken out again; otherwise the hub is told which one is lifted.
   * @param {() => string | null} told id of the pause that the hub knows of, asked for last: a pause that is on its way
   * when this begins may have been acknowledged, and so have left the outbox, by the time that the outbox is read
   */
  async resume(told) {
    await this.#hold(null, async () => {
      /** @type {string | null} */
      let tried = null;
      await this.#withOwn('pause', async (entry, store) => {
        if (entry.tried) tried = entry.command['pause'];
        else await done(store.delete(entry.seq ?? -1));
      });
      const heard = tried ?? told();
      if (heard !== null) await this.#put({ do: 'resume', pause: heard });
    });
  }

  /** @param {string | null} pause what holds from now on @param {() => Promise<void>} store */
  async #hold(pause, store) {
    this.#pause = pause;
    this.#storing += 1;
    this.dispatchEvent(new Event('change'));
    await store();
    this.#storing -= 1;
    await this.load();
    void this.drain();
  }

  /** @param {string} wish @param {(entry: Entry, store: IDBObjectStore) => Promise<void>} work */
  #withOwn(wish, work) {
    return withEntries(async (entries, store) => {
      for (const entry of entries) {
        if (entry.session === this.#session && entry.command.do === wish) await work(entry, store);
      }
    });
  }

  /** Says everything that waits, in order, until the connection fails or there is nothing left. */
  async drain() {
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
    /** @type {Map<number | undefined, string>} */
    const refusedNow = new Map();
    for (;;) {
      await this.load();
      if (!this.#connection.open) return;
      const waiting = this.#waiting.filter((entry) => entry.command.do !== 'end' && !refusedNow.has(entry.seq));
      const [next] = waiting.sort((left, right) => rank(left) - rank(right) || (left.seq ?? 0) - (right.seq ?? 0));
      if (!next) return this.#afterwards([...refusedNow.values()]);
      if (!(await markTried(next))) continue;
      const result = await this.#connection.send(next.command);
      if ('lost' in result) return;
      if ('refused' in result && isPassing(result.refused, next.command)) {
        refusedNow.set(next.seq, result.refused);
        continue;
      }
      await drop(next.seq);
      this.#answered(next, result);
    }
  }

  /** @param {string[]} codes why something still waits */
  #afterwards(codes) {
    clearTimeout(this.#again);
    if (codes.length > 0) this.#again = setTimeout(() => void this.drain(), RETRY_AFTER);
    this.crowded = codes.includes('full');
    this.dispatchEvent(new Event('change'));
  }

  /** @param {Entry} entry @param {Result} result */
  #answered(entry, result) {
    const waitedFor = this.#settle(entry, result);
    if ('refused' in result) {
      this.dispatchEvent(
        new CustomEvent('refused', { detail: { command: entry.command, code: result.refused, waitedFor } }),
      );
    }
  }

  /** @param {Entry} entry @param {Result} result @returns {boolean} whether anyone in this tab still waits for it */
  #settle(entry, result) {
    const listener = this.#listeners.get(entry.seq ?? -1);
    this.#listeners.delete(entry.seq ?? -1);
    listener?.(result);
    return listener !== undefined;
  }
}

/** After this the hub may have heard it. @param {Entry} entry @returns {Promise<boolean>} false: it was taken back before */
const markTried = ({ seq, ...rest }) =>
  transact(['outbox'], 'readwrite', async (store) => {
    const waits = (await done(store('outbox').getKey(seq ?? -1))) !== undefined;
    if (waits && !rest.tried) await done(store('outbox').put({ ...rest, tried: true }, seq ?? -1));
    return waits;
  });

/**
 * What is kept when a conversation is ended and deleted here: the word to the hub, and the token to say it with.
 * @param {{ id: string, token: string }} record
 */
export const addTombstone = async ({ id, token }) => {
  await withEntries(async (entries, store) => {
    for (const entry of entries) if (entry.session === id) await done(store.delete(entry.seq ?? -1));
    await done(store.add({ session: id, command: { do: 'end' }, tried: false, at: Date.now(), token }));
  });
};

/** @returns {Promise<Entry[]>} the ends that the hub has not heard of */
export const tombstones = async () =>
  (await withEntries(() => {})).filter((entry) => entry.command.do === 'end' && entry.at + OLDEST >= Date.now());

/** @param {string} session the hub has heard that it ended */
export const dropTombstone = (session) =>
  withEntries(async (entries, store) => {
    for (const entry of entries) {
      if (entry.session === session && entry.command.do === 'end') await done(store.delete(entry.seq ?? -1));
    }
  });
