/**
 * What a mutual section asks of the processor, done in a Worker so that the page stays at hand. The Worker's script, and
 * the protocol's with it, is loaded with the first job. Jobs are done one after the other.
 */

import { ProtocolError } from './protocol/encoding.js';

/** @typedef {import('./mutual-worker.js').Job} Job */
/** @typedef {import('./mutual-worker.js').Said} Said */
/** @typedef {(done: number, of: number) => void} Told how many steps of a job are done */
/** @typedef {{ resolve: (result: any) => void, reject: (error: Error) => void, told: Told }} Waiting */

/** Silent for so many milliseconds, it will not say anything any more: a step takes some hundredths of a second. */
const PATIENCE = 30_000;

/** There is no Worker on this device, or its script did not come, or it broke down. Nothing was done. */
export class WorkerError extends Error {
  constructor() {
    super('worker');
    this.name = 'WorkerError';
  }
}

export class MutualWork {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #jobs = 0;
  #patience = 0;

  /**
   * @param {import('./mutual-worker.js').Commit} given
   * @param {Told} told
   * @returns {Promise<{ state: import('./protocol/mutual.js').MutualState, commit: Uint8Array }>}
   * @throws {WorkerError}
   */
  async commit(given, told) {
    return this.#do({ task: 'commit', given }, told);
  }

  /**
   * @param {import('./mutual-worker.js').Check} given the partner's commit as `box`
   * @param {Told} told
   * @returns {Promise<{ m1: Uint8Array, release: Uint8Array }>} the partner's M1 and one's own release against it
   * @throws {WorkerError} or ProtocolError: cannot open, bad message, bad point, bad scalar, bad proof
   */
  async check(given, told) {
    return this.#do({ task: 'check', given }, told);
  }

  /**
   * @param {import('./mutual-worker.js').Open} given the partner's release as `box`
   * @param {Told} told
   * @returns {Promise<string[]>} the shared ids that both want
   * @throws {WorkerError} or ProtocolError: cannot open, bad message, bad point, bad scalar, bad proof
   */
  async open(given, told) {
    return this.#do({ task: 'open', given }, told);
  }

  /** Nothing is wanted any more, and nothing of what was being worked on may stay. */
  stop() {
    this.#fail();
  }

  /** @param {Omit<Job, 'job'>} task @param {Told} told @returns {Promise<any>} */
  #do(task, told) {
    return new Promise((resolve, reject) => {
      this.#jobs += 1;
      this.#waiting.set(this.#jobs, { resolve, reject, told });
      try {
        this.#worker ??= this.#start();
        this.#worker.postMessage({ job: this.#jobs, ...task });
        this.#expect();
      } catch {
        this.#fail();
      }
    });
  }

  /** @returns {Worker} */
  #start() {
    const worker = new Worker(new URL('./mutual-worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }) => this.#hear(data));
    for (const kind of ['error', 'messageerror']) {
      worker.addEventListener(kind, (event) => {
        event.preventDefault();
        this.#fail();
      });
    }
    return worker;
  }

  /** @param {Said} said */
  #hear(said) {
    const waiting = this.#waiting.get(said.job);
    if (!waiting) return;
    this.#expect();
    if ('done' in said) return waiting.told(said.done, said.of);
    this.#waiting.delete(said.job);
    this.#expect();
    if ('result' in said) waiting.resolve(said.result);
    else waiting.reject('refused' in said ? new ProtocolError(said.refused) : new WorkerError());
  }

  #expect() {
    clearTimeout(this.#patience);
    if (this.#waiting.size > 0) this.#patience = setTimeout(() => this.#fail(), PATIENCE);
  }

  /** All that waits has failed; the next job begins with a Worker of its own. */
  #fail() {
    clearTimeout(this.#patience);
    this.#worker?.terminate();
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new WorkerError());
  }
}
