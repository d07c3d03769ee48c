/** Every asking of every section, whichever way it opens: the document that both confirmed says which, never the hub. */

import { loadSealed } from '../storage/session-store.js';
import { Mutual } from './mutual-flow.js';
import { MutualWork } from './mutual-work.js';
import { Sealing } from './sealing-flow.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('./sealing-flow.js').Where} Where */

export class Rounds {
  work = new MutualWork();
  #session;
  #whole;
  #mutual;

  /** @param {string} session @param {import('../storage/boxes.js').Boxes} boxes */
  constructor(session, boxes) {
    this.#session = session;
    this.#whole = new Sealing(session, boxes);
    this.#mutual = new Mutual(session, boxes, this.work);
  }

  /** Reads what this phone has sealed, in whichever tab. */
  async load() {
    const stored = await loadSealed(this.#session);
    this.#whole.take(stored);
    this.#mutual.take(stored);
  }

  stop() {
    this.work.stop();
  }

  /**
   * @param {string} chapter @param {string} section @param {number} round
   * @returns {import('../model/types.js').OpenedRound | null}
   */
  opened(chapter, section, round) {
    return this.#whole.opened(chapter, section, round) ?? this.#mutual.opened(chapter, section, round);
  }

  /**
   * @param {string} chapter @param {string} section @param {number} round
   * @returns {Answers | import('../model/types.js').SealedMutual | null}
   */
  sealed(chapter, section, round) {
    return this.#whole.sealed(chapter, section, round) ?? this.#mutual.sealed(chapter, section, round);
  }

  /**
   * @param {Where} where
   * @param {number} round
   * @param {Answers} answers
   * @param {QuestionSet} document
   * @param {import('../model/heads.js').Head} seen what this phone's log holds now; a mutual section has no place for it
   * @throws {import('../protocol/encoding.js').ProtocolError} too long, bad content; or WorkerError. Then nothing is sealed
   */
  async seal(where, round, answers, document, seen) {
    const mutual = document.sections.some(({ id, reveal }) => id === where.section && reveal === 'mutual');
    if (mutual) await this.#mutual.seal(where, round, answers, document);
    else await this.#whole.seal(where, round, answers, document, seen);
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
   * One asking of one section, as far as it can go now.
   * @param {import('./sealing-flow.js').Asked} asked
   * @returns {Promise<import('../model/types.js').Command[]>} what to say
   */
  async step(asked) {
    return [...(await this.#whole.step(asked)), ...(await this.#mutual.step(asked))];
  }
}
