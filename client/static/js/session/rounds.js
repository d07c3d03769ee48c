/**
 * Every round of every section, whichever way it opens: the document that both confirmed decides that, never the hub. What comes next
 * is decided by next-round-act.js and carried out here: what is stored before what is sent, what is checked before what is shown.
 * Everything that is sent follows from what is stored and what the hub shows, so a lost message is simply sent again.
 */

import { ProtocolError, base64url } from '../protocol/encoding.js';
import { digestOf } from '../protocol/hashes.js';
import * as drafts from '../storage/drafts.js';
import { roundName } from '../model/mutual-ids.js';
import { nextRoundAct } from '../model/next-round-act.js';
import { MutualRounds, idsIn } from './mutual-flow.js';
import { MutualWork, WorkerError } from './mutual-work.js';
import { WholeRounds } from './sealing-flow.js';
import { StoredRounds } from './stored-rounds.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/next-round-act.js').RoundAct} RoundAct */
/** @typedef {import('./round-place.js').CurrentRound} CurrentRound */
/**
 * What is stored of a round, with one's own commit itself.
 * @typedef {Omit<import('../model/next-round-act.js').Held, 'commit' | 'burnt'> & { commit: Uint8Array | null }} Stored
 */

/** The rounds of one conversation. */
export class Rounds {
  /** What is being computed for a mutual section just now. */
  work = new MutualWork();
  /** What is stored of all rounds. */
  stored;
  #context;
  #whole;
  #mutual;
  /** @type {Map<string, string>} digest of one's own commit by round: there is only ever one */
  #commits = new Map();

  /** @param {import('./context.js').Context} context */
  constructor(context) {
    this.#context = context;
    this.stored = new StoredRounds(context.id, (record) => { context.record = record; });
    this.#whole = new WholeRounds(this.stored, () => context.changed());
    this.#mutual = new MutualRounds(this.stored, context.boxes, this.work);
  }

  /**
   * Finds the result of a round.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {number} round
   * @returns {import('../model/types.js').OpenedRound | null} null: not opened (yet)
   */
  opened(chapter, section, round) {
    return this.#whole.opened(chapter, section, round) ?? this.#mutual.opened(chapter, section, round);
  }

  /**
   * Finds what was sealed here in a round.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {number} round
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
    const [document, newest] = [this.#context.documentOf(chapter), this.#context.section(chapter, section)];
    // A seal for a later round would be sent when that round begins, without another word from its person.
    if (!newest || newest.round !== round || newest.state === 'broken' || !document) throw new Error('there is nothing to seal');
    const place = this.#context.place(chapter, section);
    const mutual = document.sections.some(({ id, reveal }) => id === section && reveal === 'mutual');
    // A mutual section has no room for a head.
    if (mutual) await this.#mutual.seal(place, round, answers, document);
    else await this.#whole.seal(place, round, answers, document, this.#context.head(chapter));
    drafts.clear(this.#context.id, chapter, section);
    this.#context.changed();
    this.#context.requestSync({ isRead: true });
  }

  /**
   * Lists the heads in everything of the partner's that has been opened here.
   * @returns {{ chapter: string, head: unknown }[]} unchecked
   * Source: docs/protocol.md, "Heads".
   */
  heads() {
    return this.#whole.heads();
  }

  /**
   * Takes all the steps of one round of one section that are possible now.
   * @param {CurrentRound} current
   * @returns {Promise<Command[]>} what to send
   * @throws {import('../storage/database.js').StorageError}
   * Source: docs/protocol.md, "Sealed answers" and "Mutual sections".
   */
  async step(current) {
    const kind = this.#kindOf(current);
    if (!kind) return [];
    kind.read(current);
    const { chapter, section, round: { round } } = current;
    for (;;) {
      const act = this.#next(kind, current);
      switch (act) {
        case 'commit':
        case 'release': {
          const box = act === 'commit' ? this.stored.commit(current, round) : this.stored.release(current, round);
          return box === null ? [] : [{ do: act, chapter, section, round, box: base64url(box) }];
        }
        case 'report':
          return [{ do: 'broken', chapter, section, round }];
        case 'open-commit':
        case 'open-release':
          if (!(await this.#open(kind, act, current))) return [];
          // A newly opened round is shown at once, before the other sections are worked through; an earlier one is shown with the newest.
          if (act === 'open-release' && current.newest) this.#context.changed();
          break;
        case 'shut':
          await kind.shut(current);
          break;
        case 'elsewhere':
          kind.isElsewhere(current);
          return [];
        case 'nothing':
          return [];
      }
    }
  }

  /** @param {CurrentRound} current @returns {WholeRounds | MutualRounds | null} null: nothing is sealed in this section */
  #kindOf({ document, section }) {
    if (document.sections.some(({ id, reveal }) => id === section && reveal === 'both')) return this.#whole;
    return idsIn(document, section) ? this.#mutual : null;
  }

  /** @param {WholeRounds | MutualRounds} kind @param {CurrentRound} current @returns {RoundAct} from how things stand at this moment */
  #next(kind, current) {
    const { round: shown, paused, scene, ready, newest, burnt } = current;
    const { commit, ...stored } = kind.held(current);
    const held = { ...stored, commit: commit && this.#digestOf(current, commit), burnt };
    return nextRoundAct({ mutual: kind === this.#mutual, held, shown, paused, scene, ready, newest });
  }

  /** @param {CurrentRound} current @param {Uint8Array} commit one's own */
  #digestOf({ chapter, section, round }, commit) {
    const name = roundName(chapter, section, round.round);
    const digest = this.#commits.get(name) ?? digestOf(commit);
    this.#commits.set(name, digest);
    return digest;
  }

  /**
   * @param {WholeRounds | MutualRounds} kind @param {'open-commit' | 'open-release'} act @param {CurrentRound} current
   * @returns {Promise<boolean>} whether to look at the round again; false: it cannot go on now
   */
  async #open(kind, act, current) {
    const { theirs } = current.round;
    const box = await this.#context.boxes.get((act === 'open-commit' ? theirs?.commit : theirs?.release) ?? '');
    if (!box) return false;
    // While the box was fetched, somebody may have paused. What is in a commit shows nothing of anybody's answers.
    if (act === 'open-release' && this.#next(kind, current) !== act) return true;
    try {
      await (act === 'open-commit' ? kind.openCommit(current, box) : kind.openRelease(current, box));
    } catch (error) {
      if (error instanceof WorkerError) {
        this.#mutual.hasNoWorker(current);
        return false;
      }
      if (!(error instanceof ProtocolError)) throw error;
      await kind.shut(current);
    }
    return true;
  }
}
