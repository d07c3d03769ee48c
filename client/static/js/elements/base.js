/**
 * What every element of a running conversation does: it waits for the conversation, draws, and draws again when something
 * that it shows has changed, and only then, so that an update never disturbs what is being read or typed.
 */

import { isEqual } from '../model/equal.js';
import { queueMacrotask } from '../ui/macrotask.js';
import { onShown } from '../ui/tabs.js';
import { drawNext } from '../ui/touch.js';
import { whenReady } from '../session/conversation.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/** @type {Set<ConversationElement>} in rooms that are not shown, and may have something new to draw */
const unseen = new Set();
/** Milliseconds without a change after which they are drawn. Neither a touch of the screen nor an opening waits for what nobody sees. */
const SETTLED = 400;
let settled = 0;

/** Runs work when the browser is idle. Safari does not report that. @type {(work: () => void) => void} */
const whenIdle = 'requestIdleCallback' in window ? (work) => requestIdleCallback(work) : queueMacrotask;

/** @param {ConversationElement} element @returns {boolean} whether it stands in a room that is not shown */
const isUnseen = (element) => element.closest('.room[hidden]') !== null;

onShown(() => {
  for (const element of unseen) {
    if (!isUnseen(element)) drawNow(element);
  }
});

/** @param {ConversationElement} element */
function drawNow(element) {
  unseen.delete(element);
  element.refresh();
}

/** @param {ConversationElement} element */
function drawSoon(element) {
  unseen.add(element);
  clearTimeout(settled);
  settled = setTimeout(drawUnseen, SETTLED);
}

/** Draws them one after the other, so that other work waits for one drawing at most. */
function drawUnseen() {
  whenIdle(() => {
    const [first] = unseen;
    if (!first) return;
    try {
      drawNow(first);
    } finally {
      drawUnseen();
    }
  });
}

/** The base of every element of a running conversation. */
export class ConversationElement extends HTMLElement {
  /** @type {Conversation | null} */
  conversation = null;
  /** What is drawn now, as shows() has listed it; null: nothing. @type {{ shown: unknown } | null} */
  #drawn = null;
  #update = () => (isUnseen(this) ? drawSoon(this) : this.refresh());
  #changed = () => (this.conversation && this.#drawn && !this.isUrgent(this.conversation) ? drawNext(this.#update) : this.#update());

  /** Waits for the conversation of the page, and draws from then on. */
  async connectedCallback() {
    const conversation = await whenReady();
    if (!this.isConnected || this.conversation) return;
    this.conversation = conversation;
    conversation.addEventListener('change', this.#changed);
    this.#changed();
  }

  /** Stops drawing. */
  disconnectedCallback() {
    this.conversation?.removeEventListener('change', this.#changed);
    this.conversation = null;
  }

  /**
   * Draws anew, as an update of the stage sets each attribute again.
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(_name, before, now) {
    if (this.conversation && now !== before) this.refresh();
  }

  /** Draws, if anything that the drawing depends on has changed. */
  refresh() {
    if (!this.conversation || !this.ready(this.conversation)) return;
    const shown = this.shows(this.conversation);
    if (this.#drawn && isEqual(shown, this.#drawn.shown)) return;
    this.#drawn = { shown };
    this.draw(this.conversation);
  }

  /** Draws at the next change whatever comes. For elements whose own state (a step, an open editor) has changed. */
  redraw() {
    this.#drawn = null;
    this.refresh();
  }

  /**
   * Reads an attribute.
   * @param {string} name
   * @returns {string} empty where there is none
   */
  attribute(name) {
    return this.getAttribute(name) ?? '';
  }

  /** The round that the element is about. @returns {number} from 1 */
  get round() {
    return Number(this.getAttribute('round') ?? 1);
  }

  /**
   * Finds the questions that the element is about.
   * @param {Conversation} conversation
   * @returns {import('../model/types.js').QuestionSet | null} of its chapter, or the first one
   */
  questions(conversation) {
    const chapter = this.attribute('chapter');
    return chapter === '' ? conversation.document : conversation.documentOf(chapter);
  }

  /**
   * Decides whether there is enough to draw; most elements need the questions.
   * @param {Conversation} conversation
   * @returns {boolean}
   */
  ready(conversation) {
    return this.questions(conversation) !== null;
  }

  /**
   * Lists everything that the drawing depends on.
   * @param {Conversation} _conversation
   * @returns {unknown} plain data, to be compared with what was listed at the last drawing
   */
  shows(_conversation) {
    return null;
  }

  /**
   * Tells whether a change is drawn at once, although a finger may be on what it replaces.
   * @param {Conversation} _conversation
   * @returns {boolean} for a pause and for Stop alone
   */
  isUrgent(_conversation) {
    return false;
  }

  /** Draws. @param {Conversation} _conversation */
  draw(_conversation) {}
}
