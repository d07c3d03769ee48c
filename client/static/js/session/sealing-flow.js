/**
 * A section that opens whole, from this phone to the other and back (docs/protocol.md, "Sealed answers"): what each act of
 * next-round-act.js makes, and what is stored of it. rounds.js decides when.
 */

import { ProtocolError } from '../protocol/encoding.js';
import * as protocol from '../protocol/seal.js';
import { encodeAnswers, headIn, validateAnswers } from '../model/answers.js';
import { roundName } from '../model/mutual-ids.js';
import { asking } from './round-place.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Seal} Seal */
/** @typedef {import('../model/types.js').PeerInner} PeerInner */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/heads.js').Head} Head */
/** @typedef {import('./round-place.js').CurrentRound} CurrentRound */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */

/** A section that opens whole: what is made of its rounds, and what is shown of them. */
export class WholeRounds {
  #stored;
  /** @type {Map<string, Answers>} our own, opened again */
  #own = new Map();
  /** @type {Map<string, { mine: Answers, theirs: Answers }>} */
  #opened = new Map();
  /** @type {Map<string, 'cannot-open' | 'handed-over'>} why a round can never be opened here */
  #broken = new Map();
  /** @type {Set<string>} rounds whose commit was not made here */
  #elsewhere = new Set();
  /** @type {Map<string, { chapter: string, head: unknown }>} the heads in the partner's answers, by round */
  #heads = new Map();

  #changed;

  /**
   * @param {import('./stored-rounds.js').StoredRounds} stored
   * @param {() => void} changed called when there is something new to show
   */
  constructor(stored, changed) {
    this.#stored = stored;
    this.#changed = changed;
  }

  /**
   * Finds the result of a round.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {number} round
   * @returns {import('../model/types.js').OpenedWhole | { problem: 'cannot-open' | 'handed-over' } | null} null: not opened (yet)
   */
  opened(chapter, section, round) {
    const name = roundName(chapter, section, round);
    const problem = this.#broken.get(name) ?? (this.#elsewhere.has(name) ? 'cannot-open' : null);
    return this.#opened.get(name) ?? (problem && { problem });
  }

  /**
   * Finds one's own answers in a round.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {number} round
   * @returns {Answers | null}
   */
  sealed(chapter, section, round) {
    return this.#own.get(roundName(chapter, section, round)) ?? null;
  }

