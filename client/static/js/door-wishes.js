/**
 * Pausing and ending a conversation whose lock is closed. Both need its token alone, which stands outside the lock for this:
 * here it says a pause or an end and nothing else, and nothing of what the hub tells is kept or shown.
 */

import { Connection } from './connection.js';
import { tellEnds } from './ends.js';
import { chosen, forgetSession, listSessions } from './keys.js';
import { Outbox, addTombstone } from './outbox.js';
import { base64url, randomBytes } from './protocol/encoding.js';

/** @typedef {{ id: string, token: string }} Seat */

/** @returns {Promise<Seat | null>} of the conversation of this tab, else of the newest on this phone */
export async function behindTheDoor() {
  const all = await listSessions();
  return all.find(({ id }) => id === chosen()) ?? all[0] ?? null;
}

/** A pause that is said at the door. It holds on this phone as soon as it is stored. */
export class DoorPause {
  #outbox;
  #connection;

  /** @param {Seat} seat @param {(came: 'heard' | 'over') => void} tell called once, when the hub knows */
  constructor(seat, tell) {
    this.#connection = new Connection(seat);
    this.#outbox = new Outbox(seat.id, this.#connection);
    const end = (/** @type {'heard' | 'over'} */ came) => {
      this.stop();
      tell(came);
    };
    this.#connection.addEventListener('view', () => void this.#outbox.drain());
    this.#connection.addEventListener('state', () => {
      if (this.#connection.state === 'gone' || this.#connection.state === 'moved') end('over');
    });
    this.#outbox.addEventListener('change', () => {
      // With the connection closed at once, nothing else that waits is said at this door.
      if (this.#connection.open && this.#outbox.waitingPause === null) end('heard');
    });
  }

  /** @returns {Promise<boolean>} whether one that was said before is still waiting; then it goes on its way */
  async goOn() {
    await this.#outbox.load();
    const waits = this.#outbox.waitingPause !== null;
    if (waits) this.#connection.start();
    return waits;
  }

  async say() {
    await this.#outbox.pause(base64url(randomBytes(16)));
    this.#connection.start();
  }

  stop() {
    this.#connection.stop();
    this.#outbox.close();
  }
}

/** Deletes it here at once; the hub hears of it as soon as it can. @param {Seat} seat */
export async function endAtDoor(seat) {
  await addTombstone(seat);
  await forgetSession(seat.id);
  void tellEnds();
}
