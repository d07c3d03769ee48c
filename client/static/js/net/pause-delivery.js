/**
 * A pause and its lifting, from the tap to the hub. They stand in this page first, and go over the socket at once beside
 * whatever else is being said or stored. That they are stored too is for the page that comes after this one, and for other
 * tabs: nothing waits for it, and nothing of it is lost while this page is open.
 */

import { addResting, drop, markTried } from '../storage/outbox-store.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('./outbox-entries.js').Entry} Entry */

/** @param {Entry} entry whether it is a pause or its lifting */
export const rests = ({ command }) => command.do === 'pause' || command.do === 'resume';

export class Pausing {
  #session;
  #waiting;
  #around;
  /** @type {string | null | undefined} id of the pause that was said here; null: lifted here; undefined: nothing said */
  #pause;
  /** How many are being made: until they are, what waits is not to be believed. */
  #making = 0;

  /**
   * @param {string} session
   * @param {import('./outbox-entries.js').Waiting} waiting
   * @param {{ say: () => void, changed: () => void }} around `say`: what waits can be said, if the connection is open
   */
  constructor(session, waiting, around) {
    this.#session = session;
    this.#waiting = waiting;
    this.#around = around;
  }

  /** @returns {boolean | null} whether this seat has paused, as far as the hub has not heard of it; null: it has */
  get locally() {
    return this.#pause === undefined ? null : this.#pause !== null;
  }

  /** @returns {string | null} id of the pause that was said here and that the hub has not yet heard of */
  get waits() {
    return this.#pause ?? null;
  }

  /** Whether one waits in this page alone, and would be lost with it. */
  get unstored() {
    return this.#waiting.entries.some((entry) => rests(entry) && entry.unstored);
  }

  /** What waits is other than it was: it says whether this phone has paused. */
  look() {
    if (this.#making === 0) {
      const last = this.#waiting.entries.findLast(rests);
      if (last === undefined) this.#pause = undefined;
      else this.#pause = last.command.do === 'pause' ? last.command['pause'] : null;
    }
    this.#around.changed();
  }

  /** @param {string} id @param {string | null} later a box that goes with it @returns {Promise<void>} when it is stored, or cannot be */
  pause(id, later) {
    return this.#make(id, async (order) => {
      const lifting = this.#untried('resume', order);
      // The hub has not heard that the last pause was lifted, so that one simply stands.
      if (lifting.length > 0 && (await this.#waiting.erase((entry) => lifting.includes(entry)))) return;
      await this.#hold(later === null ? { do: 'pause', pause: id } : { do: 'pause', pause: id, later }, order);
    });
  }

  /** @param {() => string | null} told id of the pause that the hub knows of @returns {Promise<void>} */
  resume(told) {
    return this.#make(null, async (order) => {
      const here = this.#untried('pause', order);
      const erased = await this.#waiting.erase((entry) => here.includes(entry));
      // Another tab, or the page before this one, may have paused.
      await this.#waiting.load().catch(() => {});
      const elsewhere = this.#untried('pause', order);
      const stuck = (await this.#waiting.erase((entry) => elsewhere.includes(entry))) && erased ? [] : [...elsewhere, ...here];
      const tried = this.#waiting.entries.findLast((entry) => entry.command.do === 'pause' && entry.order < order);
      const heard = tried?.command['pause'] ?? told() ?? stuck.at(-1)?.command['pause'] ?? null;
      if (heard !== null) await this.#hold({ do: 'resume', pause: heard }, order);
    });
  }

  /** @param {string | null} pause what holds from now on @param {(order: number) => Promise<void>} make */
  async #make(pause, make) {
    this.#pause = pause;
    this.#making += 1;
    const making = make(this.#waiting.next());
    this.#around.changed();
    await making;
    this.#making -= 1;
    this.look();
  }

  /** @param {string} wish @param {number} order @returns {Entry[]} said before that, and the hub cannot have heard them */
  #untried(wish, order) {
    return this.#waiting.entries.filter((entry) => entry.command.do === wish && !entry.tried && entry.order < order);
  }

  /** @param {Command} command @param {number} order */
  async #hold(command, order) {
    /** @type {Entry} */
    const entry = { command, tried: false, order };
    this.#waiting.add(entry);
    this.#around.say();
    const waits = () => this.#waiting.entries.includes(entry);
    try {
      await this.#waiting.inTurn(async () => {
        // The hub may have answered meanwhile.
        if (!waits()) return;
        let written = false;
        const seq = await addResting(this.#session, command, () => (written = entry.tried));
        entry.seq = seq;
        if (!waits()) await drop([seq]);
        else if (entry.tried && !written) await markTried(seq);
      });
    } catch {
      if (entry.seq === undefined) entry.unstored = true;
    }
  }
}
