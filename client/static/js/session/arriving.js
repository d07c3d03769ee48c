/**
 * A seat on its way to this phone from another one of the same person (docs/protocol.md, "Moving to another phone"):
 * requested, compared, stored, and only then claimed. Each step begins from what is stored, so that a page that is loaded again
 * goes on.
 */

import { ProtocolError, attempt, base64url, equal, fromBase64url } from '../protocol/encoding.js';
import { H32 } from '../protocol/hashes.js';
import * as protocol from '../protocol/handover.js';
import { dropArrival, getArrival, putArrival, putArrived } from '../storage/arriving-store.js';
import { Connection, PLAIN } from '../net/connection.js';
import { reportDefect } from '../net/defects.js';
import { HUB, speaksTo } from '../net/hub.js';
import { Failure, requestSeat } from '../net/http.js';
import { choose, forgetSession, getSession, listSessions } from '../storage/session-store.js';
import { readFragment } from '../model/link.js';
import { readState } from '../model/move-state.js';
import { nextArrivalAct } from '../model/next-arrival-act.js';
import { isArriving, isView } from '../model/view-schema.js';

/** @typedef {import('../storage/arriving-store.js').Arrival} Arrival */
/** @typedef {import('../model/types.js').ArrivingView} ArrivingView */
/** @typedef {'own' | 'stopped' | 'cancelled' | 'different' | 'over' | 'other-hub' | 'failed'} ArrivingTrouble */
/** @typedef {'empty' | 'ready' | 'waiting' | 'compare' | 'done' | 'failed'} ArrivingStage */

/** A seat that comes to this phone. Fires "change" when `stage` has changed. */
export class Arriving extends EventTarget {
  /** @type {ArrivingStage} */
  stage = 'empty';
  /** @type {ArrivingTrouble} why it failed */
  trouble = 'failed';
  /** @type {string | null} the sentence of what the hub refused, or this browser */
  refusal = null;
  /** How many texts that were being written did not fit. */
  left = 0;
  /** @type {Uint8Array | null} */
  #K = null;
  /** @type {Arrival | null} */
  #arrival = null;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Promise<void>} one step after another */
  #steps = Promise.resolve();

