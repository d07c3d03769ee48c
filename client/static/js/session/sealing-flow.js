/**
 * A section that opens whole, from this phone to the other and back (docs/protocol.md, "Sealed answers"): what each act of
 * next-round-act.js makes, and what is stored of it. rounds.js says when.
 */

import { ProtocolError } from '../protocol/encoding.js';
import * as protocol from '../protocol/seal.js';
import { encodeAnswers, headIn, validateAnswers } from '../model/answers.js';
import { roundName } from '../model/mutual-ids.js';
import { innerOnce, markOpened, sealOnce } from '../storage/sealed-store.js';
import { asking, storageKey } from './round-place.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Seal} Seal */
/** @typedef {import('../model/types.js').PeerInner} PeerInner */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/heads.js').Head} Head */
/** @typedef {import('./round-place.js').CurrentRound} CurrentRound */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */

export class WholeRounds {
  #session;
  /** @type {Map<string, Seal>} */
  #seals = new Map();
  /** @type {Map<string, PeerInner>} */
  #inners = new Map();
  /** @type {Map<string, Answers>} our own, opened again */
  #own = new Map();
  /** @type {Map<string, { mine: Answers, theirs: Answers }>} */
  #opened = new Map();
  /** @type {Map<string, 'cannot-open' | 'handed-over'>} why a round can never be opened here */
  #broken = new Map();
  /** @type {Set<string>} rounds whose commit was not made here */
  #elsewhere = new Set();
  /** @type {Map<string, { chapter: string, head: unknown }>} what the partner says of their log, by round */
  #heads = new Map();

  /** @param {string} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {import('../model/types.js').Sealed} stored what this phone has sealed, in whichever tab */
  take({ seals, inners }) {
    this.#seals = seals;
    this.#inners = inners;
  }

  /**
   * @param {string} chapter @param {string} section @param {number} round
   * @returns {import('../model/types.js').OpenedWhole | { problem: 'cannot-open' | 'handed-over' } | null}
   */
  opened(chapter, section, round) {
    const name = roundName(chapter, section, round);
    const opened = this.#opened.get(name);
    if (opened) return opened;
    const problem = this.#broken.get(name) ?? (this.#elsewhere.has(name) ? 'cannot-open' : null);
    return problem && { problem };
  }

  /** @param {string} chapter @param {string} section @param {number} round @returns {Answers | null} */
  sealed(chapter, section, round) {
    return this.#own.get(roundName(chapter, section, round)) ?? null;
  }

  /** What the partner says of their log, in everything that has been opened here. */
  heads() {
    return [...this.#heads.values()];
  }

  /**
   * Whether the partner may have seen what was sealed here: by this phone's own storage, whatever the hub says.
   * @param {SectionPlace} place @param {number} round
   */
  released(place, round) {
    return this.release(place, round) !== null;
  }

  /** @param {SectionPlace} place @param {number} round @returns {Uint8Array | null} */
  release(place, round) {
    return this.#innerOf(place, round)?.release ?? null;
  }

  /** @param {SectionPlace} place @param {number} round @returns {Uint8Array | null} what was committed to on this phone */
  commit(place, round) {
    return this.#sealOf(place, round)?.commit ?? null;
  }

  /**
   * @param {SectionPlace} place
   * @param {number} round
   * @param {Answers} answers
   * @param {QuestionSet} document
   * @param {Head} seen what this phone's log holds now
   * @throws {ProtocolError} too long, bad content: also where the section is not one that opens whole for both
   */
  async seal(place, round, answers, document, seen) {
    const pad = padOf(document, place.section);
    const plaintext = encodeAnswers(answers, seen);
    // What could not be opened at the other end must not be sealed at this one.
    validateAnswers(document, place.section, plaintext);
    const key = storageKey(this.#session, place, round);
    const seal = await sealOnce(key, () => protocol.commit({ ...asking(place, place.role, round), pad, plaintext }));
    this.#seals.set(key.join('/'), seal);
    this.#readOwn(place, round, document);
  }

  /** @param {CurrentRound} current */
  read(current) {
    this.#readOwn(current, current.round.round, current.document);
  }

  /** @param {SectionPlace} place @param {number} round @param {QuestionSet} document */
  #readOwn(place, round, document) {
    const [seal, name] = [this.#sealOf(place, round), roundName(place.chapter, place.section, round)];
    if (!seal || this.#own.has(name)) return;
    const pad = padOf(document, place.section);
    const plaintext = protocol.openInner({ ...asking(place, place.role, round), pad }, seal.sk, seal.inner);
    this.#own.set(name, validateAnswers(document, place.section, plaintext));
  }

  /** @param {CurrentRound} current @returns {import('./rounds.js').Stored} what next-round-act.js has to know of it */
  held(current) {
    const [name, round] = [nameOf(current), current.round.round];
    const kept = this.#innerOf(current, round);
    return {
      commit: this.commit(current, round),
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
   * @param {CurrentRound} current @param {Uint8Array} box the partner's commit
   * @throws {ProtocolError} cannot open
   */
  async openCommit(current, box) {
    const round = current.round.round;
    const seal = this.#sealOf(current, round);
    if (!seal) return;
    const inner = protocol.openCommit(asking(current, protocol.peerOf(current.role), round), box);
    const key = storageKey(this.#session, current, round);
    const kept = await innerOnce(key, () => ({
      inner,
      release: protocol.release(asking(current, current.role, round), { sk: seal.sk, ownInner: seal.inner, peerInner: inner }),
      opened: false,
    }));
    this.#inners.set(key.join('/'), kept);
  }

  /**
   * @param {CurrentRound} current @param {Uint8Array} box the partner's release
   * @throws {ProtocolError} cannot open, release does not match, bad padding, bad content
   */
  async openRelease(current, box) {
    const [name, round] = [nameOf(current), current.round.round];
    const [seal, kept, mine] = [this.#sealOf(current, round), this.#innerOf(current, round), this.#own.get(name)];
    if (!seal || !kept || !mine) return;
    const theirs = asking(current, protocol.peerOf(current.role), round);
    const sk = protocol.openRelease(theirs, box, { ownInner: seal.inner, peerInner: kept.inner });
    const plaintext = protocol.openInner({ ...theirs, pad: padOf(current.document, current.section) }, sk, kept.inner);
    this.#opened.set(name, { mine, theirs: validateAnswers(current.document, current.section, plaintext) });
    this.#heads.set(name, { chapter: current.chapter, head: headIn(plaintext) });
    if (!kept.opened) await markOpened(storageKey(this.#session, current, round));
  }

  /** Nothing can come of it here any more. @param {CurrentRound} current */
  shut(current) {
    this.#broken.set(nameOf(current), current.burnt ? 'handed-over' : 'cannot-open');
  }

  /** @param {CurrentRound} current whose commit was not made on this phone */
  isElsewhere(current) {
    this.#elsewhere.add(nameOf(current));
  }

  /** @param {SectionPlace} place @param {number} round */
  #sealOf(place, round) {
    return this.#seals.get(storageKey(this.#session, place, round).join('/')) ?? null;
  }

  /** @param {SectionPlace} place @param {number} round */
  #innerOf(place, round) {
    return this.#inners.get(storageKey(this.#session, place, round).join('/')) ?? null;
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
