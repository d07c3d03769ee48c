/**
 * Pausing and ending a conversation whose lock is closed. Both need its token alone, which stands outside the lock for this:
 * here it says a pause or an end and nothing else, and nothing of what the hub tells is kept or shown.
 */

import { Connection } from '../net/connection.js';
import { endHere } from '../net/pending-ends.js';
import { chosen, listSessions } from '../storage/session-store.js';
import { Outbox } from '../net/outbox.js';
import { base64url, randomBytes } from '../protocol/encoding.js';

/** @typedef {{ id: string, token: string }} Seat */

/** @returns {Promise<Seat | null>} of the conversation of this tab, else of the newest on this phone */
export async function behindTheDoor() {
  const all = await listSessions();
  return all.find(({ id }) => id === chosen()) ?? all[0] ?? null;
}

/** A pause that is said at the door. It goes on its way whether or not this phone can store it. */
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

  /** @returns {Promise<boolean>} whether it is stored; if not, it waits as long as this page is open */
  async say() {
    const said = this.#outbox.pause(base64url(randomBytes(16)));
    this.#connection.start();
    await said;
    return !this.#outbox.pauseUnstored;
  }

  stop() {
    this.#connection.stop();
    this.#outbox.close();
  }
}

/** @param {Seat} seat @returns {Promise<'ended' | 'ending' | 'kept'>} as in session.js */
export async function endAtDoor(seat) {
  const { stored, erased } = await endHere(seat);
  if (!erased) return 'kept';
  return stored ? 'ended' : 'ending';
}
