/**
 * A mutual section from this phone to the other and back (docs/protocol.md, "Mutual sections"), as sealing-flow.js does it for what
 * opens whole: what each act of next-round-act.js makes, and what is stored of it. When the matches are stored, everything else that
 * this phone knew of the round is erased in the same transaction.
 */

import { ProtocolError } from '../protocol/encoding.js';
import { peerOf } from '../protocol/box.js';
import { closeMutual, innerOnce, sealOnce } from '../storage/sealed-store.js';
import { roundName, sharedIds, wantedOf } from '../model/mutual-ids.js';
import { asking, storageKey } from './round-place.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').MutualOutcome} MutualOutcome */
/** @typedef {import('../model/types.js').MutualPeer} MutualPeer */
/** @typedef {import('../model/types.js').MutualSeal} MutualSeal */
/** @typedef {import('../model/types.js').SpentSeal} SpentSeal */
/** @typedef {import('../model/types.js').OpeningProblem} OpeningProblem */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('./round-place.js').CurrentRound} CurrentRound `paused` is read anew after every wait: a pause holds at once */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */

export class MutualRounds {
  #session;
  #boxes;
  #work;
  /** @type {Map<string, MutualSeal | SpentSeal>} */
  #seals = new Map();
  /** @type {Map<string, MutualPeer | MutualOutcome>} */
  #peers = new Map();
  /** @type {Map<string, string[] | null>} the shared ids that were wanted, of the rounds sealed on this phone */
  #wanted = new Map();
  /** @type {Map<string, { matches: string[] } | { problem: OpeningProblem }>} */
  #opened = new Map();

  /**
   * @param {string} session
   * @param {import('../storage/boxes.js').Boxes} boxes
   * @param {import('./mutual-work.js').MutualWork} work
   */
  constructor(session, boxes, work) {
    this.#session = session;
    this.#boxes = boxes;
    this.#work = work;
  }

  /** @param {import('../model/types.js').Sealed} stored what this phone has sealed, in whichever tab */
  take({ seals, inners }) {
    this.#seals = seals;
    this.#peers = inners;
  }

  /** @param {string} chapter @param {string} section @param {number} round */
  opened(chapter, section, round) {
    return this.#opened.get(roundName(chapter, section, round)) ?? null;
  }

  /** @param {string} chapter @param {string} section @param {number} round */
  sealed(chapter, section, round) {
    const wanted = this.#wanted.get(roundName(chapter, section, round));
    return wanted === undefined ? null : { wanted };
  }

  /**
   * Whether the partner may have learnt the matches: by this phone's own storage, whatever the hub says.
   * @param {SectionPlace} place @param {number} round
   */
  released(place, round) {
    const kept = this.#peers.get(this.#keyOf(place, round));
    return kept !== undefined && !('failed' in kept && kept.failed === 'before');
  }

  /** @param {SectionPlace} place @param {number} round @returns {Uint8Array | null} what was committed to on this phone */
  commit(place, round) {
    return this.#seals.get(this.#keyOf(place, round))?.commit ?? null;
  }

  /** @param {SectionPlace} place @param {number} round @returns {Uint8Array | null} what was released on this phone, while it is kept with the round */
  release(place, round) {
    const kept = this.#peers.get(this.#keyOf(place, round));
    return kept && 'm1' in kept ? kept.release : null;
  }

