/** Every round of every section, whichever way it opens: the document that both confirmed says which, never the hub. */

import * as drafts from '../storage/drafts.js';
import { loadSealed } from '../storage/session-store.js';
import { Mutual } from './mutual-flow.js';
import { MutualWork } from './mutual-work.js';
import { Sealing } from './sealing-flow.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('./sealing-flow.js').Where} Where */

/** The rounds of one conversation. */
export class Rounds {
  /** What is being computed for a mutual section just now. */
  work = new MutualWork();
  #context;
  #whole;
  #mutual;

  /** @param {import('./context.js').Context} context */
  constructor(context) {
    this.#context = context;
    this.#whole = new Sealing(context.id, context.boxes);
    this.#mutual = new Mutual(context.id, context.boxes, this.work);
  }

  /** Reads what this phone has sealed, in whichever tab. */
  async load() {
    const stored = await loadSealed(this.#context.id);
    this.#whole.take(stored);
    this.#mutual.take(stored);
  }

  stop() {
    this.work.stop();
  }

  /**
   * @param {string} chapter @param {string} section @param {number} round
   * @returns {import('../model/types.js').OpenedRound | null} null: not opened (yet)
   */
  opened(chapter, section, round) {
    return this.#whole.opened(chapter, section, round) ?? this.#mutual.opened(chapter, section, round);
  }

  /**
   * Whether or not the hub has it yet.
   * @param {string} chapter @param {string} section @param {number} round
   * @returns {Answers | import('../model/types.js').SealedMutual | null}
   */
  sealed(chapter, section, round) {
    return this.#whole.sealed(chapter, section, round) ?? this.#mutual.sealed(chapter, section, round);
  }

  /**
   * Seals for good. Stored on this phone before anything is sent; whoever seals twice sends what was stored first.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {number} round
   * @param {Answers} answers
   * @throws {import('../protocol/encoding.js').ProtocolError} too long, bad content; or WorkerError. Then nothing is sealed
   * Source: docs/protocol.md, "Sealed answers" and "Mutual sections".
   */
  async seal(chapter, section, round, answers) {
    const document = this.#context.documentOf(chapter);
    if (!this.#context.section(chapter, section) || !document) throw new Error('there is nothing to seal yet');
    const place = this.#context.place(chapter, section);
    const mutual = document.sections.some(({ id, reveal }) => id === section && reveal === 'mutual');
    // A mutual section has no room for a head.
    if (mutual) await this.#mutual.seal(place, round, answers, document);
    else await this.#whole.seal(place, round, answers, document, this.#context.head(chapter));
    drafts.clear(this.#context.id, chapter, section);
    this.#context.changed();
    this.#context.requestSync();
  }

  /** @param {Where} where @param {number} round @returns {boolean} whether the partner may have seen what was sealed here */
  released(where, round) {
    return this.#whole.released(where, round) || this.#mutual.released(where, round);
  }

  /** @param {Where} where @param {number} round @returns {Uint8Array | null} what was committed to on this phone */
  commit(where, round) {
    return this.#whole.commit(where, round) ?? this.#mutual.commit(where, round);
  }

  /** @param {Where} where @param {number} round @returns {Uint8Array | null} what was released on this phone, where it is still kept with the round */
  release(where, round) {
    return this.#whole.release(where, round);
  }

  /** What the partner says of their log, in everything that has been opened here. */
  heads() {
    return this.#whole.heads();
  }

  /**
   * One round of one section, as far as it can go now.
   * @param {import('./sealing-flow.js').Asked} asked
   * @returns {Promise<import('../model/types.js').Command[]>} what to send
   */
  async step(asked) {
    return [...(await this.#whole.step(asked)), ...(await this.#mutual.step(asked))];
  }
}
