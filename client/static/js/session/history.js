/**
 * What this phone has seen of the conversation, kept beside what the hub shows of it now: nothing that was shown can vanish
 * again, and what the hub has forgotten of one's own is sent once more (docs/protocol.md, "What a hub cannot undo").
 */

import { reportDefect } from '../net/defects.js';
import { StorageError } from '../storage/database.js';
import { isEqual } from '../model/equal.js';
import { acknowledged, join, withinLimits } from '../model/log.js';
import { base64url, randomBytes } from '../protocol/encoding.js';
import { digestOfText } from '../protocol/hashes.js';
import { forgotten as forgottenScene, joined as joinedScene, shown as shownScene, stopped } from '../model/scene.js';
import { forgottenIn, shown } from '../model/joined-view.js';
import { countedIn, readHead } from '../model/heads.js';
import { digestsIn } from '../model/view-schema.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').View} View */

/** What a round has of each seat. */
const SEALS = new Set(['commit', 'release']);

/** The log of this phone, and what it proves. */
export class History {
  /** @type {View | null} the newest view alone, as far as it can be the hub's */
  hubView = null;
  #context;
  #rounds;
  #notes;
  /** The newest view as the hub has sent it. @type {View | null} */
  #sent = null;
  /** @type {Promise<unknown>} the last view: one after another */
  #merged = Promise.resolve();
  /** Whether the newest view had less than this phone has seen before. */
  #older = false;
  /** Whether it lacked a pause of this seat, or shows another scene than there is; not as long as a pause is on its way. */
  #olderPause = false;
  /** Id of the pause by which the hub is told again of a stop that it has forgotten. */
  #stop = base64url(randomBytes(16));
  /** The log and the heads that were compared last. @type {unknown} */
  #compared = null;
  /** What the partner's heads mean for this phone's log. @type {import('../model/heads.js').Meaning[]} */
  #means = [];
  /** How many notices of A and of B the partner has seen, by chapter: proved by their heads. @type {[number, number][]} */
  #proved = [];

  /**
   * @param {import('./context.js').Context} context
   * @param {import('./rounds.js').Rounds} rounds
   * @param {import('./notes-flow.js').Notes} notes
   */
  constructor(context, rounds, notes) {
    this.#context = context;
    this.#rounds = rounds;
    this.#notes = notes;
  }

  /**
   * Joins a view to what the hub has ever shown, and stores it: from here on nothing in it can vanish again.
   * @param {View} view checked, and for this phone's own role
   * @param {[string, Uint8Array][]} boxes that came with it, by their digest, which has been checked
   * @returns {Promise<{ view: View, older: boolean, stored: boolean }>} what is shown of it; whether the hub has shown more
   * before; whether it could be stored, and what this phone has sealed was read with it
   */
  merge(view, boxes) {
    // While a pause of this seat, or its lifting, is on its way, the hub cannot know better.
    const settled = this.#context.outbox.pausedLocally === null;
    const merged = this.#merged.then(() => this.#merge(view, boxes, settled));
    this.#merged = merged.catch(() => {});
    return merged;
  }

