/**
 * The commands that the hub has not acknowledged: a pause first, then the rest in order. One goes when the hub acknowledges
 * it or refuses it for good. Commits and releases are not here, as they follow from what is stored (sealing-flow.js), and an
 * end has its own way (pending-ends.js).
 */

import { addCommand } from '../storage/outbox-store.js';
import { reportDefect } from './defects.js';
import { PauseDelivery, isPauseCommand } from './pause-delivery.js';
import { OutboxQueue } from './outbox-queue.js';
import { checkCommand, follows, isRetryable, replaces } from '../model/command-schema.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').Result} Result */
/** @typedef {import('./outbox-queue.js').Entry} Entry */

const RETRY_AFTER = 3000;

/** The commands of one conversation that wait for the hub. Fires "change", "refused" with a command that the hub has refused for good, "acknowledged" with a command that it has acknowledged, "paused" with the id of a pause that it has answered, and "resumed" when it has answered to the lifting of one. */
export class Outbox extends EventTarget {
  #session;
  #connection;
  #viewsShown;
  #keeps;
  #queue;
  #pauses;
  /** Callers of this page that wait for an answer, by place in the storage. @type {Map<number, (result: Result) => void>} */
  #callers = new Map();
  /** `rerun`: something was added while it ran, so it runs once more. @type {'idle' | 'running' | 'rerun'} */
  #draining = 'idle';
  #retry = 0;
  #closed = false;
  /** The state that its listeners have seen last. */
  #shows = '';
  /** Whether the hub had no room for something that waits here. */
  crowded = false;
  #otherTabs = new BroadcastChannel('overture.outbox');

  /**
   * @param {string} session
   * @param {Pick<import('./connection.js').Connection, 'open' | 'send'>} connection
   * @param {() => Promise<void>} [viewsShown] resolves once every view that has come is shown, or cannot be
   * @param {(pause: string) => Promise<boolean>} [keeps] keeps a pause that the hub has answered, before it leaves the outbox; false: it
   * has to stay there
   */
  constructor(session, connection, viewsShown = async () => {}, keeps = async () => true) {
    super();
    this.#session = session;
    this.#connection = connection;
    this.#viewsShown = viewsShown;
    this.#keeps = keeps;
    this.#queue = new OutboxQueue(session);
    const own = { sendPauses: () => this.#sendPauses(), changed: () => this.#changed() };
    this.#pauses = new PauseDelivery(session, this.#queue, own);
    this.#otherTabs.onmessage = ({ data }) => {
      // A hub that does not answer holds up what is sent, and not what another tab has said.
      if (data === session) this.load().catch(reportDefect).then(() => this.drain());
    };
  }

  /** Stops sending for good. */
  close() {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#otherTabs.close();
  }

  #notifyOtherTabs() {
    if (!this.#closed) this.#otherTabs.postMessage(this.#session);
  }

