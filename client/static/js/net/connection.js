/**
 * The socket to the hub: hello first, then commands with numbers and their answers. Every command of this phone leaves here,
 * and each is checked before it does. The connection comes back by itself, quickly at first and then more slowly, and notices
 * when a socket that looks open is dead, as phones leave them after a sleep. It stays open while the page is hidden, as long
 * as the browser lets it, so that a section opens without being woken.
 */

import { language } from '../i18n.js';
import { checkCommand } from '../model/command-schema.js';
import { LIMITS } from '../model/limits.js';
import { HUB } from './hub.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').Result} Result */
/** @typedef {'connecting' | 'connected' | 'lost' | 'away' | 'gone' | 'rejected' | 'moved'} State */
/** @typedef {{ resolve: (message: any) => void, timer: number }} Waiting */

const DRAWN = 'overture.html.1';
/** Without fragments, for a page that draws by itself. */
export const PLAIN = 'overture.json.1';
const CONNECT_PATIENCE = 8000;
const ANSWER_PATIENCE = 10_000;
const PROBE_PATIENCE = 4000;
/** After a sleep a socket is more likely dead than slow, and somebody is looking. */
const WAKING_PATIENCE = 2000;
const CHECK_EVERY = 30_000;
const [FIRST_WAIT, LONGEST_WAIT] = [500, 15_000];
/** The digest of a box that nobody has: a hub that is alive answers a request for it. */
const NO_BOX = 'A'.repeat(43);

/** The connection of one seat. Fires "state" when `state` has changed, and "view" with each message that has a view. */
export class Connection extends EventTarget {
  /** @type {State} */
  state = 'connecting';
  #hello;
  #hub;
  #subprotocol;
  /** @type {WebSocket | null} */
  #socket = null;
  #attempts = 0;
  #retry = 0;
  #patience = 0;
  #number = 0;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #receivedAt = 0;
  #running = false;
  #listening = new AbortController();

  /** @param {{ id: string, token: string, hub?: string | undefined }} seat @param {string} [subprotocol] */
  constructor({ id, token, hub = HUB }, subprotocol = DRAWN) {
    super();
    this.#hub = hub;
    this.#subprotocol = subprotocol;
    this.#hello = JSON.stringify({ hello: { id, token, language } });
  }

  /** Connects, and comes back by itself until it is stopped. */
  start() {
    this.#running = true;
    const { signal } = this.#listening;
    const check = () => this.#check();
    window.addEventListener('online', check, { signal });
    window.addEventListener('offline', () => this.#reconnect(), { signal });
    window.addEventListener('pagehide', () => this.stop(), { signal });
    document.addEventListener('visibilitychange', check, { signal });
    const timer = setInterval(() => this.#check(CHECK_EVERY), CHECK_EVERY);
    signal.addEventListener('abort', () => clearInterval(timer));
    this.#connect();
  }

  /** Closes the connection for good. What waits for an answer is resolved without one. */
  stop() {
    this.#running = false;
    this.#listening.abort();
    clearTimeout(this.#retry);
    this.#drop();
  }

  /** Whether a command that is sent now goes out. @returns {boolean} */
  get open() {
    return this.#socket !== null && (this.state === 'connected' || this.state === 'away');
  }

  /**
   * Sends a command and waits for the answer.
   * @param {Command} command
   * @returns {Promise<Result>} `lost` when no answer came: send it again later
   * @throws {import('../model/command-schema.js').CommandError} nothing was sent
   * Source: docs/protocol.md, "Commands".
   */
  async send(command) {
    const answer = await this.#request(command, ANSWER_PATIENCE);
    if (answer === null) return { lost: true };
    const text = (/** @type {unknown} */ value) => (typeof value === 'string' ? value : '');
    return answer.refused === undefined ? { ack: true } : { refused: text(answer.code), message: text(answer.message) };
  }

  /**
   * Fetches a box.
   * @param {string} digest of it, base64url
   * @returns {Promise<string | null>} the box in base64url, unchecked; null: not to be had just now
   * @throws {import('../model/command-schema.js').CommandError} that is no digest
   * Source: docs/protocol.md, "Commands".
   */
  async fetch(digest) {
    const answer = await this.#request({ do: 'fetch', box: digest }, ANSWER_PATIENCE);
    return answer?.box === digest && typeof answer.data === 'string' ? answer.data : null;
  }

  /** @param {Command} command @param {number} patience @returns {Promise<any>} null: no answer */
  #request(command, patience) {
    checkCommand(command);
    const socket = this.#socket;
    if (!socket || !this.open) return Promise.resolve(null);
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#reconnect(), patience);
      this.#waiting.set(number, { resolve, timer });
      socket.send(JSON.stringify({ id: number, ...command }));
    });
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#drop();
    const address = new URL('/live', this.#hub);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, this.#subprotocol);
    this.#socket = socket;
    this.#patience = setTimeout(() => this.#reconnect(), CONNECT_PATIENCE);
    socket.onopen = () => socket.send(this.#hello);
    socket.onmessage = ({ data }) => this.#received(data);
    socket.onclose = () => this.#reconnect();
  }

  /** Closes the socket; every request that waits for an answer is resolved without one. */
  #drop() {
    clearTimeout(this.#patience);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    for (const { resolve, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      resolve(null);
    }
    this.#waiting.clear();
  }

  #reconnect() {
    if (!this.#running) return;
    this.#drop();
    this.#set('lost');
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempts) * (0.7 + 0.6 * Math.random());
    this.#attempts += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  /** @param {number} [quiet] milliseconds of silence after which the hub is probed; 0 on waking */
  #check(quiet = 0) {
    if (!this.#running || document.hidden) return;
    if (!this.#socket) {
      this.#attempts = 0;
      this.#connect();
    } else if (this.state === 'connected' && performance.now() - this.#receivedAt >= quiet) {
      void this.#request({ do: 'fetch', box: NO_BOX }, quiet === 0 ? WAKING_PATIENCE : PROBE_PATIENCE);
    }
  }

  /** @param {unknown} data */
  #received(data) {
    this.#receivedAt = performance.now();
    const text = String(data);
    let message;
    try {
      // A message that is too large is refused like one that is no view.
      message = text.length > LIMITS.message ? { view: {} } : JSON.parse(text);
    } catch {
      return;
    }
    if (message === null || typeof message !== 'object') return;
    const number = message.ack ?? message.refused;
    if (number !== undefined) this.#answered(number, message);
    else if (message.gone) {
      this.stop();
      this.#set(['rejected', 'moved'].includes(message.gone.code) ? message.gone.code : 'gone');
    } else if (message.away) this.#alive('away');
    else if (message.view) {
      this.#alive('connected');
      this.dispatchEvent(new CustomEvent('view', { detail: message }));
    }
  }

  /** @param {number} number @param {any} message */
  #answered(number, message) {
    const waiting = this.#waiting.get(number);
    if (!waiting) return;
    this.#waiting.delete(number);
    clearTimeout(waiting.timer);
    waiting.resolve(message);
  }

  /** @param {State} state */
  #alive(state) {
    clearTimeout(this.#patience);
    this.#attempts = 0;
    this.#set(state);
  }

  /** @param {State} state */
  #set(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}
