/**
 * What a person writes below what was opened, on its way to the other: the note in our words, the taps that settle it, notices.
 * All of it is sealed before it is sent, and nothing that was written is lost when the hub refuses it.
 */

import * as drafts from '../storage/drafts.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {{ withdraw: string[] } | { limit: Record<string, string> }} NoticeContent ids of what is withdrawn; or levels by item */

/** Notes, the taps that settle them, and notices, from the element to the outbox. */
export class Writing {
  #context;
  #notes;
  /** @type {Promise<void>} the last notice */
  #lastNotice = Promise.resolve();

  /** @param {import('./context.js').Context} context @param {import('./notes-flow.js').Notes} notes */
  constructor(context, notes) {
    this.#context = context;
    this.#notes = notes;
  }

  /**
   * @param {string} chapter qhash
   * @param {string} section
   * @param {string} text
   * @param {number} basedOn n of the note that was edited, 0 for none
   * @returns {Promise<{ ok: true } | { lost: string }>} lost: someone was faster, or it was not possible; keep the text
   * @throws {import('../protocol/encoding.js').ProtocolError} too long
   */
  async writeNote(chapter, section, text, basedOn) {
    const entry = this.#context.section(chapter, section);
    if (!entry || !this.#context.keys || (entry.note?.n ?? 0) !== basedOn) return { lost: text };
    const command = await this.#notes.write(this.#context.place(chapter, section), entry.note, text);
    if (!command) return { lost: text };
    const result = await this.#context.outbox.send(command);
    return 'ack' in result ? { ok: true } : { lost: text };
  }

  /**
   * @param {string} chapter qhash
   * @param {string} section
   * @param {boolean} yes false takes it back
   * @throws {Error} the note cannot be had just now; or StorageError
   */
  async settle(chapter, section, yes) {
    const entry = this.#context.section(chapter, section);
    if (!entry?.note || !this.#context.keys) return;
    const command = await this.#notes.settle(this.#context.place(chapter, section), entry, yes);
    if (!command) throw new Error('the note cannot be had just now');
    await this.#context.outbox.send(command);
  }

  /**
   * One after another, as each has its number: also while the hub receives none of them.
   * @param {string} chapter qhash
   * @param {NoticeContent} content
   * @returns {Promise<void>} as soon as it is stored
   * @throws {import('../storage/database.js').StorageError} it will not be sent
   */
  sendNotice(chapter, content) {
    const stored = this.#lastNotice.then(() => this.#storeNotice(chapter, content));
    this.#lastNotice = stored.catch(() => {});
    return stored;
  }

  /** @param {string} chapter @param {NoticeContent} content */
  async #storeNotice(chapter, content) {
    const { outbox } = this.#context;
    const waiting = await outbox.lastNotice(chapter);
    const shown = this.#context.view?.chapters.find((each) => each.qhash === chapter);
    if (!shown || !this.#context.keys) throw new Error('there is no chapter to send a notice in');
    const n = Math.max(waiting, shown.notices.mine.length) + 1;
    await outbox.store(await this.#notes.notice(this.#context.place(chapter), n, content, this.#context.head(chapter)));
  }

  /**
   * Another tab, or a hub that has forgotten, had another notice in its place: what it took back goes into the next one.
   * @param {Command} refused
   * @returns {Promise<boolean>} whether there is another place
   */
  async resendNotice(refused) {
    const { chapter, n } = refused;
    const there = this.#context.view?.chapters.find((each) => each.qhash === chapter)?.notices.mine.length ?? 0;
    const content = this.#context.keys && this.#notes.recoverNotice(this.#context.place(chapter), refused);
    if (!content || there < n) return false;
    await this.sendNotice(chapter, content);
    return true;
  }

  /** @param {Command} refused a note that nobody waits for any more: its text becomes a draft again */
  async keepAsDraft(refused) {
    const { chapter, section } = refused;
    if (!this.#context.keys) return;
    const text = await this.#notes.recover(this.#context.place(chapter, section), refused);
    // What stands there was written later.
    if (text !== null && !drafts.loadNote(this.#context.id, chapter, section)) drafts.saveNote(this.#context.id, chapter, section, text);
  }
}
