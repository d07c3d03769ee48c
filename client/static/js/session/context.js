/**
 * What the parts of one conversation share: its record, the newest view, the questions, the keys, the connection, the outbox
 * and the boxes. Each part is given it once. "change" is fired after every change.
 */

import { measured, namesDays, timeBy } from '../model/clocks.js';
import { headOf, sectionsOf } from '../model/heads.js';
import { shown } from '../model/joined-view.js';
import { join } from '../model/log.js';
import { reportDefect } from '../net/defects.js';
import { Outbox } from '../net/outbox.js';
import * as drafts from '../storage/drafts.js';
import { Boxes } from '../storage/boxes.js';
import { joined, shown as shownScene, stopped } from '../model/scene.js';
import { updateSession } from '../storage/session-store.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').SceneView} SceneView */
/** @typedef {import('../model/types.js').View} View */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */

/** Before the first view. @type {Readonly<SceneView>} */
const NONE = Object.freeze({ state: 'none', n: 0, begin: Object.freeze({ me: false, them: false }), over: false });

/** The monotonic clock, which nobody can set. @returns {number} seconds since the page was opened */
const steady = () => performance.now() / 1000;

/** One conversation as all of its parts see it. */
export class Context extends EventTarget {
  /** @type {StoredSession} */
  #record;
  /** The log, where it could not be stored: it holds as long as this page is open. @type {import('../model/types.js').Log | null} */
  #unstoredLog = null;
  /** The last time that the hub has sent and that can be right. @type {import('../model/clocks.js').Measure | null} */
  #measure = null;
  /** The view on the screen: the newest view, joined to the log; after the end, the last one. @type {View | null} */
  view;
  /** Whether this phone has ended or forgotten the conversation: it is shown no longer. */
  ended = false;
  /** Resolves once every view that has come is shown, or cannot be. @type {Promise<void>} */
  viewsShown = Promise.resolve();
  /** Number of the last scene that was stopped while this page is open: it stays so where that could not be stored. */
  stoppedScene = 0;
  /** A pause of this seat that the hub has answered and that could not be stored: it holds as long as this page is open. @type {string | null} */
  unstoredPause = null;
  /** The possible ids of the pause that was lifted last in this page. @type {string[]} */
  lifted = [];
  /** The question sets whose hash is checked, by qhash. @type {Map<string, QuestionSet>} */
  documents = new Map();

