/**
 * What a person writes, on its way to the other: answers, the note in our words, the taps that settle it, notices. All
 * of it is sealed before it is said, and nothing that was written is lost when the hub refuses it.
 */

import * as drafts from '../storage/drafts.js';

/** @typedef {import('./conversation.js').Conversation} Conversation */
/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('./sealing-flow.js').Where} Where */

export class Writing {
  #conversation;
  #rounds;
  #notes;
  #outbox;
  /** @type {Promise<void>} */
  #notices = Promise.resolve();

  /**
   * @param {Conversation} conversation what there is; nothing is changed in it
   * @param {import('./rounds.js').Rounds} rounds
   * @param {import('./notes-flow.js').Notes} notes
   * @param {import('../net/outbox.js').Outbox} outbox
   */
  constructor(conversation, rounds, notes, outbox) {
    this.#conversation = conversation;
    this.#rounds = rounds;
    this.#notes = notes;
    this.#outbox = outbox;
  }

  /**
   * @param {string} chapter @param {string} section @param {number} round @param {Answers} answers
   * @throws {import('../protocol/encoding.js').ProtocolError} too long; or WorkerError
   */
  async seal(chapter, section, round, answers) {
    const entry = this.#conversation.section(chapter, section);
    const document = this.#conversation.documentOf(chapter);
    if (!entry || !document) throw new Error('there is nothing to seal yet');
    await this.#rounds.seal(this.#where(chapter, section), round, answers, document, this.#conversation.seen.head(chapter));
    drafts.clear(this.#conversation.id, chapter, section);
  }

  /**
   * @param {string} chapter @param {string} section @param {string} text @param {number} basedOn n of the note that was
   * edited, 0 for none
   * @returns {Promise<{ ok: true } | { lost: string }>}
   * @throws {import('../protocol/encoding.js').ProtocolError} too long
   */
  async note(chapter, section, text, basedOn) {
    const entry = this.#conversation.section(chapter, section);
    if (!entry || !this.#conversation.keys || (entry.note?.n ?? 0) !== basedOn) return { lost: text };
    const command = await this.#notes.write(this.#where(chapter, section), entry.note, text);
    if (!command) return { lost: text };
    const result = await this.#outbox.send(command);
    return 'ack' in result ? { ok: true } : { lost: text };
  }

  /** @param {string} chapter @param {string} section @param {boolean} yes */
  async settle(chapter, section, yes) {
    const entry = this.#conversation.section(chapter, section);
    if (!entry?.note || !this.#conversation.keys) return;
    const command = await this.#notes.settle(this.#where(chapter, section), entry, yes);
    if (!command) throw new Error('the note cannot be had just now');
    await this.#outbox.send(command);
  }

  /**
   * Back as soon as it is stored. One after another, as each has its number: also while the hub hears of none of them.
   * @param {string} chapter @param {{ withdraw: string[] } | { limit: Record<string, string> }} content
   */
  notice(chapter, content) {
    const said = this.#notices.then(() => this.#notice(chapter, content));
    this.#notices = said.catch(() => {});
    return said;
  }

  /** @param {string} chapter @param {{ withdraw: string[] } | { limit: Record<string, string> }} content */
  async #notice(chapter, content) {
    const waiting = await this.#outbox.lastNotice(chapter);
    const view = this.#conversation.view?.chapters.find((each) => each.qhash === chapter);
    if (!view || !this.#conversation.keys) throw new Error('there is nothing to say it in');
    const n = Math.max(waiting, view.notices.mine.length) + 1;
    await this.#outbox.store(await this.#notes.notice(this.#where(chapter, ''), n, content, this.#conversation.seen.head(chapter)));
  }

  /**
   * Another tab, or a hub that has forgotten, had another notice in its place: what it took back is said in the next one.
   * @param {Command} refused @returns {Promise<boolean>} whether there is another place
   */
  async noticeAgain(refused) {
    const { chapter, n } = refused;
    const there = this.#conversation.view?.chapters.find((each) => each.qhash === chapter)?.notices.mine.length ?? 0;
    const content = this.#conversation.keys && this.#notes.recoverNotice(this.#where(chapter, ''), refused);
    if (!content || there < n) return false;
    await this.notice(chapter, content);
    return true;
  }

  /** @param {Command} refused a note that nobody waits for any more: its text becomes a draft again */
  async keep(refused) {
    const { chapter, section } = refused;
    if (!this.#conversation.keys) return;
    const text = await this.#notes.recover(this.#where(chapter, section), refused);
    // What stands there was written later.
    if (text !== null && !drafts.loadNote(this.#conversation.id, chapter, section)) drafts.saveNote(this.#conversation.id, chapter, section, text);
  }

  /** @param {string} chapter @param {string} section @returns {Where} */
  #where(chapter, section) {
    const { keys, role } = this.#conversation;
    if (!keys) throw new Error('there are no keys yet');
    return { keys, role, chapter, section };
  }
}
