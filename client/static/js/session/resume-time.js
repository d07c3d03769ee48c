/**
 * When whoever has paused would like to look again. It goes with the pause, sealed (docs/protocol.md, `later`): it binds nobody,
 * and what cannot be read is as if it were not there.
 */

import { openLater, sealLater } from '../protocol/asides.js';
import { peerOf } from '../protocol/box.js';
import { attempt, base64url, randomBytes } from '../protocol/encoding.js';
import { boxPlace } from './round-place.js';

/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */

/** When to look again, this seat's and the partner's. */
export class ResumeTime {
  #context;
  /** @type {{ pause: string, at: number } | null} what was set here, with the pause that it went with */
  #mine;
  /** @type {{ box: string, at: number | null } | null} what the partner's pause carries, if it can be read */
  #theirs = null;

  /** @param {import('./context.js').Context} context */
  constructor(context) {
    this.#context = context;
    this.#mine = context.record.later ?? null;
  }

  /** When this phone's own pause asks to look again. @returns {number | null} seconds */
  get mine() {
    const { outbox, view, pausedByMe } = this.#context;
    const set = this.#mine;
    return set && pausedByMe && [outbox.waitingPause, view?.paused.me].includes(set.pause) ? set.at : null;
  }

  /** When the partner's pause asks to look again. @returns {number | null} seconds */
  get theirs() {
    const box = this.#context.view?.paused.later ?? null;
    return box !== null && this.#theirs?.box === box ? this.#theirs.at : null;
  }

  /** Whether it can be set at all: it is sealed, so there have to be keys. @returns {boolean} */
  get possible() {
    return this.#context.pausedByMe && this.#context.keys !== null && this.#context.chapter !== null;
  }

  /**
   * Sets it with a pause that replaces the present one.
   * @param {number | null} at seconds; null withdraws it
   * @throws {import('../storage/database.js').StorageError} nothing was sent
   * Source: docs/protocol.md, "Everything else that is sealed".
   */
  async set(at) {
    const { role, chapter, outbox } = this.#context;
    if (!this.possible || chapter === null) return;
    const pause = base64url(randomBytes(16));
    const box = at === null ? null : base64url(sealLater(boxPlace(this.#context.place(chapter), role), 0, { at }));
    const later = at === null ? null : { pause, at };
    await this.#context.updateRecord((record) => ({ ...record, later }));
    // If the person has lifted the pause while this was being stored, they have not paused again.
    if (!this.possible) return;
    this.#mine = later;
    await outbox.pause(pause, box);
  }

  /**
   * Reads what the partner's pause carries.
   * @param {SectionPlace} place of the first chapter
   * @param {import('../model/types.js').View} view
   * @throws {import('../storage/database.js').StorageError}
   * Source: docs/protocol.md, "Everything else that is sealed".
   */
  async read(place, view) {
    const box = view.paused.later;
    if (box === null || this.#theirs?.box === box) return;
    const bytes = await this.#context.boxes.get(box);
    if (!bytes) return;
    const later = attempt(() => openLater(boxPlace(place, peerOf(place.role)), 0, bytes));
    // A partner can pause endlessly, and a hub can claim that they do.
    await this.#context.boxes.drop(box);
    this.#theirs = { box, at: Number.isSafeInteger(later?.['at']) ? Number(later?.['at']) : null };
  }
}
