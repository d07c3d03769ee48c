/**
 * One running conversation on this phone: the parts that do the work, and what a person may do with all of it. The elements
 * draw from here and nothing else.
 */

import { base64url, randomBytes } from '../protocol/encoding.js';
import * as drafts from '../storage/drafts.js';
import { forgetSession, forgotten, guessesLeft } from '../storage/session-store.js';
import { reportDefect } from '../net/defects.js';
import { endHere } from '../net/pending-ends.js';
import { digestsIn } from '../model/view-schema.js';
import { begun, over, stopped, takenBack } from '../model/scene.js';
import { followAnswers } from './answered.js';
import { Context } from './context.js';
import { History } from './history.js';
import { Moving } from './moving.js';
import { Notes } from './notes-flow.js';
import { newCode } from './new-code.js';
import { ResumeTime } from './resume-time.js';
import { Rounds } from './rounds.js';
import { Sync } from './sync.js';
import { TalkFlow } from './talk-flow.js';
import { Writing } from './writing.js';

export { begin, whenReady } from './current-conversation.js';

/** @typedef {import('../model/types.js').View} View */
/** @typedef {import('../model/types.js').Command} Command */

/** The conversation of a page. Fires "announce" with a sentence for the status line, and "refused" with a command that the hub refused for good. */
export class Conversation extends Context {
  /** How the conversation has ended. @type {import('../net/pending-ends.js').Ended['left'] | 'moved'} */
  left = 'ended';
  /** Whether the hub has sent something that this page refuses to show. */
  blocked = false;
  /** Resolves once the last lifting of a pause has been sent, where it can be, and stored. @type {Promise<void>} */
  #lifting = Promise.resolve();
  /** Whether a connection is new: what has waited for one is sent with its first view. */
  #owes = false;
  #sync;

