/**
 * One running conversation on this phone: what the hub tells, what this phone may open of it, and every wish of the
 * person who holds the phone. The elements draw from here and nothing else; "change" is fired after every change.
 */

import { base64url, randomBytes } from '../protocol/encoding.js';
import { Boxes } from '../storage/boxes.js';
import * as drafts from '../storage/drafts.js';
import { forgotten } from '../storage/session-store.js';
import { Leaving } from './leaving.js';
import { Moving } from './moving.js';
import { Notes } from './notes-flow.js';
import { Outbox } from '../net/outbox.js';
import { Progress } from './sync.js';
import { Rounds } from './rounds.js';
import { TakingTime } from './taking-time.js';
import { Writing } from './writing.js';

export { begin, whenReady } from './current-conversation.js';

/** @typedef {import('../model/types.js').View} View */
/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */

export class Conversation extends EventTarget {
  /** @type {View | null} the newest from the hub; after the end the last one there was */
  view = null;
  /** Whether this phone has ended or forgotten the conversation: it is shown no longer. */
  ended = false;
  /** Whether the hub has sent something that this page refuses to show. */
  blocked = false;

  #progress;
  #connection;
  #outbox;
  #boxes;
  #rounds;
  #notes;
  #writing;
  #leaving;

  /**
   * @param {StoredSession} record
   * @param {import('../net/connection.js').Connection} connection not yet started
   */
  constructor(record, connection) {
    super();
    this.view = record.view;
    this.#connection = connection;
    this.#outbox = new Outbox(record.id, connection);
    this.#boxes = new Boxes(record.id, (digest) => connection.fetch(digest));
    this.#rounds = new Rounds(record.id, this.#boxes);
    this.#notes = new Notes(this.#boxes);
    this.#writing = new Writing(this, this.#rounds, this.#notes, this.#outbox);
    this.time = new TakingTime(record, this, this.#boxes, this.#outbox);
    const [say, changed] = [connection.send.bind(connection), () => this.changed()];
    this.moving = new Moving(record, { now: () => this.view, say, changed, again: () => this.#progress.again() });
    const around = { say, changed, boxes: this.#boxes, paused: () => this.paused };
    this.#progress = new Progress(record, this.#rounds, this.#notes, this.time, this.moving, around);
    this.#outbox.addEventListener('change', () => this.changed());
    this.#outbox.addEventListener('refused', (event) => void this.#wasRefused(/** @type {CustomEvent} */ (event).detail));
    const stop = () => this.#stop();
    this.#leaving = new Leaving(record, { say, stop, over: () => this.#over(), changed });
    connection.addEventListener('state', () => this.#linkChanged());
    forgotten.addEventListener('message', ({ data }) => data === record.id && this.#over());
  }

  /** Reads what is stored and goes to the hub. */
  async start() {
    // Where it cannot be read just now, it is read again before anything is said.
    await this.#outbox.load().catch(() => {});
    if (this.view) this.#progress.follow(this.view);
    this.#connection.start();
  }

  /** @param {boolean} blocked whether the newest that the hub has sent is refused */
  refuses(blocked) {
    if (blocked === this.blocked) return;
    this.blocked = blocked;
    this.changed();
  }

  /**
   * @param {View} view checked, and for this phone's own role
   * @param {Record<string, unknown>} boxes that came with it
   * @returns {Promise<boolean>} whether the hub has shown more before: then what it has drawn is not what there is
   */
  async told(view, boxes) {
    const { view: shown, older } = await this.seen.take(view);
    if (this.ended) return older;
    this.view = shown;
    this.changed();
    void this.#goOn(boxes);
    return older;
  }

  /** @param {Record<string, unknown>} boxes */
  async #goOn(boxes) {
    void this.#outbox.drain();
    // What cannot be kept here is asked for again when it is needed.
    await this.#boxes.take(boxes).catch(() => {});
    // A newer view may have come meanwhile.
    if (this.view) this.#progress.follow(this.view);
  }

  // What there is

  /** @returns {import('../model/types.js').LinkState} */
  get link() {
    const { state } = this.#connection;
    if (state !== 'connected') return state === 'moved' || (state === 'rejected' && this.pairing.paired) ? 'gone' : state;
    if (this.blocked) return 'blocked';
    return this.#progress.keyless ? 'keyless' : 'connected';
  }

  get id() { return this.#progress.record.id; }

  get role() { return this.#progress.record.role; }

  get keys() { return this.#progress.record.keys; }

  /** @returns {string | null} the qhash of the first chapter */
  get chapter() { return this.#progress.record.qhash; }

  /** @returns {import('../model/types.js').QuestionSet | null} the first chapter's questions, once their hash is checked */
  get document() {
    return this.chapter === null ? null : this.documentOf(this.chapter);
  }

  /** @param {string} chapter @returns {import('../model/types.js').QuestionSet | null} null while it is being fetched */
  documentOf(chapter) {
    return this.#progress.documents.get(chapter) ?? null;
  }

  /** What is being computed for a mutual section just now. */
  get work() { return this.#rounds.work; }

  get pairing() {
    const { role, locator, secret, tries, problem, codes, pairing, paired } = this.#progress.record;
    return { role, locator, secret, tries, problem, codes, pairing, paired };
  }

  /** Makes a new code in the place of one that is used up. */
  async newCode() {
    await this.#progress.newCode();
  }

  /** Whether the hub has handed out a box, or added questions, that are not what it named. */
  get altered() { return this.#boxes.altered || this.#progress.altered; }

  /** What this phone has seen, whatever the hub shows now. */
  get seen() { return this.#progress.seen; }

  /** @returns {boolean} whether something waits on this phone because the hub had no room for it */
  get crowded() { return this.#outbox.crowded || this.#progress.crowded; }

  /** @param {string} chapter @param {string} id @returns {import('../model/types.js').SectionView | null} */
  section(chapter, id) {
    return this.view?.chapters.find((each) => each.qhash === chapter)?.sections.find((each) => each.id === id) ?? null;
  }

  /**
   * @param {string} chapter @param {string} section @param {number} round
   * @returns {import('../model/types.js').OpenedRound | null} null: not opened (yet)
   */
  opened(chapter, section, round) {
    return this.#rounds.opened(chapter, section, round);
  }

  /** Whether or not the hub has it yet. @param {string} chapter @param {string} section @param {number} round */
  sealed(chapter, section, round) {
    return this.#rounds.sealed(chapter, section, round);
  }

  /** @param {string} chapter @param {string} section @returns {import('./notes-flow.js').NoteShown | null} */
  note(chapter, section) {
    return this.#notes.note(chapter, section);
  }

  /** What was taken back, oldest first. @param {string} chapter @returns {import('./notes-flow.js').NoticeShown[]} */
  notices(chapter) {
    return this.#notes.notices(chapter);
  }

  get pausedByMe() { return this.#outbox.pausedLocally ?? this.view?.paused.me != null; }

  get pausedByThem() { return this.view?.paused.them ?? false; }

  /** Whether the hub has acknowledged that this seat has paused. Not before may a screen say that the partner is told. */
  get pauseHeard() {
    return this.pausedByMe && this.#outbox.waitingPause === null;
  }

  /** Whether a pause, or its lifting, could not be stored: it lasts as long as this page does, or until the hub hears. */
  get pauseUnstored() {
    return this.#outbox.pauseUnstored;
  }

  get left() { return this.#leaving.left; }

  get paused() { return this.pausedByMe || this.pausedByThem; }

  // What may be wished

  /**
   * Seals for good. Stored on this phone before anything is sent; whoever seals twice sends what was stored first.
   * @param {string} chapter @param {string} section @param {number} round @param {Answers} answers
   * @throws {import('../protocol/encoding.js').ProtocolError} too long; or WorkerError
   */
  async seal(chapter, section, round, answers) {
    await this.#writing.seal(chapter, section, round, answers);
    this.changed();
    this.#progress.again();
  }

  /**
   * @param {Parameters<Writing['note']>} note
   * @returns {Promise<{ ok: true } | { lost: string }>} lost: someone was faster, or it was not possible; keep the text
   * @throws {import('../protocol/encoding.js').ProtocolError} too long
   */
  async writeNote(...note) {
    return this.#writing.note(...note);
  }

  /** @param {string} chapter @param {string} section @param {boolean} yes false takes it back */
  async settle(chapter, section, yes) {
    await this.#writing.settle(chapter, section, yes);
  }

  /** @param {string} chapter @param {{ withdraw: string[] } | { limit: Record<string, string> }} content */
  async sendNotice(chapter, content) {
    await this.#writing.notice(chapter, content);
  }

  /** @param {Command} wish one of the simple ones */
  send(wish) {
    return this.#outbox.send(wish);
  }

  /** Holds at once, offline too, and whether or not it can be stored; resolves when it is, or cannot be. */
  async pause() {
    if (!this.pausedByMe) await this.#outbox.pause(base64url(randomBytes(16)));
  }

  async resume() {
    if (!this.pausedByMe) return;
    await this.#outbox.resume(() => this.view?.paused.me ?? null);
    this.#progress.again();
  }

  async ready() { await this.send({ do: 'ready' }); }

  /** The joiner gives the seat back. */
  leave() {
    return this.#leaving.leave();
  }

  /** Deletes here at once; the hub hears of it as soon as it can, on a later visit at the latest. */
  async end() {
    await this.#leaving.end();
  }

  /** Takes everything of this conversation off this phone; at the hub it goes on. */
  async forget() {
    await this.#leaving.forget();
  }

  #over() {
    if (this.ended) return;
    this.ended = true;
    this.#stop();
    this.view = null;
    this.changed();
  }

  #stop() {
    this.#progress.stop();
    this.#outbox.close();
    this.#connection.stop();
    this.#rounds.stop();
  }

  #linkChanged() {
    const { state } = this.#connection;
    // What cannot be cleared away now is when it is forgotten, or when the hub says the same to the next page.
    const later = () => {};
    if (state === 'gone') this.#outbox.clear().catch(later);
    // Once paired, no word of the hub takes a conversation off this phone.
    if (state === 'rejected' && !this.pairing.paired) this.#progress.rejected().catch(later);
    // Only a phone that has handed everything over takes the hub's word for it.
    if (state === 'moved' && this.moving.frozen) this.forget().catch(later);
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event('change'));
  }

  /** @param {{ command: Command, code: string, waitedFor: boolean }} refusal of a wish that had been waiting */
  async #wasRefused({ command, code, waitedFor }) {
    if (command.do === 'note' && !waitedFor) await this.#writing.keep(command);
    if (command.do === 'notice' && code === 'stale' && (await this.#writing.noticeAgain(command))) return;
    this.dispatchEvent(new CustomEvent('refused', { detail: { command, code } }));
    this.changed();
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
}
