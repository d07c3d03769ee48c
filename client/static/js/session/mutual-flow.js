/**
 * A mutual section from this phone to the other and back (docs/protocol.md, "Mutual sections"), as sealing-flow.js does it for what
 * opens whole: what each act of next-round-act.js makes, and what is stored of it. When the matches are stored, everything else that
 * this phone knew of the round is erased in the same transaction.
 */

import { ProtocolError } from '../protocol/encoding.js';
import { peerOf } from '../protocol/box.js';
import { curiousOf, roundName, sharedIds, wantedOf } from '../model/mutual-ids.js';
import { asking } from './round-place.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').MutualOutcome} MutualOutcome */
/** @typedef {import('../model/types.js').MutualSeal} MutualSeal */
/** @typedef {import('../model/types.js').OpenedMutual} OpenedMutual */
/** @typedef {import('../model/types.js').SpentSeal} SpentSeal */
/** @typedef {import('../model/types.js').OpeningProblem} OpeningProblem */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('./round-place.js').CurrentRound} CurrentRound `paused` is read anew after every wait: a pause holds at once */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */

/** The mutual sections: what is made of their rounds, and what is shown of them. */
export class MutualRounds {
  #stored;
  #boxes;
  #work;
  /** @type {Map<string, string[] | null>} the shared ids that were wanted, of the rounds sealed on this phone */
  #wanted = new Map();
  /** @type {Map<string, OpenedMutual | { problem: OpeningProblem }>} */
  #opened = new Map();

  /**
   * @param {import('./stored-rounds.js').StoredRounds} stored
   * @param {import('../storage/boxes.js').Boxes} boxes
   * @param {import('./mutual-work.js').MutualWork} work
   */
  constructor(stored, boxes, work) {
    this.#stored = stored;
    this.#boxes = boxes;
    this.#work = work;
  }

  /**
   * Finds the result of a round.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {number} round
   * @returns {import('../model/types.js').OpenedMutual | { problem: OpeningProblem } | null} null: not opened (yet)
   */
  opened(chapter, section, round) {
    return this.#opened.get(roundName(chapter, section, round)) ?? null;
  }

  /**
   * Finds what was wanted in a round that was sealed on this phone.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {number} round
   * @returns {import('../model/types.js').SealedMutual | null}
   */
  sealed(chapter, section, round) {
    const wanted = this.#wanted.get(roundName(chapter, section, round));
    return wanted === undefined ? null : { wanted };
  }

  /**
   * Seals what is wanted, and stores the seal.
   * @param {SectionPlace} place
   * @param {number} round
   * @param {Answers} answers
   * @param {QuestionSet} document
   * @throws {ProtocolError} bad content: not a section that may be mutual; or WorkerError. Then nothing is sealed
   * Source: docs/protocol.md, "Mutual sections".
   */
  async seal(place, round, answers, document) {
    const section = document.sections.find(({ id }) => id === place.section);
    const ids = idsIn(document, place.section);
    if (!section || !ids) throw new ProtocolError('bad content');
    const wanted = wantedOf(document, section, place.role, answers);
    const yes = ids.map((id) => wanted.has(id));
    const name = roundName(place.chapter, place.section, round);
    const { state, commit } = await this.#work.run(name, { task: 'commit', given: { mine: asking(place, place.role, round), ids, yes } });
    const curious = curiousOf(document, section, place.role, answers);
    const seal = await this.#stored.sealOnce(place, round, () => ({ ...state, commit, curious }));
    this.#wanted.set(name, wantedIn(seal, ids));
  }

  /** Reads what is stored of a round, so that it can be shown. @param {CurrentRound} current */
  read(current) {
    const [name, round] = [nameOf(current), current.round.round];
    const [seal, kept] = [this.#stored.seal(current, round), this.#stored.inner(current, round)];
    if (seal) this.#wanted.set(name, wantedIn(seal, idsIn(current.document, current.section) ?? []));
    if (!kept || 'm1' in kept) return;
    this.#wanted.set(name, null);
    this.#opened.set(name, 'matches' in kept
      ? kept
      : { problem: kept.failed === 'before' ? 'mutual-before' : 'mutual-after' });
  }

  /**
   * Gathers what next-round-act.js has to know of a round.
   * @param {CurrentRound} current
   * @returns {import('./rounds.js').Stored}
   */
  held(current) {
    const kept = this.#stored.inner(current, current.round.round);
    const opened = kept !== null && 'matches' in kept;
    return {
      commit: this.#underWay(current)?.commit ?? null,
      inner: kept !== null && 'm1' in kept,
      released: this.#stored.released(current, current.round.round),
      opened,
      seen: opened,
      broken: kept?.failed ?? null,
    };
  }