  /**
   * @param {SectionPlace} place
   * @param {number} round
   * @param {Answers} answers
   * @param {QuestionSet} document
   * @throws {ProtocolError} bad content: not a section that may be mutual; or WorkerError. Then nothing is sealed
   */
  async seal(place, round, answers, document) {
    const section = document.sections.find(({ id }) => id === place.section);
    const ids = idsIn(document, place.section);
    if (!section || !ids) throw new ProtocolError('bad content');
    const wanted = wantedOf(document, section, place.role, answers);
    const yes = ids.map((id) => wanted.has(id));
    const mine = asking(place, place.role, round);
    const name = roundName(place.chapter, place.section, round);
    const { state, commit } = await this.#work.commit(name, { mine, ids, yes });
    const seal = await sealOnce(storageKey(this.#session, place, round), () => ({ ...state, commit }));
    this.#seals.set(this.#keyOf(place, round), seal);
    this.#wanted.set(name, wantedIn(seal, ids));
  }

  /** Reads what is stored of a round, so that it can be shown. @param {CurrentRound} current */
  read(current) {
    const [key, name] = [this.#keyOf(current, current.round.round), nameOf(current)];
    const [seal, kept] = [this.#seals.get(key), this.#peers.get(key)];
    if (seal) this.#wanted.set(name, wantedIn(seal, idsIn(current.document, current.section) ?? []));
    if (!kept || 'm1' in kept) return;
    this.#wanted.set(name, null);
    this.#opened.set(name, 'matches' in kept
      ? { matches: kept.matches }
      : { problem: kept.failed === 'before' ? 'mutual-before' : 'mutual-after' });
  }

  /** @param {CurrentRound} current @returns {import('./rounds.js').Stored} what next-round-act.js has to know of it */
  held(current) {
    const round = current.round.round;
    const [seal, kept] = [this.#underWay(current), this.#peers.get(this.#keyOf(current, round))];
    const opened = kept !== undefined && 'matches' in kept;
    return {
      commit: seal?.commit ?? null,
      inner: kept !== undefined && 'm1' in kept,
      released: this.released(current, round),
      opened,
      seen: opened,
      broken: kept && 'failed' in kept ? kept.failed : null,
    };
  }

  /**
   * Stores what came out of the partner's commit, and our release against exactly that, before the release is sent.
   * @param {CurrentRound} current @param {Uint8Array} box the partner's commit
   * @throws {ProtocolError} cannot open, bad message, bad point, bad scalar, bad proof; or WorkerError
   */
  async openCommit(current, box) {
    const [seal, ids, round] = [this.#underWay(current), idsIn(current.document, current.section), current.round.round];
    if (!seal || !ids) return;
    const { commit: _commit, ...state } = seal;
    const [mine, theirs] = [asking(current, current.role, round), asking(current, peerOf(current.role), round)];
    const made = await this.#work.check(nameOf(current), { mine, theirs, ids, state, box });
    const kept = await innerOnce(storageKey(this.#session, current, round), () => /** @type {MutualPeer | MutualOutcome} */ (made));
    // What is kept for the round goes when it has opened, and a hub that forgets must still be told of the release.
    if ('m1' in kept) await this.#boxes.addOwn(kept.release);
    this.#peers.set(this.#keyOf(current, round), kept);
    this.read(current);
  }

  /**
   * @param {CurrentRound} current @param {Uint8Array} box the partner's release
   * @throws {ProtocolError} cannot open, bad message, bad point, bad scalar, bad proof; or WorkerError
   */
  async openRelease(current, box) {
    const [seal, ids, round] = [this.#underWay(current), idsIn(current.document, current.section), current.round.round];
    const kept = this.#peers.get(this.#keyOf(current, round));
    if (!seal || !ids || !kept || !('m1' in kept)) return;
    const { commit: _commit, ...state } = seal;
    const theirs = asking(current, peerOf(current.role), round);
    const matches = await this.#work.open(nameOf(current), { theirs, ids, state, peerM1: kept.m1, box });
    // A new reveal waits while anyone has paused.
    if (!current.paused) await this.#close(current, { matches });
  }

  /** Nothing can come of it here any more. @param {CurrentRound} current */
  async shut(current) {
    const after = !current.burnt && this.released(current, current.round.round);
    await this.#close(current, { failed: after ? 'after' : 'before' });
  }

  /** @param {CurrentRound} current @param {MutualOutcome} outcome */
  async #close(current, outcome) {
    const [key, round] = [this.#keyOf(current, current.round.round), current.round.round];
    const stored = await closeMutual(storageKey(this.#session, current, round), outcome);
    const seal = this.#seals.get(key);
    if (seal) this.#seals.set(key, { commit: seal.commit });
    this.#peers.set(key, stored);
    this.read(current);
  }

  /** @param {CurrentRound} current whose commit was not made on this phone */
  isElsewhere(current) {
    this.#opened.set(nameOf(current), { problem: 'mutual-elsewhere' });
  }

  /** Nothing can be computed on this phone, which says nothing against the partner. @param {CurrentRound} current */
  hasNoWorker(current) {
    this.#opened.set(nameOf(current), { problem: 'mutual-no-worker' });
  }

  /** @param {CurrentRound} current @returns {MutualSeal | null} one's own side, as long as the round may still open */
  #underWay(current) {
    const seal = this.#seals.get(this.#keyOf(current, current.round.round));
    return seal && 'yes' in seal ? seal : null;
  }

  /** @param {SectionPlace} place @param {number} round */
  #keyOf(place, round) {
    return storageKey(this.#session, place, round).join('/');
  }
}

/** @param {CurrentRound} current */
const nameOf = ({ chapter, section, round }) => roundName(chapter, section, round.round);

/** @param {QuestionSet} document @param {string} id of a section @returns {string[] | null} null: not one that may be mutual */
export function idsIn(document, id) {
  const section = document.sections.find((each) => each.id === id);
  return section ? sharedIds(document, section) : null;
}

/** @param {MutualSeal | SpentSeal} seal @param {string[]} ids @returns {string[] | null} null: this phone does not know them any more */
const wantedIn = (seal, ids) => ('yes' in seal ? ids.filter((_, at) => seal.yes[at] === 1) : null);
