/**
 * What the parts of one conversation share: its record, the newest view, the questions, the keys, the connection, the outbox
 * and the boxes. Each part is given it once. "change" is fired after every change.
 */

import { headOf, sectionsOf } from '../model/heads.js';
import { Outbox } from '../net/outbox.js';
import * as drafts from '../storage/drafts.js';
import { Boxes } from '../storage/boxes.js';
import { updateSession } from '../storage/session-store.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').View} View */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */

/** One conversation as all of its parts see it. */
export class Context extends EventTarget {
  /** What is stored of the conversation, as this tab has read it last. @type {StoredSession} */
  record;
  /** What is shown: the newest view, joined to the log; after the end the last one there was. @type {View | null} */
  view;
  /** Whether this phone has ended or forgotten the conversation: it is shown no longer. */
  ended = false;
  /** The question sets whose hash is checked, by qhash. @type {Map<string, QuestionSet>} */
  documents = new Map();

  /**
   * @param {StoredSession} record
   * @param {import('../net/connection.js').Connection} connection not yet started
   */
  constructor(record, connection) {
    super();
    this.record = record;
    this.view = record.view;
    this.connection = connection;
    this.outbox = new Outbox(record.id, connection);
    this.boxes = new Boxes(record.id, (digest) => connection.fetch(digest));
  }

  get id() { return this.record.id; }

  get role() { return this.record.role; }

  get keys() { return this.record.keys; }

  get pairing() {
    const { role, locator, secret, tries, problem, codes, pairing, paired } = this.record;
    return { role, locator, secret, tries, problem, codes, pairing, paired };
  }

  /** @returns {string | null} the qhash of the first chapter */
  get chapter() { return this.record.qhash; }

  /** @returns {QuestionSet | null} the first chapter's questions, once their hash is checked */
  get document() { return this.documentOf(this.chapter ?? ''); }

  /** @param {string} chapter @returns {QuestionSet | null} null while it is being fetched */
  documentOf(chapter) {
    return this.documents.get(chapter) ?? null;
  }

  /** @param {string} chapter @param {string} id @returns {import('../model/types.js').SectionView | null} */
  section(chapter, id) {
    return this.view?.chapters.find((each) => each.qhash === chapter)?.sections.find((each) => each.id === id) ?? null;
  }

  /**
   * @param {string} chapter
   * @param {string} [section] empty for what is sealed for the chapter as a whole
   * @returns {SectionPlace} where boxes of this seat belong
   * @throws {Error} before pairing
   */
  place(chapter, section = '') {
    const { keys, role } = this;
    if (!keys) throw new Error('there are no keys yet');
    return { keys, role, chapter, section };
  }

  /**
   * @param {string} chapter
   * @returns {import('../model/heads.js').Reading} this phone's log, to compare with heads of the partner or to make one's own
   */
  reading(chapter) {
    const { log, role } = this.record;
    const document = this.documentOf(chapter);
    return { log, role, qhash: chapter, sections: document ? sectionsOf(document) : [] };
  }

  /**
   * @param {string} chapter
   * @returns {import('../model/heads.js').Head} what this phone's log holds now, to go with what is sealed there
   * Source: docs/protocol.md, "Heads".
   */
  head(chapter) {
    return headOf(this.reading(chapter));
  }

  /** Whether this seat has paused; also where the hub has not acknowledged it. */
  get pausedByMe() { return this.outbox.pausedLocally ?? this.view?.paused.me != null; }

  get pausedByThem() { return this.view?.paused.them ?? false; }

  get paused() { return this.pausedByMe || this.pausedByThem; }

  /** Whether the hub has acknowledged that this seat has paused. Not before may a screen say that the partner is told. */
  get pauseAcknowledged() { return this.pausedByMe && this.outbox.waitingPause === null; }

  /** Whether a pause, or its lifting, could not be stored: it lasts as long as this page does, or until the hub has it. */
  get pauseUnstored() { return this.outbox.pauseUnstored; }

  /** @returns {{ from: number, to: number } | null} seconds: when this phone began with it, when the hub deletes it */
  get lifetime() {
    return this.view && { from: this.record.created, to: this.view.expires };
  }

  /** Whether a scene is running: then nothing new is sealed, written or asked. */
  get inScene() { return this.view?.scene.running ?? false; }

  /**
   * Stores a change of the record, in one transaction.
   * @param {(record: StoredSession) => StoredSession} change pure
   * @throws {import('../storage/database.js').StorageError}
   */
  async updateRecord(change) {
    this.record = (await updateSession(this.id, change)) ?? this.record;
  }

  // Drafts, in this tab only

  /** @param {string} section @param {string} [chapter] @returns {Answers | null} */
  loadDraft(section, chapter = this.chapter ?? '') {
    return drafts.load(this.id, chapter, section);
  }

  /** @param {string} section @param {Answers} answers @param {string} [chapter] */
  saveDraft(section, answers, chapter = this.chapter ?? '') {
    if (!this.ended) drafts.save(this.id, chapter, section, answers);
  }

  /** Something that is shown is other than it was. */
  changed() {
    this.dispatchEvent(new Event('change'));
  }

  /** What follows from the view may be other than it was: Sync looks at it again. */
  requestSync() {
    this.dispatchEvent(new Event('sync'));
  }
}