  /**
   * Stores what came out of the partner's commit, and our release against exactly that, before the release is sent.
   * @param {CurrentRound} current
   * @param {Uint8Array} box the partner's commit
   * @throws {ProtocolError} cannot open, bad message, bad point, bad scalar, bad proof; or WorkerError
   * Source: docs/protocol.md, "Mutual sections".
   */
  async openCommit(current, box) {
    const [seal, ids, round] = [this.#underWay(current), idsIn(current.document, current.section), current.round.round];
    if (!seal || !ids) return;
    const { commit: _commit, curious: _curious, ...state } = seal;
    const [mine, theirs] = [asking(current, current.role, round), asking(current, peerOf(current.role), round)];
    const made = await this.#work.run(nameOf(current), { task: 'check', given: { mine, theirs, ids, state, box } });
    const kept = await this.#stored.innerOnce(current, round, () => made);
    // What is kept for the round goes when it has opened, and a hub that forgets must still be sent the release.
    if ('m1' in kept) await this.#boxes.addOwn(kept.release);
    this.read(current);
  }

  /**
   * Finds the matches and stores them, unless somebody has paused meanwhile.
   * @param {CurrentRound} current
   * @param {Uint8Array} box the partner's release
   * @throws {ProtocolError} cannot open, bad message, bad point, bad scalar, bad proof; or WorkerError
   * Source: docs/protocol.md, "Mutual sections".
   */
  async openRelease(current, box) {
    const [seal, ids, round] = [this.#underWay(current), idsIn(current.document, current.section), current.round.round];
    const kept = this.#stored.inner(current, round);
    if (!seal || !ids || !kept || !('m1' in kept)) return;
    const { commit: _commit, curious, ...state } = seal;
    const given = { theirs: asking(current, peerOf(current.role), round), ids, state, peerM1: kept.m1, box };
    const matches = await this.#work.run(nameOf(current), { task: 'open', given });
    // A new reveal waits while anyone has paused.
    if (current.paused) return;
    // Of one's own marks only those on matches stay, for oneself alone.
    await this.#close(current, { matches, ...(curious ? { curious: curious.filter((id) => matches.includes(id)) } : {}) });
  }

  /**
   * Shuts a round of which nothing can come here any more, and erases what was kept for it.
   * @param {CurrentRound} current
   * @throws {import('../storage/database.js').StorageError}
   */
  async shut(current) {
    const after = !current.burnt && this.#stored.released(current, current.round.round);
    await this.#close(current, { failed: after ? 'after' : 'before' });
  }

  /** @param {CurrentRound} current @param {MutualOutcome} outcome */
  async #close(current, outcome) {
    await this.#stored.closeMutual(current, current.round.round, outcome);
    this.read(current);
  }

  /** Notes that the commit of a round was not made on this phone. @param {CurrentRound} current */
  isElsewhere(current) {
    this.#opened.set(nameOf(current), { problem: 'mutual-elsewhere' });
  }

  /** Notes that nothing can be computed on this phone, which is no sign against the partner. @param {CurrentRound} current */
  hasNoWorker(current) {
    this.#opened.set(nameOf(current), { problem: 'mutual-no-worker' });
  }

  /** @param {CurrentRound} current @returns {MutualSeal | null} one's own side, as long as the round may still open */
  #underWay(current) {
    const seal = this.#stored.seal(current, current.round.round);
    return seal && 'yes' in seal ? seal : null;
  }
}

/** @param {CurrentRound} current */
const nameOf = ({ chapter, section, round }) => roundName(chapter, section, round.round);

/**
 * Lists the shared ids of a section.
 * @param {QuestionSet} document
 * @param {string} id of a section
 * @returns {string[] | null} null: not one that may be mutual
 * Source: docs/protocol.md, "Mutual sections".
 */
export function idsIn(document, id) {
  const section = document.sections.find((each) => each.id === id);
  return section ? sharedIds(document, section) : null;
}

/** @param {MutualSeal | SpentSeal} seal @param {string[]} ids @returns {string[] | null} null: this phone does not know them any more */
const wantedIn = (seal, ids) => ('yes' in seal ? ids.filter((_, at) => seal.yes[at] === 1) : null);
