/**
 * Takes the steps that follow from the hub's view without a tap: pairing, opening what can be opened, releasing what may be released. One step
 * at a time; each begins from what is stored, so that it does not matter which tab took the one before.
 */

import { part, reportDefect } from '../net/defects.js';
import { WrongQuestions, fetchDocument } from '../net/document.js';
import { isRetryable } from '../model/command-schema.js';

/** @typedef {import('../model/types.js').View} View */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').Result} Result */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/types.js').SectionView} SectionView */
/** @typedef {Pick<import('./conversation.js').Conversation, 'rounds' | 'notes' | 'history' | 'resumeTime' | 'moving' | 'talk'>} Parts */

const RETRY_AFTER = 3000;

/** Follows the view of one conversation, one step after the other. */
export class Sync {
  /** Paired, but not on this phone any more: its storage has been cleared. */
  keyless = false;
  #context;
  /** Added question sets whose bytes were not what their name says. @type {Set<string>} */
  #wrong = new Set();
  #boxesDiffer = false;
  /** The view that is being worked on: the newest one, joined to the log, once its boxes are here. @type {View | null} */
  #view = null;
  /** Whether what is stored was read with the view, and no step has used it yet. */
  #isRead = false;
  /** @type {Promise<void>} the last step */
  #steps = Promise.resolve();
  #requested = false;
  #stopped = false;
  /** @type {Set<string>} commands that have been sent and not been answered yet */
  #sending = new Set();
  /** @type {Set<string>} commands that the hub had no room for */
  #crowded = new Set();
  #retry = 0;

  /** @param {import('./context.js').Context & Parts} context */
  constructor(context) {
    this.#context = context;
    context.addEventListener('sync', (event) => this.#request(/** @type {CustomEvent} */ (event).detail.isRead));
  }

  /**
   * Whether the hub has handed out other questions than it named, or other boxes than it showed to the phone before.
   * @returns {boolean}
   */
  get altered() {
    return this.#wrong.size > 0 || this.#boxesDiffer;
  }

  /** Whether the hub had no room for what was sealed here. @returns {boolean} */
  get crowded() {
    return this.#crowded.size > 0;
  }

  /** Stops following for good. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#retry);
  }

  /**
   * Follows another view, after the step that is being taken.
   * @param {View} view joined to the log
   * @param {boolean} isRead whether it has just been stored, and what this phone has sealed was read with it
   */
  follow(view, isRead) {
    this.#view = view;
    this.#request(isRead);
  }

  /** @param {boolean} isRead if not, another tab may have paused, paired or sealed since this one read what is stored */
  #request(isRead) {
    // Another caller that asked for the same step may need it to read the storage.
    this.#isRead = isRead && (this.#isRead || !this.#requested);
    if (this.#requested) return;
    this.#requested = true;
    this.#steps = this.#steps.then(async () => {
      this.#requested = false;
      if (!this.#stopped) await this.#step().catch((error) => this.#retryLater(error));
    });
  }

