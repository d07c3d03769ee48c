/**
 * What a person writes below what was opened, on its way to the other: the note in our words, the taps that settle it, notices.
 * All of it is sealed before it is sent, and nothing that was written is lost when the hub refuses it.
 */

import { attempt, base64url, fromBase64url, fromUtf8 } from '../protocol/encoding.js';
import { digestOfText } from '../protocol/hashes.js';
import * as protocol from '../protocol/seal.js';
import * as drafts from '../storage/drafts.js';
import { boxPlace } from './round-place.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {{ withdraw: string[] } | { limit: Record<string, string> }} NoticeContent ids of what is withdrawn; or levels by item */

/** Bytes in front of a note's text: its number and the hash of the one before. */
const NOTE_HEAD = 4 + 32;

/** Notes, the taps that settle them, and notices, from the element to the outbox. */
export class Writing {
  #context;
  /** @type {Promise<void>} the last notice */
  #lastNotice = Promise.resolve();

  /** @param {import('./context.js').Context} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * Seals and sends a note.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {string} text
   * @param {number} basedOn n of the note that was edited, 0 for none
   * @returns {Promise<{ ok: true } | { lost: string }>} lost: someone was faster, or it was not possible; keep the text
   * @throws {import('../protocol/encoding.js').ProtocolError} too long
   * Source: docs/protocol.md, "Everything else that is sealed".
   */
  async writeNote(chapter, section, text, basedOn) {
    const { keys, boxes, outbox } = this.#context;
    const note = this.#context.section(chapter, section)?.note;
    if (note === undefined || !keys || (note?.n ?? 0) !== basedOn) return { lost: text };
    const previous = note && (await boxes.get(note.box));
    if (note && !previous) return { lost: text };
    const n = basedOn + 1;
    const box = await this.#keep(protocol.sealNote(this.#place(chapter, section), n, previous, text));
    const result = await outbox.send({ do: 'note', chapter, section, n, box });
    return 'ack' in result ? { ok: true } : { lost: text };
  }

  /**
   * Seals and sends the tap that settles a note.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {number} n of the note that was read
   * @param {boolean} yes false withdraws it
   * @throws {Error} the note cannot be had just now; or StorageError
   * Source: docs/protocol.md, "Everything else that is sealed".
   */
  async settle(chapter, section, n, yes) {
    const { keys, boxes, outbox } = this.#context;
    const entry = this.#context.section(chapter, section);
    if (!entry?.note || !keys) return;
    if (entry.note.n !== n) return void this.#context.refuseStale({ do: 'settle' });
    const note = await boxes.get(entry.note.box);
    if (!note) throw new Error('the note cannot be had just now');
    const waiting = await outbox.lastSaid({ do: 'settle', chapter, section });
    const tap = Math.max(waiting, entry.settled.me?.n ?? 0) + 1;
    const box = await this.#keep(protocol.sealSettle(this.#place(chapter, section), tap, note, yes));
    await outbox.send({ do: 'settle', chapter, section, n: tap, note: entry.note.box, yes, box });
  }

  /**
   * Seals and stores a notice. Notices are stored one after the other, because each has a number, even while the hub receives none of them.
   * @param {string} chapter qhash
   * @param {NoticeContent} content
   * @returns {Promise<void>} as soon as it is stored
   * @throws {import('../storage/database.js').StorageError} it will not be sent
   * Source: docs/protocol.md, "Everything else that is sealed".
   */
  sendNotice(chapter, content) {
    const stored = this.#lastNotice.then(() => this.#storeNotice(chapter, content));
    this.#lastNotice = stored.catch(() => {});
    return stored;
  }

  /** @param {string} chapter @param {NoticeContent} content */
  async #storeNotice(chapter, content) {
    const { outbox } = this.#context;
    const waiting = await outbox.lastSaid({ do: 'notice', chapter });
    const shown = this.#context.view?.chapters.find((each) => each.qhash === chapter);
    if (!shown || !this.#context.keys) throw new Error('there is no chapter to send a notice in');
    const n = Math.max(waiting, shown.notices.mine.length) + 1;
    const notice = { ...content, seen: this.#context.head(chapter) };
    const box = await this.#keep(protocol.sealNotice(this.#place(chapter), n, notice));
    if (!(await outbox.store({ do: 'notice', chapter, n, box }))) throw new Error('handed over');
  }

  /**
   * Sends a notice again whose place was occupied by another tab, or by a hub that has forgotten: its content goes into the next.
   * @param {Command} refused
   * @returns {Promise<boolean>} whether there is another place
   * @throws {import('../storage/database.js').StorageError} it will not be sent
   */
  async resendNotice({ chapter, n, box }) {
    const there = this.#context.view?.chapters.find((each) => each.qhash === chapter)?.notices.mine ?? [];
    const notice = this.#context.keys && attempt(() => protocol.openNotice(this.#place(chapter), n, fromBase64url(box)));
    // What has the place already is not sent again, whatever the hub says: it could fill every place with it.
    if (!notice || there.length < n || there[n - 1] === digestOfText(box)) return false;
    await this.sendNotice(chapter, 'limit' in notice ? { limit: notice.limit } : { withdraw: notice.withdraw });
    return true;
  }

  /**
   * Turns a note back into a draft if the hub did not take it and no caller waits for it any more.
   * @param {Command} refused its text is read out of its own box
   */
  async keepAsDraft({ chapter, section, n, box }) {
    const { id, keys, ended } = this.#context;
    if (!keys || ended) return;
    const place = this.#place(chapter, section);
    const text = attempt(() => {
      const padded = protocol.open(protocol.keyOf(place), protocol.contextOf(place, n, 'note'), fromBase64url(box));
      return fromUtf8(protocol.unpad(padded, protocol.PADS.note).slice(NOTE_HEAD));
    });
    // A draft that is there now was written later, so it stays.
    if (text !== null && !drafts.loadNote(id, chapter, section)) drafts.saveNote(id, chapter, section, { text, basedOn: n - 1 });
  }

  /** @param {string} chapter @param {string} [section] @returns {import('../protocol/box.js').Place} this seat's own */
  #place(chapter, section) {
    return boxPlace(this.#context.place(chapter, section), this.#context.role);
  }

  /** @param {Uint8Array} box that this seat has sealed @returns {Promise<string>} in base64url, once it is stored */
  async #keep(box) {
    await this.#context.boxes.addOwn(box);
    return base64url(box);
  }
}
