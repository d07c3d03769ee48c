/**
 * The one file that speaks with htmx: it lets checked fragments in, and sends the clicks on the hub's buttons as
 * checked commands. htmx only morphs here, and is kept from looking for attributes to obey; whatever would make it send a request
 * of its own is refused twice, by the check of the fragment and by cancelling the request, because its requests carry the
 * address of the page.
 */

import { drawsAll } from './stage-check.js';
import { checkFragment, elementOf } from './fragment-check.js';
import { retainedStage } from './retained-stage.js';
import { forgetPageWithLast } from './kept-page.js';
import { drawLocal } from './local-stage.js';
import { focusNear, refocus } from './dom.js';
import { nextMacrotask } from './macrotask.js';
import { followHash, showTab } from './tabs.js';
import { drawNext } from './touch.js';
import { runAction } from './failure-notice.js';
import { bindHtmx } from './trusted-html.js';
import { isView } from '../model/view-schema.js';
import { buttonCommand } from '../model/command-schema.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {ReturnType<typeof checkFragment>} Checked */

for (const name of ['htmx:config:request', 'htmx:before:request', 'htmx:before:process']) {
  document.addEventListener(name, (event) => event.preventDefault(), true);
}

/** Milliseconds that a stage of the hub waits at most for the commands that follow from its view. */
const LONGEST = 300;
/** Milliseconds within which a section that both have sealed opens, even on slow phones. */
const OPENS_WITHIN = 500;

/** @param {unknown} html @returns {boolean} whether a section in it is sealed by both, and not open */
const hasBothSealed = (html) => String(html).includes('data-state="both-sealed"');

/** The text that htmx is swapping in. */
let swappedText = '';
let bound = false;

/** htmx reads what it swaps as the content of a template. It is loaded beside the modules, so it is bound when it is needed. */
function bind() {
  if (!bound) bindHtmx((html) => html === `<template>${swappedText}</template>`);
  bound = true;
}

/** Puts what the hub has drawn on the page, and sends what is tapped there. */
export class HtmxBridge {
  #conversation;
  /** The newest message that has a view. @type {unknown} */
  #newest = null;
  /** The stage that came with the newest view. @type {{ stage: string | null, less: boolean } | null} `stage`: null: not what may be shown; `less`: than there is */
  #drawn = null;
  /** @type {string | null} the newest stage that may be shown */
  #stage = null;
  /** The last stage of the hub, and the result of its check. @type {{ html: string, checked: Checked } | null} */
  #checked = null;
  /** The stage that the page shows. */
  #shown = '';
  /** The stage that the phone draws by itself once the conversation is over. @type {import('./local-stage.js').LocalStage | null} */
  #drawnLocally = null;
  /** Set while a section that both have sealed opens. @type {Promise<void> | null} */
  #opening = null;
  /** @type {Promise<void>} one swap after another */
  #swaps = Promise.resolve();

