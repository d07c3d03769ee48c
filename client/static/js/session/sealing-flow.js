/**
 * A section's answers from this phone to the other and back (docs/protocol.md, "Sealed answers"): what is stored before
 * what is sent, what is checked before what is shown. Everything that is said here follows from what is stored and what
 * the hub tells, so a lost message is simply said again.
 */

import { ProtocolError, base64url, digestOf, fromBase64url } from '../protocol/encoding.js';
import * as protocol from '../protocol/seal.js';
import { encodeAnswers, headIn, validateAnswers } from '../model/answers.js';
import { innerOnce, markOpened, sealOnce } from '../storage/session-store.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Round} Round */
/** @typedef {import('../model/types.js').Seal} Seal */
/** @typedef {import('../model/types.js').PeerInner} PeerInner */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/types.js').Keys} Keys */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {{ keys: Keys, role: Role, chapter: string, section: string }} Where our own role */
/** @typedef {import('../model/heads.js').Head} Head */
/** @typedef {Where & { round: Round, document: QuestionSet, paused: boolean, scene: boolean, burnt: boolean }} Asked the round as
 *   the log has it; in a scene nothing is sealed, and what both have sealed before it is opened all the same; `burnt`: it was
 *   handed over unreleased */

export class Sealing {
  #session;
  #boxes;
  /** @type {Map<string, Seal>} */
  #seals = new Map();
  /** @type {Map<string, PeerInner>} */
  #inners = new Map();
  /** @type {Map<string, Answers>} our own, opened again */
  #own = new Map();
  /** @type {Map<string, { mine: Answers, theirs: Answers } | { problem: 'cannot-open' | 'handed-over' }>} */
  #opened = new Map();
  /** @type {Map<string, { chapter: string, head: unknown }>} what the partner says of their log, by round */
  #heads = new Map();

  /** @param {string} session @param {import('../storage/boxes.js').Boxes} boxes */
  constructor(session, boxes) {
    this.#session = session;
    this.#boxes = boxes;
  }

  /** @param {import('../model/types.js').Sealed} stored what this phone has sealed, in whichever tab */
  take({ seals, inners }) {
    this.#seals = seals;
    this.#inners = inners;
  }

  /** @param {string} chapter @param {string} section @param {number} round */
  opened(chapter, section, round) {
    return this.#opened.get(shortKey(chapter, section, round)) ?? null;
  }

  /** @param {string} chapter @param {string} section @param {number} round @returns {Answers | null} */
  sealed(chapter, section, round) {
    return this.#own.get(shortKey(chapter, section, round)) ?? null;
  }

