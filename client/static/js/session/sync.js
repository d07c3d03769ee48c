/**
 * What follows by itself from what the hub tells: pairing, opening what can be opened, releasing what may be released.
 * One step at a time; each begins from what is stored, so that it does not matter which tab took the one before.
 */

import { WrongQuestions, fetchDocument } from '../net/document.js';
import { forgetSession, guessesLeft, updateSession } from '../storage/session-store.js';
import { newCode, pair } from './pairing-flow.js';
import { inScene } from './scene.js';
import { Seen } from './history.js';
import { isRetryable } from '../model/command-schema.js';

/** @typedef {import('../model/types.js').View} View */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').Result} Result */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/types.js').SectionView} SectionView */
/**
 * @typedef {object} Surroundings
 * @property {(command: Command) => Promise<Result>} say
 * @property {import('../storage/boxes.js').Boxes} boxes
 * @property {() => boolean} paused by anyone, as this phone knows it
 * @property {() => void} changed
 */

const RETRY_AFTER = 3000;

export class Progress {
  /** @type {StoredSession} */
  record;
  /** @type {Map<string, QuestionSet>} by qhash */
  documents = new Map();
  /** Added question sets whose bytes were not what their name says. @type {Set<string>} */
  #wrong = new Set();
  #mixedUp = false;
  /** Paired, but not on this phone any more: its storage has been cleared. */
  keyless = false;
  #rounds;
  #notes;
  #time;
  #moving;
  #around;
  /** @type {View | null} what is shown: the newest view, joined to the log */
  #view = null;
  /** @type {Promise<void>} */
  #steps = Promise.resolve();
  #asked = false;
  #stopped = false;
  /** @type {Set<string>} what has been said and not been answered yet */
  #saying = new Set();
  /** @type {Set<string>} what the hub had no room for */
  #crowded = new Set();
  #retry = 0;

  /**
   * @param {StoredSession} record
   * @param {import('./rounds.js').Rounds} rounds
   * @param {import('./notes-flow.js').Notes} notes
   * @param {import('./taking-time.js').TakingTime} time
   * @param {import('./moving.js').Moving} moving
   * @param {Surroundings} around
   */
  constructor(record, rounds, notes, time, moving, around) {
    this.record = record;
    this.#rounds = rounds;
    this.#notes = notes;
    this.#time = time;
    this.#moving = moving;
    this.#around = around;
    this.seen = new Seen(this, rounds, notes, around.boxes);
  }

  /** Whether the hub has handed out other questions than it named, or other boxes than it showed to the phone before. */
  get altered() {
    return this.#wrong.size > 0 || this.#mixedUp;
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#retry);
  }

  /** @param {View} view joined to the log */
  follow(view) {
    this.#view = view;
    this.again();
  }

  /** The person asks for a new code in the place of a spent one. */
  async newCode() {
    this.record = (await newCode(this.record.id)) ?? this.record;
    this.again();
    this.#around.changed();
  }

