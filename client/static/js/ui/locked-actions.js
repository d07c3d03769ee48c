/**
 * Pausing a conversation while this phone is locked. It needs the token alone, which stands outside the lock for
 * this: nothing but a pause is sent here, and nothing of what the hub sends is stored or shown.
 */

import { Connection } from '../net/connection.js';
import { chosen, listSessions } from '../storage/session-store.js';
import { Outbox } from '../net/outbox.js';
import { base64url, randomBytes } from '../protocol/encoding.js';

/** @typedef {{ id: string, token: string }} Seat */

/**
 * Finds the seat that can be paused or ended.
 * @returns {Promise<Seat | null>} of the conversation of this tab, else of the newest on this phone
 * @throws {import('../storage/database.js').StorageError}
 */
export async function lockedSeat() {
  const all = await listSessions();
  return all.find(({ id }) => id === chosen()) ?? all[0] ?? null;
}

/** A pause from the locked door. It is sent whether or not this phone can store it. */
export class LockedPause {
  #outbox;
  #connection;

  /** @param {Seat} seat @param {(outcome: 'acknowledged' | 'over') => void} settled called once, when the hub has it, or nothing to pause */
  constructor(seat, settled) {
    this.#connection = new Connection(seat);
    // The record, where a pause that the hub has answered is kept, is under the lock. Whoever opens that finds it in the outbox.
    this.#outbox = new Outbox(seat.id, this.#connection, undefined, async () => false);
    const settle = (/** @type {'acknowledged' | 'over'} */ outcome) => {
      this.stop();
      settled(outcome);
    };
    this.#connection.addEventListener('view', () => void this.#outbox.drain());
    this.#connection.addEventListener('state', () => {
      if (this.#connection.state === 'gone' || this.#connection.state === 'moved') settle('over');
    });
    // With the connection closed at once, nothing else that waits is sent from this door.
    this.#outbox.addEventListener('acknowledged', (event) => {
      if (/** @type {CustomEvent} */ (event).detail.do === 'pause') settle('acknowledged');
    });
    this.#outbox.addEventListener('change', () => {
      if (this.#connection.open && this.#outbox.waitingPause === null) settle('acknowledged');
    });
  }

  /**
   * Sends an earlier pause that is still waiting.
   * @returns {Promise<boolean>} whether there is one
   * @throws {import('../storage/database.js').StorageError}
   */
  async resend() {
    await this.#outbox.load();
    const waits = this.#outbox.waitingPause !== null;
    if (waits) this.#connection.start();
    return waits;
  }

  /** Pauses. @returns {Promise<boolean>} whether it is stored; if not, it waits as long as this page is open */
  async send() {
    const stored = this.#outbox.pause(base64url(randomBytes(16)));
    this.#connection.start();
    await stored;
    return !this.#outbox.pauseUnstored;
  }

  /** Closes the connection. */
  stop() {
    this.#connection.stop();
    this.#outbox.close();
  }
}