  /** What the partner says of their log, in everything that has been opened here. */
  heads() {
    return [...this.#heads.values()];
  }

  /**
   * Whether the partner may have seen what was sealed here: by this phone's own storage, whatever the hub says.
   * @param {Where} where @param {number} round
   */
  released(where, round) {
    return this.release(where, round) !== null;
  }

  /** @param {Where} where @param {number} round @returns {Uint8Array | null} */
  release(where, round) {
    return this.#inners.get(longKey(this.#session, where, round).join('/'))?.release ?? null;
  }

  /** @param {Where} where @param {number} round @returns {Uint8Array | null} what was committed to on this phone */
  commit(where, round) {
    return this.#seals.get(longKey(this.#session, where, round).join('/'))?.commit ?? null;
  }

  /**
   * @param {Where} where
   * @param {number} round
   * @param {Answers} answers
   * @param {QuestionSet} document
   * @param {Head} seen what this phone's log holds now
   * @throws {ProtocolError} too long, bad content: also where the section is not one that opens whole for both
   */
  async seal(where, round, answers, document, seen) {
    const pad = padOf(document, where.section);
    if (pad === null) throw new ProtocolError('bad content');
    const plaintext = encodeAnswers(answers, seen);
    // What could not be opened at the other end must not be sealed at this one.
    validateAnswers(document, where.section, plaintext);
    const key = longKey(this.#session, where, round);
    const seal = await sealOnce(key, () => protocol.commit({ ...asking(where, where.role, round), pad, plaintext }));
    this.#seals.set(key.join('/'), seal);
    this.#readOwn(where, round, document);
  }

  /**
   * @param {Where} where @param {number} round @param {QuestionSet} document
   */
  #readOwn(where, round, document) {
    const seal = this.#seals.get(longKey(this.#session, where, round).join('/'));
    const name = shortKey(where.chapter, where.section, round);
    const pad = padOf(document, where.section);
    if (!seal || pad === null || this.#own.has(name)) return;
    const plaintext = protocol.openInner({ ...asking(where, where.role, round), pad }, seal.sk, seal.inner);
    this.#own.set(name, validateAnswers(document, where.section, plaintext));
  }

  /**
   * One asking of one section, as far as it can go now.
   * @param {Asked} asked
   * @returns {Promise<Command[]>} what to say
   */
  async step(asked) {
    const { chapter, section, round } = asked;
    if (padOf(asked.document, section) === null) return [];
    const seal = this.#seals.get(longKey(this.#session, asked, round.round).join('/'));
    if (seal) this.#readOwn(asked, round.round, asked.document);
    if (round.mine.commit === null) {
      const box = seal && !asked.paused && !asked.scene ? base64url(seal.commit) : null;
      return box === null ? [] : [{ do: 'commit', chapter, section, round: round.round, box }];
    }
    const opened = this.#opened.get(shortKey(chapter, section, round.round));
    if (!round.theirs || (opened && 'mine' in opened)) return [];
    if (asked.burnt) return this.#cannotOpen(asked, 'handed-over', round.broken === undefined);
    // Released only against a commit that this phone made itself and still can answer for.
    if (!seal || digestOf(seal.commit) !== round.mine.commit) return this.#cannotOpen(asked, 'cannot-open', false);
    try {
      return await this.#exchange(asked, seal, round.theirs);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#cannotOpen(asked, 'cannot-open', round.broken === undefined);
    }
  }

  /**
   * @param {Asked} asked @param {Seal} seal @param {import('../model/types.js').Slots} theirs
   * @returns {Promise<Command[]>}
   * @throws {ProtocolError}
   */
  async #exchange(asked, seal, theirs) {
    const { chapter, section, round } = asked;
    const key = longKey(this.#session, asked, round.round);
    const kept = this.#inners.get(key.join('/')) ?? (await this.#takeCommit(asked, seal, theirs.commit ?? ''));
    if (!kept) return [];
    if (theirs.release !== null) {
      // A new reveal waits while anyone has paused; what was seen before stays readable.
      if (!asked.paused || kept.opened) await this.#open(asked, seal, kept, theirs.release);
      return [];
    }
    if (asked.paused || round.broken || round.mine.release !== null) return [];
    return [{ do: 'release', chapter, section, round: round.round, box: base64url(kept.release) }];
  }

  /**
   * Stores what came out of the partner's commit, and our release against exactly that, before the release is sent.
   * @param {Asked} asked @param {Seal} seal @param {string} digest
   * @returns {Promise<PeerInner | null>} null: the box is not to be had just now
   */
  async #takeCommit(asked, seal, digest) {
    if (asked.paused) return null;
    const box = await this.#boxes.get(digest);
    if (!box) return null;
    const inner = protocol.openCommit(asking(asked, protocol.peerOf(asked.role), asked.round.round), box);
    const key = longKey(this.#session, asked, asked.round.round);
    const kept = await innerOnce(key, () => ({
      inner,
      release: protocol.release(asking(asked, asked.role, asked.round.round), {
        sk: seal.sk,
        ownInner: seal.inner,
        peerInner: inner,
      }),
      opened: false,
    }));
    this.#inners.set(key.join('/'), kept);
    return kept;
  }

  /** @param {Asked} asked @param {Seal} seal @param {PeerInner} kept @param {string} digest of the partner's release */
  async #open(asked, seal, kept, digest) {
    const [box, pad] = [await this.#boxes.get(digest), padOf(asked.document, asked.section)];
    if (!box || pad === null) return;
    const theirs = asking(asked, protocol.peerOf(asked.role), asked.round.round);
    const sk = protocol.openRelease(theirs, box, { ownInner: seal.inner, peerInner: kept.inner });
    const plaintext = protocol.openInner({ ...theirs, pad }, sk, kept.inner);
    const answers = validateAnswers(asked.document, asked.section, plaintext);
    const name = shortKey(asked.chapter, asked.section, asked.round.round);
    const mine = this.#own.get(name);
    if (!mine) return;
    this.#opened.set(name, { mine, theirs: answers });
    this.#heads.set(name, { chapter: asked.chapter, head: headIn(plaintext) });
    if (!kept.opened) await markOpened(longKey(this.#session, asked, asked.round.round));
  }

  /** @param {Asked} asked @param {'cannot-open' | 'handed-over'} problem @param {boolean} report @returns {Command[]} */
  #cannotOpen({ chapter, section, round }, problem, report) {
    this.#opened.set(shortKey(chapter, section, round.round), { problem });
    return report ? [{ do: 'broken', chapter, section, round: round.round }] : [];
  }
}

/**
 * The size of what is sealed, as both have confirmed it: the hub's word for it does not count.
 * @param {QuestionSet} document @param {string} id
 * @returns {number | null} null: this section is not one that opens whole for both, so nothing is sealed in it
 */
function padOf(document, id) {
  const section = document.sections.find((each) => each.id === id);
  return section?.reveal === 'both' ? section.pad : null;
}

/** @param {string} chapter @param {string} section @param {number} round */
const shortKey = (chapter, section, round) => [chapter, section, round].join('/');

/** @param {string} session @param {Where} where @param {number} round */
const longKey = (session, { keys, chapter, section }, round) => [
  session, base64url(keys.SID), chapter, section, String(round),
];

/** @param {Where} where @param {Role} role who seals @param {number} round */
const asking = ({ keys, chapter, section }, role, round) => ({
  keys, role, qhash: fromBase64url(chapter), section, round,
});