  /** What both phones show as pictures. @returns {Uint8Array | null} 8 bytes; null: nothing is to be compared now */
  get sas() {
    return this.stage === 'compare' ? (this.#arrival?.reply?.state.keys.sas ?? null) : null;
  }

  /**
   * Continues with what is stored, else begins with the code.
   * @param {string} text what stood behind the # of the link
   * @throws {import('../storage/database.js').StorageError}
   * Source: docs/protocol.md, "Moving to another phone".
   */
  async begin(text) {
    const { secret, hub } = readFragment(text);
    const K = attempt(() => fromBase64url(secret));
    this.#K = K?.length === 16 ? K : null;
    this.#arrival = await getArrival();
    if (this.#arrival) this.#connect(this.#arrival);
    else if (!speaksTo(hub)) this.#fail('other-hub');
    else this.#setStage(this.#K ? 'ready' : 'empty');
  }

  /**
   * Requests the seat. Nothing is sent to the hub before somebody taps.
   * @throws {import('../storage/database.js').StorageError}
   * Source: docs/protocol.md, "Moving to another phone".
   */
  async request() {
    const K = this.#K;
    if (!K) return;
    const move = protocol.moveId(K);
    if (await isMovingAway(move)) return this.#fail('own');
    try {
      const { id, token } = await requestSeat(move);
      this.#arrival = { id, token, hub: HUB, K, reply: null };
      await putArrival(this.#arrival);
      this.#connect(this.#arrival);
    } catch (error) {
      this.refusal = (error instanceof Failure ? error : new Failure('storage')).message;
      this.#fail('failed');
    }
  }

  /** Gives the seat back: the person would rather not. @throws {import('../storage/database.js').StorageError} */
  async stop() {
    await this.#connection?.send({ do: 'leave' });
    await this.#forget('stopped');
  }

  /** @param {Arrival} arrival */
  #connect(arrival) {
    this.#setStage('waiting');
    const connection = new Connection(arrival, PLAIN);
    this.#connection = connection;
    connection.addEventListener('view', (event) => {
      const message = /** @type {CustomEvent} */ (event).detail;
      this.#steps = this.#steps.then(() => this.#receive(message)).catch((error) => this.#fail('failed', error));
    });
    connection.addEventListener('state', () => {
      if (['gone', 'rejected', 'moved'].includes(connection.state)) this.#forget('cancelled').catch((error) => this.#fail('failed', error));
    });
    connection.start();
  }

  /** @param {{ view: unknown, boxes?: unknown }} message */
  async #receive({ view, boxes }) {
    if (this.stage === 'done' || this.stage === 'failed') return;
    if (isArriving(view)) await this.#step(view.arriving, Object(boxes));
    else if (isView(view) && (await isStored(this.#arrival))) await this.#claimed();
  }

  /** @param {ArrivingView} shown @param {Record<string, unknown>} boxes */
  async #step(shown, boxes) {
    const arrival = this.#arrival;
    if (!arrival) return;
    const { reply } = arrival;
    const m2 = reply && base64url(reply.m2);
    const act = nextArrivalAct({ m2, shown });
    try {
      if (act === 'make-m2') await this.#reply(arrival, shown.m1 ?? '');
      else if (act === 'compare') this.#setStage('compare');
      else if (act === 'leave' || !reply || m2 === null) throw new ProtocolError('bad message');
      else if (act === 'send-m2') void this.#connection?.send({ do: 'move-reply', m2 });
      else await this.#accept(arrival, reply, shown.m3 ?? '', shown.box ?? '', boxes[shown.box ?? '']);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      await this.#connection?.send({ do: 'leave' });
      await this.#forget('different');
    }
  }

  /** @param {Arrival} arrival @param {string} m1 */
  async #reply(arrival, m1) {
    if (await getSession(arrival.id)) {
      await this.#connection?.send({ do: 'leave' });
      await dropArrival();
      return this.#fail('own');
    }
    // It may have been given up while that was looked up: then nothing of it is stored any more.
    if (this.#arrival !== arrival) return;
    const reply = protocol.moveReply(arrival.K, fromBase64url(m1));
    this.#arrival = { ...arrival, reply };
    await putArrival(this.#arrival);
    void this.#connection?.send({ do: 'move-reply', m2: base64url(reply.m2) });
  }

  /**
   * @param {Arrival} arrival @param {NonNullable<Arrival['reply']>} reply @param {string} m3
   * @param {string} digest @param {unknown} sent the box, if it came with the view
   */
  async #accept(arrival, reply, m3, digest, sent) {
    const keys = protocol.moveConfirm(reply.state, fromBase64url(m3));
    const data = typeof sent === 'string' ? sent : await this.#connection?.fetch(digest);
    if (typeof data !== 'string') return;
    const box = fromBase64url(data);
    if (!equal(H32(box), fromBase64url(digest))) throw new ProtocolError('cannot open');
    const { record, left } = readState(protocol.openState(keys, box), arrival.token);
    if (record.id !== arrival.id) throw new ProtocolError('bad content');
    this.left = left;
    this.#setStage('waiting');
    await putArrived(arrival.hub === undefined ? record : { ...record, hub: arrival.hub });
    const result = (await this.#connection?.send({ do: 'move-claim' })) ?? { lost: true };
    if ('ack' in result) await this.#claimed();
    else if ('refused' in result && result.refused === 'stale') await this.#forget('over');
  }

  async #claimed() {
    if (this.#arrival) choose(this.#arrival.id);
    await dropArrival();
    this.#connection?.stop();
    this.#setStage('done');
  }

  /** The seat is not this phone's, and nothing of it stays here. @param {ArrivingTrouble} trouble */
  async #forget(trouble) {
    if (this.stage === 'done' || this.stage === 'failed') return;
    const [arrival, K] = [this.#arrival, this.#K];
    this.#arrival = null;
    this.#connection?.stop();
    await dropArrival();
    if (arrival?.reply && (await isStored(arrival))) await forgetSession(arrival.id);
    // A newer code was read meanwhile, which is why the one before came to nothing.
    if (K && arrival && !equal(K, arrival.K)) this.#setStage('ready');
    else this.#fail(trouble);
  }

  /** @param {ArrivingTrouble} trouble @param {unknown} [error] from which it comes */
  #fail(trouble, error) {
    if (error) reportDefect(error);
    this.trouble = trouble;
    this.#setStage('failed');
  }

  /** @param {ArrivingStage} stage */
  #setStage(stage) {
    if (stage === this.stage && stage !== 'failed') return;
    this.stage = stage;
    this.dispatchEvent(new Event('change'));
  }
}

/**
 * @param {Arrival | null} arrival
 * @returns {Promise<boolean>} whether everything was handed over: the hub gives the id, and may have given that of another conversation too
 */
const isStored = async (arrival) => arrival !== null && (await getSession(arrival.id))?.token === arrival.token;

/** @param {string} id of a move @returns {Promise<boolean>} whether it is this very phone that shows the code */
async function isMovingAway(id) {
  const records = await Promise.all((await listSessions()).map((session) => getSession(session.id)));
  return records.some((record) => {
    const move = record?.move;
    return move && (move.kind === 'offered' ? protocol.moveId(move.K) : move.id) === id;
  });
}
