/**
 * Ending a conversation. It is said to the hub at once and for as long as a page is open, whatever the storage does; what
 * the hub could not hear is told later, on whichever page is open.
 */

import { Connection, PLAIN } from './connection.js';
import { forgetSession } from '../storage/session-store.js';
import { addTombstone, dropTombstone, tombstones } from '../storage/outbox-store.js';
import { isPassing } from '../model/command-schema.js';

const END = { do: 'end' };

/** @type {Map<string, Promise<void>>} what is being told, by session */
const telling = new Map();

/** @param {string} id @param {string} token @returns {Promise<void>} when the hub has heard, or has no such session */
function tell(id, token) {
  const told = telling.get(id) ?? sayFor({ id, token }, END).finally(() => telling.delete(id));
  telling.set(id, told);
  return told;
}

/**
 * Says one thing for a seat, over a connection of its own.
 * @param {{ id: string, token: string }} seat @param {import('../model/types.js').Command} command
 * @returns {Promise<void>} when the hub has heard, or has no such seat
 */
export const sayFor = (seat, command) =>
  new Promise((resolve) => {
    const connection = new Connection(seat, PLAIN);
    const over = () => {
      connection.stop();
      resolve();
    };
    connection.addEventListener('state', async () => {
      if (['gone', 'rejected', 'moved'].includes(connection.state)) over();
      if (connection.state !== 'connected') return;
      const result = await connection.send(command);
      if ('ack' in result || ('refused' in result && !isPassing(result.refused, command))) over();
    });
    connection.start();
  });

/** @param {string} id @param {Promise<void>} told */
async function dropOnce(id, told) {
  await told;
  // What stays there is told once more by another page, and changes nothing then.
  await dropTombstone(id).catch(() => {});
}

/**
 * @typedef {object} Ended
 * @property {boolean} stored another page would tell the hub if this one went away
 * @property {boolean} erased nothing of the conversation is left on this phone but the word to the hub
 * @property {Promise<void>} told settles when the hub has heard
 */

/**
 * Ends a conversation at the hub and deletes it here.
 * @param {{ id: string, token: string }} seat
 * @returns {Promise<Ended>} when the storage has done what it can
 */
export async function endHere({ id, token }) {
  const told = tell(id, token);
  const stored = await addTombstone({ id, token }).then(() => true, () => false);
  const erased = await forgetSession(id).then(() => true, () => false);
  void dropOnce(id, told);
  return { stored, erased, told };
}

/** Tells the hub of every end that it has not heard of. @returns {Promise<void>} */
export async function tellEnds() {
  // A phone that can keep nothing has nothing to tell.
  const ends = await tombstones().catch(() => []);
  await Promise.all(ends.map(({ session, token }) => dropOnce(session, tell(session, token ?? ''))));
}
