/**
 * A pause and its lifting, from the tap to the hub. They stand in this page first, and go over the socket at once beside
 * whatever else is being sent or stored. That they are stored too is for the page that comes after this one, and for other
 * tabs: nothing waits for it, and nothing of it is lost while this page is open.
 */

import { addPauseCommand, drop, markTried } from '../storage/outbox-store.js';
import { checkCommand } from '../model/command-schema.js';
import { reportDefect } from './defects.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('./outbox-queue.js').Entry} Entry */
/**
 * Whether this seat has paused, as far as this phone alone knows: `acknowledged`: the hub has received all of it, so its
 * view says; `paused`: it has not received this pause; `resumed`: it has not received that the pause was lifted.
 * @typedef {{ is: 'acknowledged' } | { is: 'paused', id: string } | { is: 'resumed' }} PauseState
 */

/**
 * Tells pauses from other commands.
 * @param {{ command: Command }} entry
 * @returns {boolean} whether it is a pause or its lifting
 */
export const isPauseCommand = ({ command }) => command.do === 'pause' || command.do === 'resume';

/** The pause of this seat, and the commands by which the hub learns of it. */
export class PauseDelivery {
  /** @type {PauseState} */
  state = { is: 'acknowledged' };
  #session;
  #queue;
  #outbox;
  /** Taps that are not all in the queue yet: as long as there are any, the state follows the taps and not the queue. */
  #unfinishedTaps = 0;

  /**
   * @param {string} session
   * @param {import('./outbox-queue.js').OutboxQueue} queue
   * @param {{ sendPauses: () => void, changed: () => void }} outbox `sendPauses` sends what waits, if the connection is open
   */
  constructor(session, queue, outbox) {
    this.#session = session;
    this.#queue = queue;
    this.#outbox = outbox;
  }

  /** Whether a pause or its lifting waits in this page alone, and would be lost with it. @returns {boolean} */
  get unstored() {
    return this.#queue.entries.some((entry) => isPauseCommand(entry) && entry.stored === 'failed');
  }

  /** Takes the state from the last pause, or lifting, in the queue, which has changed. */
  update() {
    if (this.#unfinishedTaps === 0) {
      const last = this.#queue.entries.findLast(isPauseCommand)?.command;
      if (!last) this.state = { is: 'acknowledged' };
      else this.state = last.do === 'pause' ? { is: 'paused', id: last['pause'] } : { is: 'resumed' };
    }
    this.#outbox.changed();
  }

  /**
   * Pauses at once, and sends and stores it.
   * @param {string} id 16 bytes in base64url
   * @param {string | null} later a box that goes with it
   * @returns {Promise<void>} when it is stored, or cannot be
   * @throws {import('../model/command-schema.js').CommandError}
   * Source: docs/protocol.md, "Commands".
   */
  async pause(id, later) {
    const command = later === null ? { do: 'pause', pause: id } : { do: 'pause', pause: id, later };
    checkCommand(command);
    await this.#tap({ is: 'paused', id }, async (order) => {
      // This pause replaces the one before, so the hub no longer needs to learn that the earlier one was lifted.
      void this.#queue.erase((entry) => entry.command.do === 'resume' && entry.order < order);
      await this.#enqueue(command, order);
    });
  }

  /**
   * Lifts the pause at once, and sends and stores it, unless the hub cannot have received the pause.
   * @param {() => string | null} acknowledged id of the pause in the hub's view
   * @param {{ kept: boolean }} pause `kept`: the hub has to receive it although it is lifted
   * @returns {Promise<void>} when it is stored, or cannot be
   * Source: docs/protocol.md, "Commands".
   */
  async resume(acknowledged, { kept }) {
    await this.#tap({ is: 'resumed' }, async (order) => {
      const unsent = () => (kept ? [] : this.#untriedPauses(order));
      const here = unsent();
      const erased = await this.#queue.erase((entry) => here.includes(entry));
      // Another tab, or the page before this one, may have paused.
      await this.#queue.load().catch(reportDefect);
      const elsewhere = unsent();
      const stuck = (await this.#queue.erase((entry) => elsewhere.includes(entry))) && erased ? [] : [...elsewhere, ...here];
      // The person may have paused again meanwhile, and the hub may show that pause by now: it stays.
      if (this.state.is === 'paused') return;
      const tried = this.#queue.entries.findLast((entry) => entry.command.do === 'pause' && entry.order < order);
      const pause = tried?.command['pause'] ?? acknowledged() ?? stuck.at(-1)?.command['pause'] ?? null;
      if (pause !== null) await this.#enqueue({ do: 'resume', pause }, order);
    });
  }

  /** @param {PauseState} state that holds from now on @param {(order: number) => Promise<void>} enqueue what follows from it */
  async #tap(state, enqueue) {
    this.state = state;
    this.#unfinishedTaps += 1;
    const enqueued = enqueue(this.#queue.nextOrder());
    this.#outbox.changed();
    try {
      await enqueued;
    } finally {
      this.#unfinishedTaps -= 1;
      this.update();
    }
  }

  /** @param {number} order @returns {Entry[]} given before that, which the hub cannot have received */
  #untriedPauses(order) {
    return this.#queue.entries.filter((entry) => entry.command.do === 'pause' && !entry.tried && entry.order < order);
  }

  /** @param {Command} command @param {number} order */
  async #enqueue(command, order) {
    checkCommand(command);
    /** @type {Entry} */
    const entry = { command, order, tried: false, stored: 'storing', delivery: 'waiting' };
    this.#queue.add(entry);
    this.#outbox.sendPauses();
    const waits = () => this.#queue.entries.includes(entry);
    try {
      await this.#queue.inTurn(async () => {
        // The hub may have answered meanwhile.
        if (!waits()) return;
        let written = false;
        const seq = await addPauseCommand(this.#session, command, () => (written = entry.tried));
        entry.stored = seq ?? 'failed';
        if (seq === null) return;
        if (!waits()) await drop([seq]);
        else if (entry.tried && !written) await markTried(seq);
      });
    } catch (error) {
      reportDefect(error);
      if (entry.stored === 'storing') entry.stored = 'failed';
    }
  }
}