  /**
   * @param {View} view @param {[string, Uint8Array][]} boxes
   * @param {boolean} settled whether no pause of this seat, or its lifting, was on its way when it came
   */
  async #merge(view, boxes, settled) {
    this.#sent = view;
    this.hubView = withinLimits(view);
    let [merged, stored] = [{ view: this.hubView, older: false }, true];
    /** @param {StoredSession} kept @returns {StoredSession} */
    const change = (kept) => {
      const record = this.#context.withUnstored(kept);
      // Before pairing there is nothing to lose, and without keys nothing could be checked.
      const paired = record.paired || (view.pairing === null && record.keys !== null);
      if (!paired) return record;
      const { log, received: believed, older, contradicts } = join(record.log, view, record.made);
      const scene = this.#joinScene(record, view);
      this.#olderPause = settled && this.#lacksPause({ ...record, scene }, view);
      merged = { view: shown(log, believed), older: older || view.pairing !== null };
      this.hubView = believed;
      return { ...record, paired, log, scene, view: merged.view, contradicted: record.contradicted || contradicts, expires: view.expires };
    };
    // Boxes that the log rejects are not stored. A time to look again is read once, and kept nowhere.
    const kept = () => this.#context.boxes.remember(boxes, digestsIn(merged.view)).filter(([digest]) => digest !== view.paused.later);
    try {
      this.#context.record = (await this.#rounds.stored.storeView(change, kept)) ?? this.#context.record;
      this.#context.keepUnstored(null);
    } catch (error) {
      // If it cannot be stored, it is shown all the same, and stays with its boxes for as long as the page is open.
      if (!(error instanceof StorageError)) throw error;
      this.#context.keepUnstored(change(this.#context.record));
      kept();
      stored = false;
    }
    this.#older = merged.older;
    return { ...merged, older: this.older, stored };
  }

  /**
   * Keeps what the hub has acknowledged as seen: a view that shows it came before.
   * @param {Command} command of this seat, with its box
   * @returns {Promise<View | null>} what is shown now, where no view has shown it; null: nothing is missing
   */
  acknowledge(command) {
    const merged = this.#merged.then(async () => {
      const box = digestOfText(command['box']);
      const added = (/** @type {StoredSession} */ record) => ({ ...record, log: acknowledged(record.log, command, box) });
      const { record } = this.#context;
      if (added(record).log === record.log) return null;
      // What cannot be stored holds for as long as this page lives.
      await this.#context.updateRecord(added).catch((error) => {
        reportDefect(error);
        this.#context.keepUnstored(added(record));
      });
      if (this.#sent) return (await this.#merge(this.#sent, [], this.#context.outbox.pausedLocally === null)).view;
      // The hub has shown this page nothing yet that could be taken in.
      const { log, view } = this.#context.record;
      return view && shown(log, view);
    });
    this.#merged = merged.catch(() => {});
    return merged;
  }

  /**
   * Keeps what only takes away: a limit stands whatever a hub answers, and so does a yes that is taken back, and both are sent again.
   * @param {Command} command of this seat
   * @param {string} code with which the hub has refused it; behind the most that there may be there is no place for it
   * @returns {Promise<View | null>} what is shown now; null: nothing else than before
   */
  async refused(command, code) {
    const tightens = command.do === 'notice' || (command.do === 'settle' && command['yes'] === false);
    return tightens && code !== 'full' ? this.acknowledge(command).catch(reportDefect) : null;
  }

  /**
   * The hub has answered to the last pause of this seat, or to its lifting. The view that shows what came of it was here before, so
   * from now on it shows less if it does not have it.
   */
  pauseSettled() {
    const { record } = this.#context;
    if (this.hubView && record.paired) this.#olderPause = this.#lacksPause(record, this.hubView);
  }

  /**
   * @param {StoredSession} record @param {View} view the hub's
   * @returns {boolean} whether it lacks a pause of this seat, or has another scene than there is
   */
  #lacksPause(record, view) {
    const lost = view.paused.me === null && this.#context.keptPause(record) !== null;
    return lost || shownScene(record.scene, view.scene).state !== view.scene.state;
  }

  /** @param {StoredSession} record @param {View} view @returns {Readonly<import('../model/types.js').SceneRecord>} */
  #joinScene(record, { scene, paused }) {
    const own = this.#context.outbox.pausedLocally ?? (paused.me !== null || this.#context.keptPause(record) !== null);
    const joined = joinedScene(record.scene, scene);
    return own || paused.them ? stopped(joined) : joined;
  }

  /** Whether the newest view has less than this phone has seen. @returns {boolean} */
  get older() { return this.#older || this.#olderPause; }

  /**
   * Whether the hub shows less than there is: than this phone has seen, or than the partner has sealed that they have seen.
   * @returns {boolean}
   */
  get behind() {
    return this.older || this.#means.includes('ahead');
  }

  /**
   * Whether the hub has shown something that cannot be: another box in the same place, or as one's own what was never made here.
   * @returns {boolean}
   */
  get contradicted() {
    return this.#context.record.contradicted;
  }

  /** Whether the two phones have been shown different things. @returns {boolean} */
  get forked() {
    return this.#means.includes('fork');
  }

  /**
   * Decides by this phone's own storage whether the partner may have seen what was sealed in a round.
   * @param {string} chapter qhash
   * @param {string} section
   * @param {number} round
   * @returns {boolean}
   */
  released(chapter, section, round) {
    return this.#context.keys !== null && this.#rounds.stored.released(this.#context.place(chapter, section), round);
  }

  /**
   * Counts the notices of this seat that the partner has seen, as heads of their phone prove.
   * @param {string} chapter qhash
   * @returns {number}
   * Source: docs/protocol.md, "Heads".
   */
  provedNotices(chapter) {
    const { log, role } = this.#context.record;
    const at = log.chapters.findIndex(({ qhash }) => qhash === chapter);
    return this.#proved[at]?.[role === 'A' ? 0 : 1] ?? 0;
  }

  /** Compares the log with everything that the partner has sealed of theirs. Source: docs/protocol.md, "Heads". */
  compareHeads() {
    const { log } = this.#context.record;
    const { chapters } = log;
    const heads = [...this.#rounds.heads(), ...chapters.flatMap(({ qhash }) => this.#notes.heads(qhash))];
    // Every head is hashed anew, and most views change nothing of it.
    const compared = [countedIn(log), heads];
    if (isEqual(compared, this.#compared)) return;
    this.#compared = compared;
    const read = heads.map(({ chapter, head }) => readHead(this.#context.reading(chapter), head));
    this.#means = read.map(({ means }) => means);
    this.#proved = chapters.map((_, at) => {
      const of = (/** @type {number} */ seat) => Math.max(0, ...read.map(({ proves }) => proves?.[at]?.[seat] ?? 0));
      return [of(0), of(1)];
    });
  }

  /**
   * Lists what is one's own and what the hub has forgotten.
   * @returns {Promise<Command[]>} as it can be sent now
   * @throws {import('../storage/database.js').StorageError}
   * Source: docs/protocol.md, "What a hub cannot undo".
   */
  async toResend() {
    if (!this.older || !this.hubView || this.hubView.pairing) return [];
    const forgotten = forgottenIn(this.#context.record.log, this.hubView);
    const commands = await Promise.all(forgotten.map(async ({ box, ...command }) => {
      if (box === undefined) return command;
      const place = this.#context.place(command['chapter'], command['section']);
      const bytes = SEALS.has(command['do']) ? this.#sealed(place, command) : await this.#notes.ownBox(place, command, box, this.#noteBefore(command));
      return bytes && { ...command, box: base64url(bytes) };
    }));
    return [...this.#ofThePause(this.hubView), ...this.#ofTheScene(this.hubView), ...commands.filter((command) => command !== null)];
  }

  /** @param {View} view the hub's @returns {Command[]} the pause that it has forgotten */
  #ofThePause({ paused }) {
    const { outbox, record } = this.#context;
    const pause = this.#context.keptPause(record);
    return paused.me === null && outbox.pausedLocally === null && pause !== null ? [{ do: 'pause', pause }] : [];
  }

  /** @param {View} view the hub's @returns {Command[]} that the scene was stopped, and that it is over */
  #ofTheScene({ scene }) {
    const { stop, over } = forgottenScene(this.#context.record.scene, scene);
    return [
      // A pause that still holds stops the scene anyway, and lifting this one would lift it too.
      ...(stop && !this.#context.pausedByMe ? ['pause', 'resume'].map((name) => ({ do: name, pause: this.#stop })) : []),
      ...(over ? [{ do: 'scene-over', n: scene.n }] : []),
    ];
  }

  /** @param {Command} command that may be a note @returns {string | null} digest of the note before it */
  #noteBefore({ chapter, section, n }) {
    const entry = this.#context.record.log.chapters.find(({ qhash }) => qhash === chapter)?.sections.find(({ id }) => id === section);
    return entry?.notes[n - 2]?.box ?? null;
  }

  /** @param {import('./round-place.js').SectionPlace} place @param {Command} command @returns {Uint8Array | null} */
  #sealed(place, { do: name, round }) {
    if (name === 'commit') return this.#rounds.stored.commit(place, round);
    return name === 'release' ? this.#rounds.stored.release(place, round) : null;
  }
}
