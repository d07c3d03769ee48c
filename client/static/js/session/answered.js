/**
 * What follows when the hub has answered to a command: what it shows is compared with that anew, as no other view need come
 * (docs/protocol.md, "What a hub cannot undo").
 */

import { reportDefect } from '../net/defects.js';

/** @typedef {import('../model/types.js').View} View */
/** @typedef {Pick<import('./history.js').History, 'acknowledge' | 'refused' | 'pauseSettled' | 'behind'>} History */
/** @typedef {Pick<import('./conversation.js').Conversation, 'writing' | 'notes'> & { history: History }} Parts */
/** @typedef {{ command: import('../model/types.js').Command, code: string, waitedFor: boolean }} Refusal of a command that had been waiting */

/** What has a place in the log. */
const LOGGED = new Set(['notice', 'note', 'settle']);

/**
 * Follows the answers to what is sent from the outbox.
 * @param {import('./context.js').Context} context
 * @param {Parts} parts
 * @param {(view: View) => void} show what is there now, where this phone keeps something that the hub does not show
 */
export function followAnswers(context, parts, show) {
  const { outbox } = context;
  const { history } = parts;
  outbox.addEventListener('refused', (event) => void refused(context, parts, show, /** @type {CustomEvent} */ (event).detail));
  for (const name of ['paused', 'resumed']) outbox.addEventListener(name, () => pauseAnswered(context, history));
  outbox.addEventListener('acknowledged', async (event) => {
    const command = /** @type {CustomEvent} */ (event).detail;
    // On a phone that has been locked meanwhile there is nobody to show it to.
    const shown = LOGGED.has(command.do) ? await history.acknowledge(command).catch(reportDefect) : null;
    if (shown) show(shown);
  });
}

/**
 * @param {import('./context.js').Context} context
 * @param {Parts} parts
 * @param {(view: View) => void} show
 * @param {Refusal} refusal
 */
async function refused(context, { history, notes, writing }, show, { command, code, waitedFor }) {
  if (command.do === 'note' && !waitedFor) await writing.keepAsDraft(command);
  const again = command.do === 'notice' && code === 'stale' && (await writing.resendNotice(command));
  if (again || code === 'full') notes.forget(command);
  if (again) return;
  const kept = await history.refused(command, code);
  if (kept) show(kept);
  context.dispatchEvent(new CustomEvent('refused', { detail: { command, code } }));
  context.changed();
}

/**
 * Compares what the hub shows with the last pause of this seat, or its lifting, once nothing more of it is on its way.
 * @param {import('./context.js').Context} context
 * @param {History} history
 */
function pauseAnswered(context, history) {
  const { outbox } = context;
  const answered = () => {
    if (outbox.pausedLocally !== null) return;
    outbox.removeEventListener('change', answered);
    history.pauseSettled();
    context.changed();
    if (history.behind) context.requestSync();
  };
  // An answer can be here before the tap has been stored.
  outbox.addEventListener('change', answered);
  answered();
}