  /**
   * @param {import('../model/types.js').StoredSession} record
   * @param {import('../net/connection.js').Connection} connection not yet started
   */
  constructor(record, connection) {
    super(record, connection);
    this.rounds = new Rounds(this);
    this.notes = new Notes(this);
    this.history = new History(this, this.rounds, this.notes);
    this.writing = new Writing(this);
    this.resumeTime = new ResumeTime(this);
    this.moving = new Moving(this);
    this.talk = new TalkFlow(this);
    this.#sync = new Sync(this);
    this.outbox.addEventListener('change', () => {
      this.#keepStop();
      this.changed();
    });
    followAnswers(this, this, (view) => this.#showKept(view));
    this.outbox.addEventListener('acknowledged', (event) => {
      if (/** @type {CustomEvent} */ (event).detail.do === 'not-begin-scene') this.#takeBack().catch(reportDefect);
    });
    connection.addEventListener('state', () => this.#linkChanged());
    forgotten.addEventListener('message', ({ data }) => data.session === record.id && this.#close(data.left));
  }

  /** Reads what is stored and connects to the hub. */
  async start() {
    // Where it cannot be read just now, it is read again before anything is sent.
    await this.outbox.load().catch(reportDefect);
    if (this.view) this.#sync.follow(this.view, false);
    this.connection.start();
  }

  /** Notes whether the newest message of the hub is refused. @param {boolean} blocked */
  setBlocked(blocked) {
    if (blocked === this.blocked) return;
    this.blocked = blocked;
    this.changed();
  }

  /**
   * Shows a view and does what follows from it.
   * @param {View} view checked, and for this phone's own role
   * @param {Record<string, unknown>} boxes that came with it: digest to base64url, unchecked
   * @param {unknown} [now] the hub's time in seconds, unchecked; it comes with the first view of a connection
   * @returns {Promise<boolean>} whether the hub has shown more before: then what it has drawn is not what there is
   */
  receive(view, boxes, now) {
    this.setHubTime(now, view.expires);
    const received = this.#receive(view, boxes);
    // Views are shown in the order in which they come, so the last one stands for all.
    this.viewsShown = received.then(() => {}, () => {});
    return received;
  }

  /** @param {View} view @param {Record<string, unknown>} boxes */
  async #receive(view, boxes) {
    const { view: shown, older, stored } = await this.history.merge(view, this.boxes.receive(boxes, digestsIn(view)));
    if (this.ended) return older;
    this.view = shown;
    this.changed();
    this.#sync.follow(shown, stored);
    // What is added while there is a connection is sent at once.
    if (this.#owes) void this.outbox.drain();
    this.#owes = false;
    return older;
  }

  /** @param {View} view with what this phone keeps, where the hub does not show it */
  #showKept(view) {
    if (this.ended) return;
    this.view = view;
    this.changed();
    this.#sync.follow(view, false);
  }

  // What there is

  /** How this phone is connected. @returns {import('../model/types.js').LinkState} */
  get link() {
    const { state } = this.connection;
    if (state !== 'connected') return state === 'moved' || (state === 'rejected' && this.record.paired) ? 'gone' : state;
    if (this.blocked) return 'blocked';
    return this.#sync.keyless ? 'keyless' : 'connected';
  }

  /** Whether the hub has handed out a box, or added questions, that are not what it named. @returns {boolean} */
  get altered() { return this.boxes.altered || this.#sync.altered; }

  /** Whether something waits on this phone because the hub had no room for it. @returns {boolean} */
  get crowded() { return this.outbox.crowded || this.#sync.crowded; }

  // What a person may do

  /**
   * Stores a command and sends it as soon as it can be sent.
   * @param {Command} command that a button may carry
   * @returns {Promise<import('../model/types.js').Result>} when the hub has answered, which may be much later
   * @throws {import('../storage/database.js').StorageError} it will not be sent; or CommandError
   */
  send(command) { return this.outbox.send(command); }

  /** Pauses at once, offline too. Resolves when the pause is stored, or cannot be. */
  async pause() {
    if (!this.pausedByMe) await this.outbox.pause(base64url(randomBytes(16)));
  }

  /** Lifts this seat's pause. */
  async resume() {
    if (!this.pausedByMe) return;
    const pause = this.keptPause(this.record);
    const lifted = [this.outbox.waitingPause, this.view?.paused.me, pause].filter((id) => typeof id === 'string');
    [this.lifted, this.unstoredPause] = [lifted, null];
    // Stored first: another tab may be about to keep one of them. Where that cannot be, it holds as long as this page is open.
    void this.updateRecord((record) => ({ ...record, pause: null, lifted })).catch(reportDefect);
    this.#lifting = this.outbox.resume(() => this.view?.paused.me ?? pause, { kept: this.scene.state === 'stopped' });
    await this.#lifting;
    this.requestSync();
  }

  /** A pause has stopped the scene, and it stays so when the pause is lifted, in every tab. */
  #keepStop() {
    const { scene } = this.record;
    if (!this.paused || stopped(scene) === scene) return;
    if (scene.state === 'running') this.stoppedScene = scene.n;
    // Where it cannot be stored, it holds as long as this page is open.
    void this.updateRecord((record) => ({ ...record, scene: stopped(record.scene) })).catch(reportDefect);
  }

  // The scene

  /**
   * Says that this person is ready to begin the next scene. It is never queued: sent late, it would begin a scene unexpectedly.
   * @param {number} n of the scene that was the next when it was offered
   * @returns {Promise<import('../model/types.js').Result>}
   * @throws {import('../storage/database.js').StorageError} it has not been sent
   */
  async beginScene(n) {
    const command = { do: 'begin-scene', n };
    // Nobody begins in a pause, so the lifting of a pause is sent first, even if there was no connection when it was lifted (drain).
    await this.#lifting.catch(() => {});
    if (this.moving.frozen || this.pausedByMe || !this.connection.open) return { lost: true };
    if (n !== this.nextScene) return this.refuseStale(command);
    void this.outbox.drain();
    const { lifted } = this;
    let begins = 0;
    await this.updateRecord((record) => {
      begins = (record.begins ?? 0) + 1;
      return { ...record, begins, scene: begun(record.scene, n) };
    });
    if (this.pausedByMe || lifted !== this.lifted) return this.#takeBack(begins);
    const result = await this.connection.send(command);
    if (!('refused' in result)) return result;
    // After a refusal nobody expects the scene to begin later. With `away` the hub may have the command all the same.
    if (result.refused !== 'away') await this.#takeBack(begins);
    this.dispatchEvent(new CustomEvent('refused', { detail: { command, code: result.refused } }));
    return result;
  }

  /**
   * Takes back that this person is ready to begin the next scene.
   * @param {number} n of the scene that was the next when it was offered
   * @throws {import('../storage/database.js').StorageError} it will not be sent
   */
  async notBeginScene(n) {
    const command = { do: 'not-begin-scene', n };
    if (n !== this.nextScene) return void this.refuseStale(command);
    // Stored beside what is sent: by the time of an answer this person may be ready once more, and another page may hear it.
    const stored = this.updateRecord((record) => ({ ...record, unready: record.begins ?? 0 })).catch(reportDefect);
    await Promise.all([this.outbox.send(command), stored]);
  }

  /**
   * @param {number} [begins] of the one that no longer holds, the last that was taken back unless given; whoever has been ready once
   *   more since, in any tab, still is
   * @returns {Promise<{ lost: true }>}
   */
  async #takeBack(begins) {
    await this.updateRecord((record) =>
      ((begins ?? record.unready) === record.begins ? { ...record, scene: takenBack(record.scene) } : record));
    return { lost: true };
  }

  /**
   * Says that the scene is over for this person.
   * @param {number} n of the scene that is meant
   * @throws {import('../storage/database.js').StorageError} it will not be sent
   */
  async sceneOver(n) {
    const command = { do: 'scene-over', n };
    if (n !== this.scene.n) return void this.refuseStale(command);
    await this.updateRecord((record) => ({ ...record, scene: over(record.scene) }));
    await this.outbox.send(command);
  }

  /** Makes a new code in the place of one that is used up. @throws {import('../storage/database.js').StorageError} */
  async newCode() {
    const record = await newCode(this.id);
    if (record) this.record = record;
    this.requestSync();
    this.changed();
  }

  /**
   * Gives the joiner's seat back. A button is drawn by the hub, under whatever words: nothing that is paired is given away by one.
   * @throws {import('../storage/database.js').StorageError} nothing has been forgotten
   */
  async leave() {
    if (this.role !== 'B' || this.record.paired) return;
    await this.connection.send({ do: 'leave' });
    await this.forget();
  }

  /**
   * Removes everything of it from this phone; at the hub it goes on.
   * @param {'ended' | 'moved'} [left]
   * @throws {import('../storage/database.js').StorageError} nothing was removed
   */
  async forget(left = 'ended') {
    await forgetSession(this.id, left);
    this.#close(left);
  }

  /** Ends it for both and deletes it here. Neither a full storage nor a broken one keeps it from the hub. */
  async end() {
    // First of all, so that the hub has it even if this page goes away in this very moment.
    void this.connection.send({ do: 'end' });
    this.#stop();
    const { left, sent } = await endHere(this.record);
    this.#close(left);
    if (left !== 'ending') return;
    void sent.then(() => {
      this.left = 'ended';
      this.changed();
    });
  }

  /** @param {Conversation['left']} left */
  #close(left) {
    this.left = left;
    this.ended = true;
    // Another tab may have deleted it, which cannot reach what is written in this one.
    drafts.erase(this.id);
    this.#stop();
    this.view = null;
    this.changed();
  }

  #stop() {
    this.#sync.stop();
    this.outbox.close();
    this.connection.stop();
    this.rounds.work.stop();
  }

  #linkChanged() {
    const { state } = this.connection;
    if (state === 'connected') this.#owes = true;
    // If it cannot be removed now, it goes when it is forgotten, or when the hub sends the same to the next page. The content of the
    // outbox stays: a hub may say that all is over and come back, and then it still gets the pause and the limits.
    // Once paired, nothing that the hub sends takes a conversation off this phone.
    if (state === 'rejected' && !this.record.paired) this.#rejected().catch(reportDefect);
    // Only a phone that has handed everything over believes the hub in this.
    if (state === 'moved' && this.moving.frozen) this.forget('moved').catch(reportDefect);
    this.changed();
  }

  /** The seat was given back because the codes did not fit: shows whether another try makes sense, and keeps nothing. */
  async #rejected() {
    const problem = (await guessesLeft(this.record.locator)) === 0 ? 'spent' : (this.record.problem ?? 'wrong-code');
    this.record = { ...this.record, problem };
    this.#sync.stop();
    await forgetSession(this.id);
    this.changed();
  }
}
