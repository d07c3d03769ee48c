/**
 * What a mutual section asks of the processor, done in a Worker so that the page stays at hand. The Worker's script, and
 * the protocol's with it, is loaded with the first job. Jobs are done one after the other.
 */

import { ProtocolError } from '../protocol/encoding.js';

/** @typedef {import('./mutual-worker.js').Request} Request */
/** @typedef {import('./mutual-worker.js').Reply} Reply */
/** @typedef {Request['task']} Task */
/** @typedef {{ about: string, task: Task, done: number, of: number }} Now how far the job is: `done` steps of all */
/** @typedef {{ resolve: (result: any) => void, reject: (error: Error) => void }} Waiting */

/** Milliseconds of silence after which the Worker counts as broken: a step takes some hundredths of a second. */
const PATIENCE = 30_000;

/** There is no Worker on this device, or its script did not come, or it broke down. Nothing was done. */
export class WorkerError extends Error {
  /** @override */
  name = 'WorkerError';
}

/** "change" is fired whenever `now` has changed. */
export class MutualWork extends EventTarget {
  /** @type {Now | null} */
  now = null;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #jobs = 0;
  #patience = 0;

  /**
   * Does one task.
   * @param {string} about which round it is for
   * @param {Request} request the task, and what it is given
   * @returns {Promise<any>} commit: the state and the commit; check: the partner's M1 and one's own release against it; open: the
   * shared ids that both want
   * @throws {WorkerError} or ProtocolError: cannot open, bad message, bad point, bad scalar, bad proof
   * Source: docs/protocol.md, "Mutual sections".
   */
  run(about, request) {
    return new Promise((resolve, reject) => {
      this.#jobs += 1;
      this.#waiting.set(this.#jobs, { resolve, reject });
      try {
        this.#worker ??= this.#start();
        this.#worker.postMessage({ job: this.#jobs, about, ...request });
        this.#expect();
      } catch {
        this.#fail();
      }
    });
  }

  /** Drops all jobs: no result is needed any more, and none of the inputs may stay in memory. */
  stop() {
    this.#fail();
  }

  /** @returns {Worker} */
  #start() {
    const script = window.overtureScripts?.createScriptURL('session/mutual-worker.js') ?? new URL('./mutual-worker.js', import.meta.url);
    const worker = new Worker(script, { type: 'module' });
    worker.addEventListener('message', ({ data }) => this.#receive(data));
    for (const kind of ['error', 'messageerror']) {
      worker.addEventListener(kind, (event) => {
        event.preventDefault();
        this.#fail();
      });
    }
    return worker;
  }

  /** @param {Reply} reply */
  #receive(reply) {
    const waiting = this.#waiting.get(reply.job);
    if (!waiting) return;
    this.#setNow('now' in reply ? reply.now : null);
    if (!('now' in reply)) this.#waiting.delete(reply.job);
    this.#expect();
    if ('now' in reply) return;
    if ('result' in reply) waiting.resolve(reply.result);
    else waiting.reject('refused' in reply ? new ProtocolError(reply.refused) : new WorkerError());
  }

  /** @param {Now | null} now */
  #setNow(now) {
    this.now = now;
    this.dispatchEvent(new Event('change'));
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
    this.#setNow(null);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new WorkerError());
  }
}
