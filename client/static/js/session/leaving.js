/** How this phone leaves a conversation: it ends it for both, forgets it here, or gives back a seat that it has just taken. */

import { endHere } from '../net/pending-ends.js';
import { forgetSession } from '../storage/session-store.js';

/** @typedef {'ended' | 'ending' | 'kept'} Left `ending`: this page alone can tell the hub; `kept`: not all is gone from here */
/**
 * @typedef {object} Surroundings
 * @property {(command: import('../model/types.js').Command) => Promise<import('../model/types.js').Result>} say
 * @property {() => void} stop nothing more is heard, said or stored
 * @property {() => void} over it is shown no longer
 * @property {() => void} changed
 */

export class Leaving {
  /** @type {Left} what is true once it is over */
  left = 'ended';
  #seat;
  #around;

  /** @param {{ id: string, token: string }} seat @param {Surroundings} around */
  constructor({ id, token }, around) {
    this.#seat = { id, token };
    this.#around = around;
  }

  /** Neither a full storage nor a broken one keeps it from the hub. */
  async end() {
    // First of all, so that the hub hears of it even if this page goes away in this very moment.
    void this.#around.say({ do: 'end' });
    this.#around.stop();
    const { stored, erased, sent } = await endHere(this.#seat);
    this.left = erased ? (stored ? 'ended' : 'ending') : 'kept';
    this.#around.over();
    if (this.left === 'ending') void sent.then(() => this.#become('ended'));
  }

  /** @throws {import('../storage/database.js').StorageError} nothing has been forgotten */
  async forget() {
    await forgetSession(this.#seat.id);
    this.#around.over();
    this.#become('ended');
  }

  async leave() {
    await this.#around.say({ do: 'leave' });
    await this.forget();
  }

  /** @param {Left} left */
  #become(left) {
    this.left = left;
    this.#around.changed();
  }
}