  /** Once more in a moment: the hub is busy, or something could not be fetched. @param {unknown} [error] why the step has failed */
  #retryLater(error) {
    if (error) reportDefect(error);
    clearTimeout(this.#retry);
    if (!this.#stopped) this.#retry = setTimeout(() => this.#request(false), RETRY_AFTER);
  }

  async #step() {
    const view = this.#view;
    if (!view) return;
    if (!(await this.#loadQuestions(view))) return;
    if (view.pairing) await this.#pair(view.v, view.pairing);
    else await this.#followPaired(view);
    this.#context.changed();
  }

  /** @param {View} view @returns {Promise<boolean>} whether every question set that it names is here and is the right one */
  async #loadQuestions(view) {
    const context = this.#context;
    const [first] = view.chapters;
    if (first && context.chapter === null) await context.updateRecord((record) => ({ ...record, qhash: first.qhash }));
    if (first && context.chapter !== first.qhash) return this.#differentQuestions();
    for (const { qhash } of view.chapters) {
      if (context.documents.has(qhash) || this.#wrong.has(qhash)) continue;
      try {
        context.documents.set(qhash, await fetchDocument(context.id, qhash));
      } catch (error) {
        const wrong = error instanceof WrongQuestions;
        if (qhash === first?.qhash) {
          if (wrong) return this.#differentQuestions();
          throw error;
        }
        // An added set must not delay the sets that are being answered.
        if (wrong) this.#wrong.add(qhash);
        else this.#retryLater(error);
      }
    }
    return true;
  }

  async #differentQuestions() {
    await this.#context.updateRecord((record) => ({ ...record, problem: 'different-questions' }));
    this.#context.changed();
    return false;
  }

  /** @param {number} v edition of the view @param {import('../model/types.js').Pairing} shown in it */
  async #pair(v, shown) {
    // With its cryptography it is a tenth of all scripts, and phones that are paired do not need it.
    const { pair } = await part(import('./pairing-flow.js'));
    const { record, command } = await pair(this.#context.id, v, shown);
    if (!record) return;
    this.#context.record = record;
    if (command) this.#send(command);
  }

  /** @param {View} view once paired */
  async #followPaired(view) {
    const context = this.#context;
    const { rounds, notes, history, resumeTime, moving, talk } = context;
    if (!this.#isRead) context.record = (await rounds.stored.load()) ?? context.record;
    this.#isRead = false;
    // A hub that has lost its last moments shows pairing again. It is sent the final pairing message once more, and nothing else.
    if (history.hubView?.pairing) await this.#pair(history.hubView.v, history.hubView.pairing);
    this.keyless = context.keys === null;
    if (this.keyless) return;
    const command = await moving.follow(view);
    if (command) this.#send(command, (result) => moving.receiveResult(result));
    if (moving.frozen) return;
    if (context.record.handed) await this.#restore(view);
    const [first] = view.chapters;
    if (first) await resumeTime.read(context.place(first.qhash), view);
    await talk.read(view);
    const unsent = talk.unsent(history.hubView);
    if (unsent) this.#send(unsent);
    for (const chapter of view.chapters) {
      const document = context.documentOf(chapter.qhash);
      if (!document) continue;
      for (const entry of chapter.sections) await this.#followSection(chapter.qhash, entry, document);
      if (!(await notes.readNotices(context.place(chapter.qhash), chapter.notices))) this.#retryLater();
    }
    history.compareHeads();
    for (const each of await history.toResend()) this.#send(each);
  }

  /** @param {View} view */
  async #restore(view) {
    const { putTogether } = await part(import('./move-restore.js'));
    const { record, altered } = await putTogether(this.#context.record, view, this.#context.boxes);
    this.#context.record = record;
    this.#boxesDiffer = altered;
    if (record.handed) this.#retryLater();
    await this.#context.rounds.stored.load();
  }

  /** @param {string} chapter @param {SectionView} entry @param {QuestionSet} document */
  async #followSection(chapter, entry, document) {
    const context = this.#context;
    const { handed, burnt } = context.record;
    // Rounds that came from another phone and are not restored yet must not count as missing.
    if (handed?.rounds.some(({ at }) => at[0] === chapter && at[1] === entry.id)) return;
    const place = context.place(chapter, entry.id);
    for (const round of [...entry.earlier, entry]) {
      const commands = await context.rounds.step({
        ...place, round, document,
        // Looked up anew each time: a pause holds at once, also while something is being worked on.
        get paused() { return context.halted; },
        get scene() { return context.inScene; },
        get ready() { return context.view?.ready.both ?? false; },
        newest: round === entry,
        burnt: burnt.some((at) => at.join('/') === [chapter, entry.id, round.round].join('/')),
      });
      for (const command of commands) this.#send(command);
    }
    await context.notes.step(place, entry);
  }

  /** @param {Command} command not awaited: its effect comes as the next view @param {(result: Result) => void} [answered] */
  #send(command, answered = () => {}) {
    const name = JSON.stringify(command);
    if (this.#sending.has(name)) return;
    this.#sending.add(name);
    void this.#context.connection.send(command).then((result) => {
      this.#sending.delete(name);
      answered(result);
      // A seal waits here until it can be sent.
      if ('refused' in result && isRetryable(result.refused, command)) this.#retryLater();
      this.#setCrowded(name, 'refused' in result && result.refused === 'full');
    });
  }

  /** @param {string} name @param {boolean} waits for room at the hub */
  #setCrowded(name, waits) {
    if (waits === this.#crowded.has(name)) return;
    if (waits) this.#crowded.add(name);
    else this.#crowded.delete(name);
    this.#context.changed();
  }
}