  /**
   * @param {Conversation} conversation
   * @param {import('../net/connection.js').Connection} connection
   */
  constructor(conversation, connection) {
    this.#conversation = conversation;
    connection.addEventListener('view', (event) => void this.#receive(/** @type {CustomEvent} */ (event).detail));
    connection.addEventListener('state', () => this.#drawApart());
    conversation.addEventListener('change', () => this.#show());
    document.addEventListener('click', (event) => this.#clicked(event));
    followHash();
  }

  /** @param {{ view: unknown, boxes?: unknown, html?: unknown, now?: unknown }} message */
  async #receive(message) {
    const { view, boxes, html, now } = message;
    const known = isView(view) && view.role === this.#conversation.role;
    this.#newest = message;
    const received = known ? this.#conversation.receive(view, { ...Object(boxes) }, now) : null;
    const opens = this.#shown !== '' && hasBothSealed(html) && !hasBothSealed(this.#shown);
    if (opens) {
      // Both phones release by themselves now. The opened section is drawn instead of this stage, unless the opening takes longer.
      await received;
      await this.#opened();
      if (message !== this.#newest) return;
    }
    // It is checked while the view is being stored.
    await nextMacrotask();
    const checked = this.#check(html);
    this.#conversation.setBlocked(!('stage' in checked) || !known);
    if (received) {
      const stage = 'stage' in checked ? checked.stage : null;
      const element = stage === null ? null : elementOf(stage);
      await received;
      const { view: seen } = this.#conversation;
      this.#drawn = { stage, less: element !== null && seen !== null && !drawsAll(element, seen) };
    }
    // What follows from the view is sent first, for which the partner's phone may wait. Then a change comes, and it is drawn.
    // If the screen is still empty, draw first.
    if (opens || this.#shown === '') this.#show();
    else setTimeout(() => this.#show(), LONGEST);
  }

  /** Waits for the opening. Messages that come meanwhile do not extend the wait: a hub could send endlessly. @returns {Promise<void>} */
  #opened() {
    this.#opening ??= new Promise((resolve) => setTimeout(() => {
      this.#opening = null;
      resolve();
    }, OPENS_WITHIN));
    return this.#opening;
  }

  /** The stage of the hub shows the hub's own state. If this phone has seen more, it draws its own stage. */
  #choose() {
    const { view, history } = this.#conversation;
    if (!this.#drawn || !view) return;
    const { stage, less } = this.#drawn;
    if (history.older || less) this.#stage = retainedStage(view, 'older');
    else this.#stage = stage ?? this.#stage;
  }

  /** @param {unknown} html @returns {Checked} */
  #check(html) {
    if (typeof html !== 'string') return { refused: 'no fragment' };
    // Most views of an opening come with the frame of the one before.
    if (html !== this.#checked?.html) this.#checked = { html, checked: checkFragment(html) };
    return this.#checked.checked;
  }

  /** Opened without a hub: what this phone has seen is there all the same, until the hub draws. */
  #drawApart() {
    const { link, view } = this.#conversation;
    if (this.#stage !== null || !view || view.pairing || (link !== 'lost' && link !== 'away')) return;
    this.#stage = retainedStage(view, 'apart');
    this.#show();
  }

  #show() {
    this.#choose();
    if (this.#conversation.ended) {
      const { left } = this.#conversation;
      if (this.#drawnLocally === left) return;
      this.#drawnLocally = left;
      this.#next(() => {
        const focused = document.activeElement;
        drawLocal(left, () => this.#conversation.forget());
        keepFocus(focused);
      });
      void forgetPageWithLast();
    } else if (this.#stage !== null && this.#stage !== this.#shown) {
      this.#swap(this.#stage);
    }
  }

  /** @param {string} text */
  #swap(text) {
    this.#shown = text;
    this.#next(async () => {
      await new Promise((resolve) => drawNext(() => resolve(undefined)));
      const [focused, target] = [document.activeElement, stageElement()];
      // While this one waited, a newer one may have come: that one is drawn alone.
      if (!target || text !== this.#shown) return;
      const screen = target.dataset['screen'];
      bind();
      swappedText = text;
      await htmx.swap({ text, target, swap: 'outerMorph' });
      showTab();
      // Another screen begins at its top; within one, what someone is reading stays where it is.
      if (stageElement()?.dataset['screen'] !== screen) window.scrollTo(0, 0);
      keepFocus(focused);
    });
  }

  /** One that fails must not keep what comes after it from being drawn. @param {() => unknown} draw */
  #next(draw) {
    this.#swaps = this.#swaps.then(draw).then(() => {}, reportError);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest('#stage button') : null;
    if (!button?.hasAttribute('hx-ws:send')) return;
    const command = buttonCommand(button.getAttribute('hx-vals'));
    if (command?.do === 'leave') runAction(() => this.#conversation.leave());
    else if (command) runAction(() => this.#conversation.send(command));
  }
}

/**
 * Where the person has put the focus it stays. Where that has gone, it is at what says where they are.
 * @param {Element | null} focused before the swap
 */
function keepFocus(focused) {
  if (focused === null || focused === document.body || focused === document.activeElement) return;
  if (focused.isConnected) refocus(focused);
  else focusNear(null);
}

const stageElement = () => document.getElementById('stage');
