/**
 * Keeps what is under a finger where it is. A browser sends a click only to what was there both when the finger or the space bar
 * went down and when it came up: where the partner's act draws a button anew in between, the tap would be lost.
 */

import { composes } from './dom.js';
import { queueMacrotask } from './macrotask.js';

/** Milliseconds that a change waits at most for a finger that stays down. */
const LONGEST = 700;
/** Milliseconds after the finger has come up within which every browser has sent the click, if there is one. */
const CLICK_WITHIN = 100;

const lifted = new EventTarget();
let isDown = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let bound;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let up;

/**
 * Does work that replaces what may be under a finger: now, or as soon as that finger is up and its click has been delivered. Never
 * for what must be on the screen at once: a pause, Stop.
 * @param {() => void} work done once, however often it is given meanwhile
 */
function whenUntouched(work) {
  if (!isDown) return work();
  lifted.addEventListener('lifted', work, { once: true });
  bound ??= setTimeout(lift, LONGEST);
}

/** What has something new to draw. @type {Set<() => void>} */
const changed = new Set();

/**
 * Draws what may be under a finger in a task of its own, once for all changes of this one, so that they come in one frame; and after
 * what follows from them has been sent: the partner's phone may wait for that. One that fails keeps no other from being drawn.
 * @param {() => void} update
 */
export function drawNext(update) {
  if (changed.size === 0) queueMacrotask(drawChanged);
  changed.add(update);
}

function drawChanged() {
  const updates = [...changed];
  changed.clear();
  for (const update of updates) {
    try {
      whenUntouched(update);
    } catch (error) {
      reportError(error);
    }
  }
}

function press() {
  isDown = true;
  clearTimeout(up);
  up = undefined;
}

function release() {
  if (isDown) up = setTimeout(lift, CLICK_WITHIN);
}

function lift() {
  clearTimeout(up);
  clearTimeout(bound);
  bound = undefined;
  isDown = false;
  lifted.dispatchEvent(new Event('lifted'));
}

/** In a task of its own, so that what listens to the click sees the page as it was tapped. Before that task a finger may be down again. */
function liftAfterClick() {
  const before = up;
  if (isDown) queueMacrotask(() => before === up && lift());
}

/** @param {Event} event @returns {boolean} whether it is the key that presses a button when it comes up */
const isSpace = (event) => event instanceof KeyboardEvent && event.key === ' ' && !composes(event);

for (const [name, listener] of Object.entries({
  pointerdown: press,
  pointerup: release,
  pointercancel: release,
  keydown: (/** @type {Event} */ event) => isSpace(event) && press(),
  keyup: (/** @type {Event} */ event) => isSpace(event) && release(),
  click: liftAfterClick,
})) window.addEventListener(name, listener, { capture: true, passive: true });
