/**
 * Taking your time: how long a conversation lives, and when whoever has paused would like to look again. The second goes with
 * the pause, sealed (docs/protocol.md, `later`): it binds nobody, and what cannot be read is as if it were not there.
 */

import { openLater, sealLater } from '../protocol/asides.js';
import { peerOf } from '../protocol/box.js';
import { ProtocolError, base64url, fromBase64url, randomBytes } from '../protocol/encoding.js';
import { updateSession } from '../storage/session-store.js';

/** @typedef {import('../model/types.js').View} View */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/types.js').Keys} Keys */
/** @typedef {{ keys: Keys, role: Role, chapter: string }} Where our own role; the first chapter */
/**
 * @typedef {object} Surroundings
 * @property {string} id
 * @property {View | null} view
 * @property {Keys | null} keys
 * @property {Role} role
 * @property {string | null} chapter
 * @property {boolean} pausedByMe
 */

export class TakingTime {
  #around;
  #boxes;
  #outbox;
  #from;
  /** @type {{ pause: string, at: number } | null} what was said here, with the pause that it went with */
  #mine;
  /** @type {{ box: string, at: number | null } | null} what the partner's pause carries, if it can be read */
  #theirs = null;

  /**
   * @param {import('../model/types.js').StoredSession} record
   * @param {Surroundings} around
   * @param {import('../storage/boxes.js').Boxes} boxes
   * @param {import('../net/outbox.js').Outbox} outbox
   */
  constructor(record, around, boxes, outbox) {
    this.#around = around;
    this.#boxes = boxes;
    this.#outbox = outbox;
    this.#from = record.created;
    this.#mine = record.later ?? null;
  }

  /** @returns {{ from: number, to: number } | null} seconds: when this phone began with it, when the hub deletes it */
  get life() {
    const { view } = this.#around;
    return view && { from: this.#from, to: view.expires };
  }

  /** @returns {number | null} seconds: when this phone's own pause says to look again */
  get mine() {
    const { view, pausedByMe } = this.#around;
    const said = this.#mine;
    return said && pausedByMe && [this.#outbox.waitingPause, view?.paused.me].includes(said.pause) ? said.at : null;
  }

  /** @returns {number | null} seconds: the same of the partner's */
  get theirs() {
    const box = this.#around.view?.paused.later ?? null;
    return box !== null && this.#theirs?.box === box ? this.#theirs.at : null;
  }

  /** Whether it can be said at all: it is sealed, so there have to be keys. */
  get possible() {
    return this.#around.pausedByMe && this.#around.keys !== null && this.#around.chapter !== null;
  }

  /** Says it with a pause that takes the place of the one there is. @param {number | null} at seconds; null takes it back */
  async say(at) {
    const { id, keys, role, chapter } = this.#around;
    if (!this.possible || !keys || chapter === null) return;
    const pause = base64url(randomBytes(16));
    const box = at === null ? null : base64url(sealLater(place({ keys, role, chapter }, role), 0, { at }));
    const later = at === null ? null : { pause, at };
    await updateSession(id, (record) => ({ ...record, later }));
    this.#mine = later;
    await this.#outbox.pause(pause, box);
  }

  /** Reads what the partner's pause carries. @param {Where} where @param {View} view */
  async read(where, view) {
    const box = view.paused.later;
    if (box === null || this.#theirs?.box === box) return;
    const bytes = await this.#boxes.get(box);
    if (bytes) this.#theirs = { box, at: timeIn(place(where, peerOf(where.role)), bytes) };
  }
}

/** @param {import('../protocol/box.js').Place} by @param {Uint8Array} box @returns {number | null} */
function timeIn(by, box) {
  try {
    const { at } = openLater(by, 0, box);
    return Number.isSafeInteger(at) ? Number(at) : null;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/** @param {Where} where @param {Role} role who seals @returns {import('../protocol/box.js').Place} */
const place = ({ keys, chapter }, role) => ({ keys, role, qhash: fromBase64url(chapter), section: '' });