  /**
   * Lists the heads in everything of the partner's that has been opened here.
   * @returns {{ chapter: string, head: unknown }[]} unchecked
   * Source: docs/protocol.md, "Heads".
   */
  heads() {
    return [...this.#heads.values()];
  }

  /**
   * Seals answers, and stores the seal.
   * @param {SectionPlace} place
   * @param {number} round
   * @param {Answers} answers
   * @param {QuestionSet} document
   * @param {Head} seen what this phone's log holds now
   * @throws {ProtocolError} too long, bad content: also where the section is not one that opens whole for both
   * Source: docs/protocol.md, "One asking of a section".
   */
  async seal(place, round, answers, document, seen) {
    const pad = padOf(document, place.section);
    const plaintext = encodeAnswers(answers, seen);
    // Never seal answers that the other phone could not open.
    const own = validateAnswers(document, place.section, plaintext);
    const seal = protocol.commit({ ...asking(place, place.role, round), pad, plaintext });
    // If another tab was first, the next step reads what that tab has sealed.
    if ((await this.#stored.sealOnce(place, round, () => seal)) === seal) this.#own.set(roundName(place.chapter, place.section, round), own);
  }

  /** Reads one's own answers of a round, so that they can be shown. @param {CurrentRound} current */
  read(current) {
    this.#readOwn(current, current.round.round, current.document);
  }

  /** @param {SectionPlace} place @param {number} round @param {QuestionSet} document */
  #readOwn(place, round, document) {
    /** @type {[Seal | null, string]} */
    const [seal, name] = [this.#stored.seal(place, round), roundName(place.chapter, place.section, round)];
    if (!seal || this.#own.has(name)) return;
    const pad = padOf(document, place.section);
    const plaintext = protocol.openInner({ ...asking(place, place.role, round), pad }, seal.sk, seal.inner);
    this.#own.set(name, validateAnswers(document, place.section, plaintext));
  }

  /**
   * Gathers what next-round-act.js has to know of a round.
   * @param {CurrentRound} current
   * @returns {import('./rounds.js').Stored}
   */
  held(current) {
    const [name, round] = [nameOf(current), current.round.round];
    /** @type {PeerInner | null} */
    const kept = this.#stored.inner(current, round);
    return {
      commit: this.#stored.commit(current, round),
      // Our release is made and stored with what was in their commit.
      inner: kept !== null,
      released: kept !== null,
      opened: this.#opened.has(name),
      seen: kept?.opened ?? false,
      broken: this.#broken.get(name) ?? null,
    };
  }

  /**
   * Stores what came out of the partner's commit, and our release against exactly that, before the release is sent.
   * @param {CurrentRound} current
   * @param {Uint8Array} box the partner's commit
   * @throws {ProtocolError} cannot open
   * Source: docs/protocol.md, "One asking of a section".
   */
  async openCommit(current, box) {
    const round = current.round.round;
    /** @type {Seal | null} */
    const seal = this.#stored.seal(current, round);
    if (!seal) return;
    const inner = protocol.openCommit(asking(current, protocol.peerOf(current.role), round), box);
    await this.#stored.innerOnce(current, round, () => ({
      inner,
      release: protocol.release(asking(current, current.role, round), { sk: seal.sk, ownInner: seal.inner, peerInner: inner }),
      opened: false,
    }));
  }

  /**
   * Opens the partner's answers.
   * @param {CurrentRound} current
   * @param {Uint8Array} box the partner's release
   * @throws {ProtocolError} cannot open, release does not match, bad padding, bad content
   * Source: docs/protocol.md, "One asking of a section".
   */
  async openRelease(current, box) {
    const [name, round] = [nameOf(current), current.round.round];
    /** @type {[Seal | null, PeerInner | null]} */
    const [seal, kept] = [this.#stored.seal(current, round), this.#stored.inner(current, round)];
    const mine = this.#own.get(name);
    if (!seal || !kept || !mine) return;
    const theirs = asking(current, protocol.peerOf(current.role), round);
    const sk = protocol.openRelease(theirs, box, { ownInner: seal.inner, peerInner: kept.inner });
    const plaintext = protocol.openInner({ ...theirs, pad: padOf(current.document, current.section) }, sk, kept.inner);
    this.#opened.set(name, { mine, theirs: validateAnswers(current.document, current.section, plaintext) });
    this.#heads.set(name, { chapter: current.chapter, head: headIn(plaintext) });
    const marked = kept.opened ? null : this.#stored.markOpened(current, round);
    // Drawn while that is being written.
    if (current.newest) this.#changed();
    await marked;
  }

  /** Shuts a round of which nothing can come here any more. @param {CurrentRound} current */
  shut(current) {
    this.#broken.set(nameOf(current), current.burnt ? 'handed-over' : 'cannot-open');
  }

  /** Notes that the commit of a round was not made on this phone. @param {CurrentRound} current */
  isElsewhere(current) {
    this.#elsewhere.add(nameOf(current));
  }
}

/** @param {CurrentRound} current */
const nameOf = ({ chapter, section, round }) => roundName(chapter, section, round.round);

/**
 * The size of what is sealed, as both have confirmed it: the hub's word for it does not count.
 * @param {QuestionSet} document @param {string} id
 * @returns {number}
 * @throws {ProtocolError} bad content: the section is not one that opens whole for both
 */
function padOf(document, id) {
  const section = document.sections.find((each) => each.id === id);
  if (section?.reveal !== 'both') throw new ProtocolError('bad content');
  return section.pad;
}
