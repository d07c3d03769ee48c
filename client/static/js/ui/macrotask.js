/**
 * Long work in several tasks, so that a touch of the screen or a frame can come in between. Not by timers, which a browser
 * slows down in a tab that is not seen.
 */

const { port1, port2 } = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
port1.onmessage = () => waiting.shift()?.();

/** Waits for a task of its own. @returns {Promise<void>} after everything that waited before it */
export const nextMacrotask = () => new Promise((resolve) => queueMacrotask(resolve));

/** Queues work as a task of its own. @param {() => void} work done in a task of its own, after what waited before it */
export function queueMacrotask(work) {
  waiting.push(work);
  port2.postMessage(null);
}
