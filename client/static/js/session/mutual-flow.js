/**
 * A mutual section from this phone to the other and back (docs/protocol.md, "Mutual sections"), as sealing-flow.js does
 * it for what opens whole: what is stored before what is sent, what is checked before what is shown. When the matches are
 * stored, everything else that this phone knew of the round is erased with the same stroke.
 */

import { ProtocolError, base64url, digestOf, fromBase64url } from '../protocol/encoding.js';
import { peerOf } from '../protocol/box.js';
import { closeMutual, innerOnce, sealOnce } from '../storage/session-store.js';
import { roundName, sharedIds, wantedOf } from '../model/mutual-ids.js';
import { WorkerError } from './mutual-work.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').MutualOutcome} MutualOutcome */
/** @typedef {import('../model/types.js').MutualPeer} MutualPeer */
/** @typedef {import('../model/types.js').MutualSeal} MutualSeal */
/** @typedef {import('../model/types.js').SpentSeal} SpentSeal */
/** @typedef {import('../model/types.js').OpeningProblem} OpeningProblem */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('./sealing-flow.js').Asked} Asked `paused` is read anew after every wait: a pause holds at once */
/** @typedef {import('./sealing-flow.js').Where} Where */

export class Mutual {
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
   * @param {Where} where
   * @param {number} round
   * @param {Answers} answers
   * @param {QuestionSet} document
   * @throws {ProtocolError} bad content: not a section that may be mutual; or WorkerError. Then nothing is sealed
   */
  async seal(where, round, answers, document) {
    const section = document.sections.find(({ id }) => id === where.section);
    const ids = section ? sharedIds(document, section) : null;
    if (!section || !ids) throw new ProtocolError('bad content');
    const wanted = wantedOf(document, section, where.role, answers);
    const yes = ids.map((id) => wanted.has(id));
    const mine = asking(where, where.role, round);
    const { state, commit } = await this.#work.commit(nameOf(where, round), { mine, ids, yes });
    const key = longKey(this.#session, where, round);
    const seal = await sealOnce(key, () => ({ ...state, commit }));
    this.#seals.set(key.join('/'), seal);
    this.#readOwn(where, round, ids, seal);
  }

  /** @param {Where} where @param {number} round @param {string[]} ids @param {MutualSeal | SpentSeal} seal */
  #readOwn(where, round, ids, seal) {
    const wanted = 'yes' in seal ? ids.filter((_, at) => seal.yes[at] === 1) : null;
    this.#wanted.set(nameOf(where, round), wanted);
  }

  /**
   * One asking of one section, as far as it can go now.
   * @param {Asked} asked
   * @returns {Promise<Command[]>} what to say
   */
  async step(asked) {
    const { chapter, section, round } = asked;
    const found = asked.document.sections.find(({ id }) => id === section);
    const ids = found ? sharedIds(asked.document, found) : null;
    if (!ids) return [];
    const key = longKey(this.#session, asked, round.round).join('/');
    const seal = this.#seals.get(key);
    if (seal) this.#readOwn(asked, round.round, ids, seal);
    const kept = this.#peers.get(key);
    if (kept && !('m1' in kept)) return this.#end(asked, kept);
    if (round.mine.commit === null) {
      const box = seal && !asked.paused && !asked.scene ? base64url(seal.commit) : null;
      return box === null ? [] : [{ do: 'commit', chapter, section, round: round.round, box }];
    }
    if (!round.theirs) return [];
    if (asked.burnt) return this.#close(asked, { failed: 'before' });
    // Released only against a commit that this phone made itself and still can answer for.
    if (!seal || !('yes' in seal) || digestOf(seal.commit) !== round.mine.commit) return this.#fail(asked, 'mutual-elsewhere');
    if (round.broken && round.theirs.release === null) return this.#close(asked, this.#failure(asked));
    try {
      return await this.#exchange(asked, ids, seal, round.theirs);
    } catch (error) {
      if (error instanceof WorkerError) return this.#fail(asked, 'mutual-no-worker');
      if (!(error instanceof ProtocolError)) throw error;
      return this.#close(asked, this.#failure(asked));
    }
  }

  /**
   * Whether the partner may have learnt the matches: by this phone's own storage, whatever the hub says.
   * @param {Where} where @param {number} round
   */
  released(where, round) {
    const kept = this.#peers.get(longKey(this.#session, where, round).join('/'));
    return kept !== undefined && !('failed' in kept && kept.failed === 'before');
  }

  /** @param {Where} where @param {number} round @returns {Uint8Array | null} what was committed to on this phone */
  commit(where, round) {
    return this.#seals.get(longKey(this.#session, where, round).join('/'))?.commit ?? null;
  }

  /** @param {Asked} asked @returns {MutualOutcome} */
  #failure(asked) {
    return { failed: this.released(asked, asked.round.round) ? 'after' : 'before' };
  }