  /** Something else has changed: look again. */
  again() {
    if (this.#asked) return;
    this.#asked = true;
    this.#steps = this.#steps.then(() => {
      this.#asked = false;
      return this.#stopped ? undefined : this.#step();
    });
    this.#steps.catch(() => this.#later());
  }

  /** Once more in a moment: the hub is busy, or something could not be fetched. */
  #later() {
    this.#steps = Promise.resolve();
    this.#lookLater();
  }

  #lookLater() {
    clearTimeout(this.#retry);
    if (!this.#stopped) this.#retry = setTimeout(() => this.again(), RETRY_AFTER);
  }

  async #step() {
    const view = this.#view;
    if (!view) return;
    if (!(await this.#questions(view))) return;
    if (view.pairing) await this.#pair(view);
    else await this.#talk(view);
    this.#around.changed();
  }

  /** @param {View} view @returns {Promise<boolean>} whether every question set that it names is here and is the right one */
  async #questions(view) {
    const [first] = view.chapters;
    if (first && this.record.qhash === null) await this.store((record) => ({ ...record, qhash: first.qhash }));
    if (first && this.record.qhash !== first.qhash) return this.#differs();
    for (const { qhash } of view.chapters) {
      if (this.documents.has(qhash) || this.#wrong.has(qhash)) continue;
      try {
        this.documents.set(qhash, await fetchDocument(this.record.id, qhash));
      } catch (error) {
        const wrong = error instanceof WrongQuestions;
        if (qhash === first?.qhash) {
          if (wrong) return this.#differs();
          throw error;
        }
        // What was added must not hold up what is under way.
        if (wrong) this.#wrong.add(qhash);
        else this.#lookLater();
      }
    }
    return true;
  }

  async #differs() {
    await this.store((record) => ({ ...record, problem: 'different-questions' }));
    this.#around.changed();
    return false;
  }

  /** @param {(record: StoredSession) => StoredSession} change */
  async store(change) {
    this.record = (await updateSession(this.record.id, change)) ?? this.record;
  }

  /** @param {View} view */
  async #pair(view) {
    const { record, say } = await pair(this.record, view);
    if (!record) return;
    this.record = record;
    if (say) this.#say(say);
  }

  /** The seat was given back because the codes did not fit: says whether another try makes sense, and keeps nothing. */
  async rejected() {
    const problem = (await guessesLeft(this.record.locator)) === 0 ? 'spent' : (this.record.problem ?? 'wrong-code');
    this.record = { ...this.record, problem };
    this.stop();
    await forgetSession(this.record.id);
    this.#around.changed();
  }

  /** @param {View} view once paired */
  async #talk(view) {
    // Another tab may have paired or sealed.
    await this.store((record) => record);
    // A hub that has lost its last moments shows pairing again, and may be told once more what ended it; nothing else follows.
    if (this.seen.told?.pairing) await this.#pair(this.seen.told);
    const { keys, role } = this.record;
    this.keyless = keys === null;
    if (!keys) return;
    const say = await this.#moving.follow(view);
    if (say) this.#say(say, (result) => this.#moving.heard(result));
    if (this.#moving.frozen) return;
    if (this.record.handed) await this.#putTogether(view);
    const [first] = view.chapters;
    if (first) await this.#time.read({ keys, role, chapter: first.qhash }, view);
    await this.#rounds.load();
    for (const chapter of view.chapters) {
      const document = this.documents.get(chapter.qhash);
      if (!document) continue;
      const where = { keys, role, chapter: chapter.qhash };
      for (const entry of chapter.sections) {
        await this.#section({ ...where, section: entry.id }, entry, document);
      }
      await this.#notes.readNotices({ ...where, section: '' }, chapter.notices);
    }
    this.seen.readHeads();
    for (const command of await this.seen.forgotten({ keys, role })) this.#say(command);
  }

  /** @param {View} view */
  async #putTogether(view) {
    const { putTogether } = await import('./move-restore.js');
    const { record, altered } = await putTogether(this.record, view, this.#around.boxes);
    this.record = record;
    this.#mixedUp = altered;
    if (record.handed) this.#lookLater();
  }

  /** @param {import('./sealing-flow.js').Where} where @param {SectionView} entry @param {QuestionSet} document */
  async #section(where, entry, document) {
    const { chapter, section } = where;
    // What came from another phone and is not put together yet must not be taken for what is not there.
    if (this.record.handed?.rounds.some(({ at }) => at[0] === chapter && at[1] === section)) return;
    const [around, newest] = [this.#around, () => this.#view];
    for (const round of [...entry.earlier, entry]) {
      const asked = {
        ...where, round, document,
        // Looked up anew each time: a pause holds at once, also while something is being worked on.
        get paused() { return around.paused(); },
        get scene() { return inScene({ view: newest() }); },
        burnt: this.record.burnt.some((at) => at.join('/') === [chapter, section, round.round].join('/')),
      };
      const commands = await this.#rounds.step(asked);
      for (const command of commands) this.#say(command);
    }
    await this.#notes.step(where, entry);
  }

  /** @param {Command} command not awaited: its effect comes as the next view @param {(result: Result) => void} [heard] */
  #say(command, heard = () => {}) {
    const name = JSON.stringify(command);
    if (this.#saying.has(name)) return;
    this.#saying.add(name);
    void this.#around.say(command).then((result) => {
      this.#saying.delete(name);
      heard(result);
      // What is sealed waits here until it can be said.
      if ('refused' in result && isRetryable(result.refused, command)) this.#later();
      this.#count(name, 'refused' in result && result.refused === 'full');
    });
  }

  /** @param {string} name @param {boolean} waits for room at the hub */
  #count(name, waits) {
    if (waits === this.#crowded.has(name)) return;
    if (waits) this.#crowded.add(name);
    else this.#crowded.delete(name);
    this.#around.changed();
  }

  /** @returns {boolean} whether the hub had no room for what was sealed here */
  get crowded() {
    return this.#crowded.size > 0;
  }
}
