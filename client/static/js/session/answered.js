/**
 * What follows when the hub has answered to a command: what it shows is compared with that anew, as no other view need come
 * (docs/protocol.md, "What a hub cannot undo").
 */

/** @typedef {import('../model/types.js').View} View */
/** @typedef {Pick<import('./history.js').History, 'acknowledge' | 'pauseSettled' | 'behind'>} History */

/** What has a place in the log. */
const LOGGED = new Set(['notice', 'note', 'settle']);

/**
 * Follows the answers to what is sent from the outbox.
 * @param {import('./context.js').Context} context
 * @param {History} history
 * @param {(view: View) => void} show what is there now, where the hub has acknowledged something that it does not show
 */
export function followAnswers(context, history, show) {
  const { outbox } = context;
  outbox.addEventListener('paused', (event) => void keepPause(context, history, /** @type {CustomEvent} */ (event).detail));
  outbox.addEventListener('resumed', () => pauseAnswered(context, history));
  outbox.addEventListener('acknowledged', async (event) => {
    const command = /** @type {CustomEvent} */ (event).detail;
    // Where it cannot be stored, the next view says whether the hub has it.
    const shown = LOGGED.has(command.do) ? await history.acknowledge(command).catch(() => null) : null;
    if (shown) show(shown);
  });
}

/**
 * The hub has answered to a pause: from now on no view of the hub's lifts it.
 * @param {import('./context.js').Context} context
 * @param {History} history
 * @param {string} pause id
 */
async function keepPause(context, history, pause) {
  const { pausedLocally, waitingPause } = context.outbox;
  // It has been lifted meanwhile, or another one has taken its place.
  if (pausedLocally === false || ![null, pause].includes(waitingPause)) return;
  await context.updateRecord((record) => (record.lifted?.includes(pause) ? record : { ...record, pause })).catch(() => {});
  pauseAnswered(context, history);
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