  /**
   * @param {Asked} asked @param {string[]} ids @param {MutualSeal} seal @param {import('../model/types.js').Slots} theirs
   * @returns {Promise<Command[]>}
   * @throws {ProtocolError} or WorkerError
   */
  async #exchange(asked, ids, seal, theirs) {
    const { chapter, section, round } = asked;
    const key = longKey(this.#session, asked, round.round);
    const kept = this.#peers.get(key.join('/')) ?? (await this.#check(asked, ids, seal, theirs.commit ?? ''));
    if (!kept) return [];
    if (!('m1' in kept)) return this.#end(asked, kept);
    if (theirs.release !== null) return this.#open(asked, ids, seal, kept, theirs.release);
    if (asked.paused || round.broken || round.mine.release !== null) return [];
    return [{ do: 'release', chapter, section, round: round.round, box: base64url(kept.release) }];
  }

  /**
   * Stores what came out of the partner's commit, and our release against exactly that, before the release is sent.
   * @param {Asked} asked @param {string[]} ids @param {MutualSeal} seal @param {string} digest
   * @returns {Promise<MutualPeer | MutualOutcome | null>} null: the box is not to be had just now
   */
  async #check(asked, ids, { commit: _commit, ...state }, digest) {
    const box = asked.paused ? null : await this.#boxes.get(digest);
    if (!box) return null;
    const round = asked.round.round;
    const [mine, theirs] = [asking(asked, asked.role, round), asking(asked, peerOf(asked.role), round)];
    const made = await this.#work.check(nameOf(asked, round), { mine, theirs, ids, state, box });
    const key = longKey(this.#session, asked, round);
    const kept = await innerOnce(key, () => /** @type {MutualPeer | MutualOutcome} */ (made));
    // What is kept for the round goes when it has opened, and a hub that forgets must still be told of the release.
    if ('m1' in kept) await this.#boxes.own(kept.release);
    this.#peers.set(key.join('/'), kept);
    return kept;
  }

  /**
   * @param {Asked} asked @param {string[]} ids @param {MutualSeal} seal @param {MutualPeer} kept
   * @param {string} digest of the partner's release
   * @returns {Promise<Command[]>}
   */
  async #open(asked, ids, { commit: _commit, ...state }, kept, digest) {
    const box = asked.paused ? null : await this.#boxes.get(digest);
    if (!box) return [];
    const round = asked.round.round;
    const theirs = asking(asked, peerOf(asked.role), round);
    const matches = await this.#work.open(nameOf(asked, round), { theirs, ids, state, peerM1: kept.m1, box });
    // A new reveal waits while anyone has paused.
    return asked.paused ? [] : this.#close(asked, { matches });
  }

  /** @param {Asked} asked @param {MutualOutcome} outcome @returns {Promise<Command[]>} */
  async #close(asked, outcome) {
    const key = longKey(this.#session, asked, asked.round.round);
    const stored = await closeMutual(key, outcome);
    const seal = this.#seals.get(key.join('/'));
    if (seal) this.#seals.set(key.join('/'), { commit: seal.commit });
    this.#peers.set(key.join('/'), stored);
    return this.#end(asked, stored);
  }

  /** @param {Asked} asked @param {MutualOutcome} outcome @returns {Command[]} what the hub still has to hear */
  #end(asked, outcome) {
    const { chapter, section, round } = asked;
    const name = nameOf(asked, round.round);
    this.#wanted.set(name, null);
    if ('matches' in outcome) {
      this.#opened.set(name, { matches: outcome.matches });
      return [];
    }
    this.#opened.set(name, { problem: outcome.failed === 'before' ? 'mutual-before' : 'mutual-after' });
    return round.broken === undefined ? [{ do: 'broken', chapter, section, round: round.round }] : [];
  }

  /** @param {Asked} asked @param {OpeningProblem} problem that says nothing against the partner @returns {Command[]} */
  #fail(asked, problem) {
    this.#opened.set(nameOf(asked, asked.round.round), { problem });
    return [];
  }
}

/** @param {Where} where @param {number} round */
const nameOf = ({ chapter, section }, round) => roundName(chapter, section, round);

/** @param {string} session @param {Where} where @param {number} round */
const longKey = (session, { keys, chapter, section }, round) => [
  session, base64url(keys.SID), chapter, section, String(round),
];

/** @param {Where} where @param {Role} role who seals @param {number} round @returns {import('../protocol/mutual.js').Asking} */
const asking = ({ keys, chapter, section }, role, round) => ({
  keys, role, qhash: fromBase64url(chapter), section, round,
});
