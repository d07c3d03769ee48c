/**
 * What this phone has seen of the conversation, kept beside what the hub tells of it now: nothing that was shown can vanish
 * again, and what the hub has forgotten of one's own is said once more (docs/protocol.md, "What a hub cannot undo").
 */

import { StorageError } from '../storage/database.js';
import { join, withinLimits } from '../model/log.js';
import { base64url } from '../protocol/encoding.js';
import { forgottenIn, shown } from '../model/joined-view.js';
import { headOf, readHead, sectionsOf } from '../model/heads.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').View} View */
/**
 * @typedef {object} Keeper
 * @property {StoredSession} record
 * @property {Map<string, QuestionSet>} documents by qhash
 * @property {(change: (record: StoredSession) => StoredSession) => Promise<void>} store
 */

export class Seen {
  /** @type {View | null} the newest view alone, as far as it can be the hub's */
  told = null;
  #keeper;
  #rounds;
  #notes;
  #boxes;
  /** @type {Promise<unknown>} one view after another */
  #taking = Promise.resolve();
  /** Whether the newest view had less than this phone has seen before. */
  #older = false;
  /** What the partner's heads mean for this phone's log. @type {import('../model/heads.js').Meaning[]} */
  #means = [];
  /** How many notices of A and of B the partner has seen, by chapter: proved by their heads. @type {[number, number][]} */
  #proved = [];

  /**
   * @param {Keeper} keeper
   * @param {import('./rounds.js').Rounds} rounds
   * @param {import('./notes-flow.js').Notes} notes
   * @param {import('../storage/boxes.js').Boxes} boxes
   */
  constructor(keeper, rounds, notes, boxes) {
    this.#keeper = keeper;
    this.#rounds = rounds;
    this.#notes = notes;
    this.#boxes = boxes;
  }

  /**
   * Joins what the hub tells to what it has ever shown, and stores it: from here on nothing in it can vanish again.
   * @param {View} view checked, and for this phone's own role
   * @returns {Promise<{ view: View, older: boolean }>} what is shown of it; whether the hub has shown more before
   */
  take(view) {
    const taken = this.#taking.then(() => this.#take(view));
    this.#taking = taken.catch(() => {});
    return taken;
  }

  /** @param {View} view */
  async #take(view) {
    this.told = withinLimits(view);
    let taken = { view: this.told, older: false };
    /** @param {StoredSession} record @returns {StoredSession} */
    const change = (record) => {
      // Before that there is nothing to lose; and who has no keys could check nothing of it.
      const paired = record.paired || (view.pairing === null && record.keys !== null);
      if (!paired) return record;
      const { log, told: believed, older, contradicts } = join(record.log, view, record.made);
      taken = { view: shown(log, believed), older: older || view.pairing !== null };
      this.told = believed;
      return { ...record, paired, log, view: taken.view, contradicted: record.contradicted || contradicts, expires: view.expires };
    };
    try {
      await this.#keeper.store(change);
    } catch (error) {
      // What cannot be stored is shown all the same, and holds for as long as this page lives.
      if (!(error instanceof StorageError)) throw error;
      this.#keeper.record = change(this.#keeper.record);
    }
    this.#older = taken.older;
    return taken;
  }

  /** Whether the hub shows less than there is: than this phone has seen, or than the partner has sealed that they have seen. */
  get behind() {
    return this.#older || this.#means.includes('ahead');
  }

  /** Whether the hub has shown something that cannot be: another box in the same place, or as one's own what was never made here. */
  get contradicted() {
    return this.#keeper.record.contradicted;
  }

  /** Whether the two phones have been shown different things. */
  get forked() {
    return this.#means.includes('fork');
  }

  /**
   * @param {string} chapter @param {string} section @param {number} round
   * @returns {boolean} whether the partner may have seen what was sealed here: by this phone's own storage
   */
  released(chapter, section, round) {
    const { keys, role } = this.#keeper.record;
    return keys !== null && this.#rounds.released({ keys, role, chapter, section }, round);
  }

  /** @param {string} chapter @returns {number} how many of this seat's notices in it the partner has seen: their own phone says so */
  provedNotices(chapter) {
    const { log, role } = this.#keeper.record;
    const at = log.chapters.findIndex(({ qhash }) => qhash === chapter);
    return this.#proved[at]?.[role === 'A' ? 0 : 1] ?? 0;
  }

  /** @param {string} chapter @returns {import('../model/heads.js').Head} what this phone's log holds now, to go with what is sealed there */
  head(chapter) {
    return headOf(this.#reading(chapter));
  }

  /** @param {string} chapter */
  #reading(chapter) {
    const { log, role } = this.#keeper.record;
    const document = this.#keeper.documents.get(chapter);
    return { log, role, qhash: chapter, sections: document ? sectionsOf(document) : [] };
  }

  /** Compares the log with everything that the partner has sealed of theirs. */
  readHeads() {
    const { chapters } = this.#keeper.record.log;
    const heads = [...this.#rounds.heads(), ...chapters.flatMap(({ qhash }) => this.#notes.heads(qhash))];
    const read = heads.map(({ chapter, head }) => readHead(this.#reading(chapter), head));
    this.#means = read.map(({ means }) => means);
    this.#proved = chapters.map((_, at) => {
      const of = (/** @type {number} */ seat) => Math.max(0, ...read.map(({ proves }) => proves?.[at]?.[seat] ?? 0));
      return [of(0), of(1)];
    });
  }

  /**
   * @param {Pick<import('./sealing-flow.js').Where, 'keys' | 'role'>} own
   * @returns {Promise<Command[]>} what is one's own and what the hub has forgotten, as it can be said now
   */
  async forgotten(own) {
    if (!this.#older || !this.told || this.told.pairing) return [];
    const forgotten = forgottenIn(this.#keeper.record.log, this.told);
    const commands = await Promise.all(forgotten.map(async ({ box, ...command }) => {
      if (box === undefined) return command;
      const where = { ...own, chapter: command['chapter'], section: command['section'] };
      const bytes = this.#sealed(where, command) ?? (await this.#boxes.kept(box));
      return bytes && { ...command, box: base64url(bytes) };
    }));
    return commands.filter((command) => command !== null);
  }

  /** @param {import('./sealing-flow.js').Where} where @param {Command} command @returns {Uint8Array | null} */
  #sealed(where, { do: wish, round }) {
    if (wish === 'commit') return this.#rounds.commit(where, round);
    return wish === 'release' ? this.#rounds.release(where, round) : null;
  }
}