  /** Most views change nothing here, and every listener would look at everything again. */
  #changed() {
    const shows = JSON.stringify([this.#pauses.state, this.pauseUnstored, this.crowded, this.said.map(({ box }) => box)]);
    if (shows === this.#shows) return;
    this.#shows = shows;
    this.dispatchEvent(new Event('change'));
  }

  /**
   * Whether this seat has paused, as far as the hub has not acknowledged it.
   * @returns {boolean | null} null: the hub has acknowledged all of it
   */
  get pausedLocally() {
    const { is } = this.#pauses.state;
    return is === 'acknowledged' ? null : is === 'paused';
  }

  /** The pause of this phone that the hub has not acknowledged. @returns {string | null} its id */
  get waitingPause() {
    const { state } = this.#pauses;
    return state.is === 'paused' ? state.id : null;
  }

  /** Whether a pause or its lifting waits in this page alone, and would be lost with it. @returns {boolean} */
  get pauseUnstored() {
    return this.#pauses.unstored;
  }

  /** What this person has sealed of what is written, and the hub has not acknowledged. @returns {Command[]} the oldest first */
  get said() {
    return this.#queue.entries.flatMap(({ command }) => ('box' in command ? [command] : []));
  }

  /** Reads what is stored, by this tab or another. @throws {import('../storage/database.js').StorageError} */
  async load() {
    await this.#queue.load();
    this.#pauses.update();
  }

  /**
   * Stores a command and sends it as soon as it can be sent.
   * @param {Command} command
   * @returns {Promise<Result>} when the hub has answered, which may be much later
   * @throws {import('../storage/database.js').StorageError} it will not be sent; or CommandError
   */
  async send(command) {
    return (await this.store(command))?.answered ?? { lost: true };
  }

  /**
   * Stores a command like `send`, but returns as soon as it is stored.
   * @param {Command} command
   * @returns {Promise<{ answered: Promise<Result> } | null>} null: another phone has the seat now, and it will not be sent
   * @throws {import('../storage/database.js').StorageError} it will not be sent; or CommandError
   */
  async store(command) {
    checkCommand(command);
    const order = this.#queue.nextOrder();
    const seq = await this.#queue.inTurn(async () => {
      const added = await addCommand(this.#session, command);
      if (added !== null) this.#queue.add({ command, order, tried: false, stored: added, delivery: 'waiting' });
      return added;
    });
    if (seq === null) return null;
    this.#changed();
    /** @type {Promise<Result>} */
    const answered = new Promise((resolve) => this.#callers.set(seq, resolve));
    this.#notifyOtherTabs();
    void this.drain();
    return { answered };
  }

  /**
   * Finds the number of the last notice, or tap on a note, that the hub has not acknowledged.
   * @param {{ do: 'notice' | 'settle', chapter: string, section?: string }} what
   * @returns {Promise<number>} 0 for none
   * @throws {import('../storage/database.js').StorageError}
   */
  async lastSaid({ do: name, chapter, section }) {
    await this.load();
    const waiting = this.said.filter((said) => said.do === name && said['chapter'] === chapter && said['section'] === section);
    return Math.max(0, ...waiting.map(({ n }) => Number(n)));
  }

  /**
   * Pauses at once and sends the pause at once, whether or not it can be stored.
   * @param {string} id 16 bytes in base64url
   * @param {string | null} [later] a box that goes with it
   * @returns {Promise<void>} when it is stored, or cannot be
   */
  async pause(id, later = null) {
    await this.#pauses.pause(id, later);
    this.#notifyOtherTabs();
  }

  /**
   * Removes a pause that the hub has not received, unless it has to be `kept`; otherwise sends which one is lifted.
   * @param {() => string | null} acknowledged id of the pause that the hub knows of, looked up last: a pause that is on its
   * way when this begins may have been acknowledged, and so have left the outbox, by the time that the outbox is read
   * @param {{ kept: boolean }} pause `kept`: it has stopped a scene, so the hub has to receive it although it is lifted
   * @returns {Promise<void>} when it is stored, or cannot be
   */
  async resume(acknowledged, pause) {
    await this.#pauses.resume(acknowledged, pause);
    this.#notifyOtherTabs();
  }

  /** Sends pauses and their liftings in order, beside everything else: the socket keeps the order, so none waits for an answer. */
  #sendPauses() {
    if (!this.#connection.open) return;
    const pauses = this.#queue.entries.filter(isPauseCommand);
    // What the hub could not take just now goes again before what came after it: a pause may not arrive behind its own lifting.
    const last = pauses.findLastIndex(({ delivery }) => delivery === 'waiting');
    for (const entry of pauses.slice(0, last + 1).filter(({ delivery }) => delivery !== 'sending')) {
      if (!entry.tried) void this.#queue.claim(entry);
      void this.#send(entry);
    }
  }

  /** @param {Entry} entry @returns {Promise<Result>} */
  async #send(entry) {
    entry.tried = true;
    entry.delivery = 'sending';
    const result = await this.#connection.send(entry.command);
    if ('lost' in result) {
      entry.delivery = 'waiting';
      return result;
    }
    if ('refused' in result && isRetryable(result.refused, entry.command)) {
      entry.delivery = 'deferred';
      this.#retryLater();
      return result;
    }
    // The view that shows a pause, or that there is none, came before the acknowledgement and may still be on its way to the screen.
    if (isPauseCommand(entry)) await this.#viewsShown();
    // No view lifts it from now on, so there is no moment in which it is nowhere.
    const leaves = entry.command.do !== 'pause' || (await this.#keeps(entry.command['pause']));
    // If the storage does not erase it, another page sends it once more, which changes nothing.
    if (leaves) await this.#queue.erase((each) => each === entry);
    this.#answered(entry, result);
    this.#pauses.update();
    if (entry.command.do === 'pause') this.dispatchEvent(new CustomEvent('paused', { detail: entry.command['pause'] }));
    else if (entry.command.do === 'resume') this.dispatchEvent(new Event('resumed'));
    return result;
  }

  /** Sends everything that waits, in order, until the connection fails or there is nothing left. */
  async drain() {
    this.#sendPauses();
    if (this.#draining !== 'idle') {
      this.#draining = 'rerun';
      return;
    }
    try {
      do {
        this.#draining = 'running';
        await this.#drainOnce();
      } while (/** @type {string} */ (this.#draining) === 'rerun');
    } finally {
      this.#draining = 'idle';
    }
  }

  async #drainOnce() {
    /** @type {Map<Entry, string>} */
    const refusedNow = new Map();
    for (;;) {
      // If the storage fails, the page sends the commands that it knows.
      await this.load().catch(reportDefect);
      this.#sendPauses();
      // A newer command replaces an older one, even if the hub may have it: sent again, the older one would undo the newer.
      const over = this.#queue.entries.filter(({ command }, at, all) =>
        all.slice(at + 1).some((each) => replaces(each.command, command)));
      for (const { stored } of over) this.#answerCaller(Number(stored), { lost: true });
      await this.#queue.erase((each) => over.includes(each));
      if (!this.#connection.open) return;
      const waits = (/** @type {Entry} */ entry) => [...refusedNow.keys()].some((each) => each === entry || follows(entry.command, each.command));
      const next = this.#queue.entries.find((entry) => !isPauseCommand(entry) && entry.command.do !== 'end' && !waits(entry));
      if (!next) {
        this.crowded = [...refusedNow.values()].includes('full');
        return this.#changed();
      }
      if (!(await this.#queue.claim(next))) continue;
      const result = await this.#send(next);
      if ('lost' in result) return;
      if ('refused' in result && next.delivery === 'deferred') refusedNow.set(next, result.refused);
    }
  }

  #retryLater() {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      for (const entry of this.#queue.entries) if (entry.delivery === 'deferred') entry.delivery = 'waiting';
      void this.drain();
    }, RETRY_AFTER);
  }

  /** @param {Entry} entry @param {Result} result */
  #answered(entry, result) {
    const waitedFor = this.#answerCaller(Number(entry.stored), result);
    if ('ack' in result) this.dispatchEvent(new CustomEvent('acknowledged', { detail: entry.command }));
    if ('refused' in result) {
      this.dispatchEvent(
        new CustomEvent('refused', { detail: { command: entry.command, code: result.refused, waitedFor } }),
      );
    }
  }

  /** @param {number} seq @param {Result} result @returns {boolean} whether anyone in this tab still waits for it */
  #answerCaller(seq, result) {
    const caller = this.#callers.get(seq);
    this.#callers.delete(seq);
    caller?.(result);
    return caller !== undefined;
  }
}
