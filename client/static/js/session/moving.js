/**
 * This seat on its way to another phone of the same person, as the phone sees it that has it now. What follows from a view is in
 * moving-flow.js, which is loaded when there is something to decide.
 */

import { part, reportDefect } from '../net/defects.js';
import * as drafts from '../storage/drafts.js';
import { handOver } from '../storage/sealed-store.js';
import { updateSession } from '../storage/session-store.js';

/** @typedef {import('../model/types.js').MovingState} MovingState */
/** @typedef {import('../model/types.js').View} View */
/** @typedef {'given-up' | 'other-code' | 'over' | 'unsent' | 'too-long' | 'unacknowledged'} MoveTrouble */

const flow = () => part(import('./moving-flow.js'));

/** The move of this seat to another phone. */
export class Moving {
  #context;
  /** @type {MovingState | null} */
  #move;
  /** The person has cancelled, and the hub may not have received it yet. */
  #cancelling = false;
  /** @type {MoveTrouble | null} why it came to nothing, or does not go on */
  trouble = null;

  /** @param {import('./context.js').Context} context */
  constructor(context) {
    this.#context = context;
    this.#move = context.record.move ?? null;
  }

  /** How far the move is. @returns {'none' | 'offered' | 'asked' | 'replied' | 'approved'} */
  get stage() {
    if (!this.#move || this.#move.kind === 'refusing') return 'none';
    if (this.#move.kind !== 'offered') return this.#move.kind;
    return this.#context.view?.move?.asked ? 'asked' : 'offered';
  }

  /**
   * Whether everything has been handed over: this phone seals, releases and writes nothing any more.
   * @returns {boolean}
   */
  get frozen() {
    return this.#move?.kind === 'approved';
  }

  /**
   * What the new phone has to read from this one.
   * @returns {Uint8Array | null} 16 bytes, once the hub can lead the other phone here
   */
  get secret() {
    return this.#move?.kind === 'offered' && this.#context.view?.move ? this.#move.K : null;
  }

  /** What both phones show as pictures. @returns {Uint8Array | null} 8 bytes */
  get sas() {
    return this.#move?.kind === 'replied' ? this.#move.keys.sas : null;
  }

  /** Makes a code, in the place of an earlier one. @throws {import('../storage/database.js').StorageError} */
  async begin() {
    const { offered } = await flow();
    this.trouble = null;
    await this.#store((before) => (before?.kind === 'approved' ? before : offered()));
    this.#context.requestSync();
  }

  /**
   * Hands everything over, once the person has confirmed that both phones show the same: from here on this phone only waits.
   * @throws {import('../storage/database.js').StorageError}
   */
  async approve() {
    const view = this.#context.view;
    if (!view?.move || !this.sas) return;
    const { approved } = await flow();
    this.trouble = null;
    try {
      const record = await handOver(this.#context.id, (held) => approved(held, view, drafts.all(this.#context.id)));
      this.#move = record?.move ?? null;
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'ProtocolError') return this.#giveUp('too-long');
      if (name !== 'UnsentError') throw error;
      this.trouble = 'unsent';
    }
    this.#context.requestSync();
    this.#context.changed();
  }

  /** Receives the hub's answer to what was sent in a move. @param {import('../model/types.js').Result} result */
  receiveResult(result) {
    if ('refused' in result && result.refused === 'stale') this.#giveUp('over').catch(reportDefect);
  }

  /** @param {MoveTrouble} trouble */
  async #giveUp(trouble) {
    await this.cancel();
    this.trouble = trouble;
    this.#context.changed();
  }

  /**
   * Cancels the move. What was handed over stays frozen until the hub has acknowledged it: the other phone may have
   * claimed the seat already.
   * @throws {import('../storage/database.js').StorageError}
   */
  async cancel() {
    const move = this.#move;
    if (!move) return;
    const { cancelling, idOf } = await flow();
    this.trouble = null;
    this.#cancelling = true;
    if (move.kind !== 'approved') await this.#store(() => null);
    const result = await this.#context.connection.send(cancelling(idOf(move)));
    if ('ack' in result && move.kind === 'approved') await this.#store(() => null);
    else if (this.frozen) this.trouble = 'unacknowledged';
    this.#cancelling = this.frozen;
    this.#context.requestSync();
    this.#context.changed();
  }

  /**
   * Stores what follows from the view.
   * @param {View} view
   * @returns {Promise<import('../model/types.js').Command | null>} what to send
   * @throws {import('../storage/database.js').StorageError}
   * Source: docs/protocol.md, "Moving to another phone".
   */
  async follow(view) {
    if (!this.#move && !view.move) return null;
    const { follow } = await flow();
    const cancelling = this.#cancelling;
    /** @type {import('./moving-flow.js').Step | null} */
    let next = null;
    const record = await updateSession(this.#context.id, (before) => {
      // Another tab may have seen a newer view: an older one must not undo what was stored.
      if (view.v < (before.seen ?? 0)) return before;
      const move = before.move ?? null;
      next = follow(move, view.move, cancelling);
      return next.move === move ? before : { ...before, move: next.move, seen: view.v };
    });
    this.#move = record?.move ?? null;
    // The person has cancelled while it was stored.
    if (this.#cancelling !== cancelling) return this.follow(view);
    const decided = /** @type {import('./moving-flow.js').Step | null} */ (next);
    if (decided?.ended && !cancelling) this.trouble = decided.ended;
    if (!this.frozen) this.#cancelling = false;
    return decided?.command ?? null;
  }

  /** @param {(move: MovingState | null) => MovingState | null} change */
  async #store(change) {
    const record = await updateSession(this.#context.id, (before) => ({ ...before, move: change(before.move ?? null) }));
    this.#move = record?.move ?? null;
    this.#context.changed();
  }
}