  /**
   * @param {StoredSession} record
   * @param {import('../net/connection.js').Connection} connection not yet started
   */
  constructor(record, connection) {
    super();
    this.#record = record;
    this.view = record.view;
    this.connection = connection;
    this.outbox = new Outbox(record.id, connection, () => this.viewsShown, (pause) => this.#keepPause(pause));
    this.boxes = new Boxes(record.id, (digest) => connection.fetch(digest));
  }

  /** What is stored of the conversation, as this tab has read it last. @returns {StoredSession} */
  get record() { return this.#record; }

  /** Replaces the record, and adds what this page has seen and could not store. @param {StoredSession} record as it is stored */
  set record(record) { this.#record = this.withUnstored(record); }

  /**
   * Adds what this page has seen and could not store.
   * @param {StoredSession} record
   * @returns {StoredSession}
   */
  withUnstored(record) {
    const [log, { view }] = [this.#unstoredLog, this.#record];
    if (log === null || view === null) return record;
    return { ...record, paired: true, view, log: join(record.log, shown(log, view), record.made).log, scene: joined(record.scene, view.scene) };
  }

  /** Keeps a record in this page alone, as it could not be stored; or, once one was, nothing. @param {StoredSession | null} record */
  keepUnstored(record) {
    if (record) this.#record = record;
    this.#unstoredLog = record?.log ?? null;
  }

  /** The session's id. @returns {string} */
  get id() { return this.record.id; }

  /** This seat. @returns {import('../model/types.js').Role} */
  get role() { return this.record.role; }

  /** The keys that both have come to. @returns {import('../model/types.js').Keys | null} null before pairing */
  get keys() { return this.record.keys; }

  /**
   * How far the pairing is.
   * @returns {Pick<StoredSession, 'role' | 'locator' | 'secret' | 'tries' | 'problem' | 'codes' | 'pairing' | 'paired'>}
   */
  get pairing() {
    const { role, locator, secret, tries, problem, codes, pairing, paired } = this.record;
    return { role, locator, secret, tries, problem, codes, pairing, paired };
  }

  /** The first chapter. @returns {string | null} its qhash */
  get chapter() { return this.record.qhash; }

  /** The questions of the first chapter. @returns {QuestionSet | null} once their hash is checked */
  get document() { return this.documentOf(this.chapter ?? ''); }

  /**
   * Finds the questions of a chapter.
   * @param {string} chapter qhash
   * @returns {QuestionSet | null} null while they are being fetched
   */
  documentOf(chapter) {
    return this.documents.get(chapter) ?? null;
  }

  /**
   * Finds a section in what is shown.
   * @param {string} chapter qhash
   * @param {string} id
   * @returns {import('../model/types.js').SectionView | null}
   */
  section(chapter, id) {
    return this.view?.chapters.find((each) => each.qhash === chapter)?.sections.find((each) => each.id === id) ?? null;
  }

  /**
   * Names where boxes of this seat belong.
   * @param {string} chapter qhash
   * @param {string} [section] empty for what is sealed for the chapter as a whole
   * @returns {SectionPlace}
   * @throws {Error} before pairing
   */
  place(chapter, section = '') {
    const { keys, role } = this;
    if (!keys) throw new Error('there are no keys yet');
    return { keys, role, chapter, section };
  }

  /**
   * Gathers this phone's log, to compare it with heads of the partner or to make one's own.
   * @param {string} chapter qhash
   * @returns {import('../model/heads.js').Reading}
   * Source: docs/protocol.md, "Heads".
   */
  reading(chapter) {
    const { log, role } = this.record;
    const document = this.documentOf(chapter);
    return { log, role, qhash: chapter, sections: document ? sectionsOf(document) : [] };
  }

  /**
   * Makes the head that goes with what is sealed.
   * @param {string} chapter qhash
   * @returns {import('../model/heads.js').Head} what this phone's log holds now
   * Source: docs/protocol.md, "Heads".
   */
  head(chapter) {
    return headOf(this.reading(chapter));
  }

  /**
   * Whether this seat has paused; also where the hub has not acknowledged it, or shows that it was lifted, which nobody else can do.
   * @returns {boolean}
   */
  get pausedByMe() { return this.outbox.pausedLocally ?? (this.view?.paused.me != null || this.keptPause(this.record) !== null); }

  /** Whether the partner has paused. @returns {boolean} */
  get pausedByThem() { return this.view?.paused.them ?? false; }

  /** Whether either has paused. @returns {boolean} */
  get paused() { return this.pausedByMe || this.pausedByThem; }

  /**
   * Whether the hub has acknowledged that this seat has paused. Only then may a screen show that the partner knows of it.
   * @returns {boolean}
   */
  get pauseAcknowledged() { return this.pausedByMe && this.outbox.waitingPause === null && this.view?.paused.me != null; }

  /**
   * Finds the pause of this seat that the hub has answered, and that was not lifted on this phone.
   * @param {StoredSession} record
   * @returns {string | null} its id
   * Source: docs/protocol.md, "A pause of this seat".
   */
  keptPause({ pause = null, lifted = [] }) {
    const kept = pause ?? this.unstoredPause;
    return kept === null || [...lifted, ...this.lifted].includes(kept) ? null : kept;
  }

  /**
   * The hub has answered to a pause: from now on no view of the hub's lifts it.
   * @param {string} pause id
   * @returns {Promise<boolean>} true
   */
  async #keepPause(pause) {
    // It has been lifted meanwhile, or another one has taken its place.
    if (this.outbox.waitingPause !== pause) return true;
    await this.updateRecord((record) => (record.lifted?.includes(pause) ? record : { ...record, pause }))
      .catch((error) => {
        reportDefect(error);
        this.unstoredPause = pause;
      });
    return true;
  }

  /**
   * Whether a pause, or its lifting, could not be stored: it lasts as long as this page does, or until the hub has it.
   * @returns {boolean}
   */
  get pauseUnstored() { return this.outbox.pauseUnstored; }

  /**
   * Whether drafts that came from the phone before are not in their places yet: until then nothing may be written over them.
   * @returns {boolean}
   */
  get awaitsDrafts() { return (this.#record.handed?.drafts.length ?? 0) > 0; }

  /**
   * When this phone began with the conversation, and when the hub deletes it.
   * @returns {{ from: number, to: number } | null} seconds
   */
  get lifetime() {
    return this.view && { from: this.record.created, to: this.view.expires };
  }

  /** Takes in the hub's time. @param {unknown} told seconds, unchecked @param {number} to when the hub deletes the conversation, in seconds */
  setHubTime(told, to) {
    this.#measure = measured(this.#measure, told, steady(), { from: this.record.created, to });
  }

  /** The time by the hub's clock, whatever is done to this phone's. @returns {number | null} seconds; null: it has told none that can be right */
  get hubTime() { return this.#measure && timeBy(this.#measure, steady()); }

  /** Whether days may be named by this phone's clock. @returns {boolean} */
  get namesDays() { return this.lifetime === null || namesDays(Date.now() / 1000, this.hubTime, this.lifetime); }

  /** The scene as this phone knows it: a pause stops it at once, also where the hub has not acknowledged it. @returns {SceneView} */
  get scene() {
    const { scene } = this.record;
    const halted = this.paused || (scene.n > 0 && scene.n === this.stoppedScene);
    return shownScene(halted ? stopped(scene) : scene, this.view?.scene ?? NONE);
  }

  /** Whether there is a scene that is not over, running or stopped: then nothing new is sealed, written or asked. @returns {boolean} */
  get inScene() { return ['running', 'stopped'].includes(this.scene.state); }

  /** The number of the scene that both can begin next. @returns {number} from 1 */
  get nextScene() { return (this.view?.scene.n ?? 0) + 1; }

  /** Whether nothing is sealed or opened: either has paused, or has stopped the scene. @returns {boolean} */
  get halted() { return this.paused || this.scene.state === 'stopped'; }

  /**
   * Refuses what somebody has tapped, as the hub would: it is about something that has changed since it was drawn.
   * @param {import('../model/types.js').Command} command
   * @returns {import('../model/types.js').Result} as the hub answers
   */
  refuseStale(command) {
    this.dispatchEvent(new CustomEvent('refused', { detail: { command, code: 'stale' } }));
    return { refused: 'stale', message: '' };
  }

  /**
   * Stores a change of the record, in one transaction.
   * @param {(record: StoredSession) => StoredSession} change pure
   * @throws {import('../storage/database.js').StorageError}
   */
  async updateRecord(change) {
    this.record = (await updateSession(this.id, change)) ?? this.record;
  }

  // Drafts, in this tab only

  /**
   * Reads a draft of this tab.
   * @param {string} section
   * @param {string} [chapter] qhash; the first one unless given
   * @param {number} [round] from 1
   * @returns {Answers | null}
   */
  loadDraft(section, chapter = this.chapter ?? '', round = 1) {
    return drafts.load(this.id, chapter, section, round);
  }

  /**
   * Stores a draft, in this tab only.
   * @param {string} section
   * @param {Answers} answers
   * @param {string} [chapter] qhash; the first one unless given
   * @param {number} [round] from 1
   */
  saveDraft(section, answers, chapter = this.chapter ?? '', round = 1) {
    if (!this.ended) drafts.save(this.id, chapter, section, round, answers);
  }

  /** Reports that something on the screen has changed. */
  changed() {
    this.dispatchEvent(new Event('change'));
  }

  /**
   * Reports that the next steps may have changed: Sync works them out again.
   * @param {{ isRead: boolean }} [stored] whether this tab has just read, or written, everything in the storage that matters here
   */
  requestSync(stored = { isRead: false }) {
    this.dispatchEvent(new CustomEvent('sync', { detail: stored }));
  }
}
