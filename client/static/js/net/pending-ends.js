/**
 * Ending a conversation. The command goes to the hub at once and for as long as a page is open, whatever the storage does;
 * what the hub did not receive is sent later, by whichever page is open.
 */

import { Connection, PLAIN } from './connection.js';
import { reportDefect } from './defects.js';
import { forgetSession } from '../storage/session-store.js';
import { addTombstone, dropTombstone, tombstones } from '../storage/outbox-store.js';
import { checkCommand, isRetryable } from '../model/command-schema.js';

/** @typedef {{ id: string, token: string, hub?: string | undefined }} Seat */

const END = { do: 'end' };

/** @type {Map<string, Promise<void>>} the ends that are being sent, by session */
const sending = new Map();

/** @param {Seat} seat @returns {Promise<void>} when the hub has acknowledged it, or has no such session */
function sendEnd(seat) {
  const sent = sending.get(seat.id) ?? sendFor(seat, END).finally(() => sending.delete(seat.id));
  sending.set(seat.id, sent);
  return sent;
}

/**
 * Sends one command for a seat, over a connection of its own, until it is answered.
 * @param {Seat} seat
 * @param {import('../model/types.js').Command} command
 * @returns {Promise<void>} when the hub has acknowledged it, refused it for good, or has no such seat
 * @throws {import('../model/command-schema.js').CommandError}
 */
export async function sendFor(seat, command) {
  checkCommand(command);
  await new Promise((resolve) => {
    const connection = new Connection(seat, PLAIN);
    const close = () => {
      connection.stop();
      resolve(undefined);
    };
    connection.addEventListener('state', async () => {
      if (['gone', 'rejected', 'moved'].includes(connection.state)) close();
      if (connection.state !== 'connected') return;
      const result = await connection.send(command);
      if ('ack' in result || ('refused' in result && !isRetryable(result.refused, command))) close();
    });
    connection.start();
  });
}

/** @param {string} id @param {Promise<void>} sent */
async function dropOnce(id, sent) {
  await sent;
  // What stays there is sent once more by another page, and changes nothing then.
  await dropTombstone(id).catch(reportDefect);
}

/**
 * @typedef {object} Ended
 * @property {'ended' | 'ending' | 'kept'} left `ending`: this page alone can send it to the hub; `kept`: not all is gone from here
 * @property {Promise<void>} sent settles when the hub has acknowledged it
 */

/**
 * Ends a conversation at the hub and deletes it here.
 * @param {Seat} seat
 * @returns {Promise<Ended>} when the storage has done what it can
 */
export async function endHere({ id, token, hub }) {
  const sent = sendEnd({ id, token, hub });
  const stored = await addTombstone({ id, token, hub }).then(() => true, reportDefect);
  const erased = await forgetSession(id).then(() => true, reportDefect);
  void dropOnce(id, sent);
  return { left: erased ? (stored ? 'ended' : 'ending') : 'kept', sent };
}

/** Sends every end that the hub has not acknowledged. @returns {Promise<void>} when it has all of them */
export async function sendPendingEnds() {
  // A phone that can store nothing has nothing to send.
  const ends = (await tombstones().catch(reportDefect)) ?? [];
  await Promise.all(ends.map(({ session, token, hub }) => dropOnce(session, sendEnd({ id: session, token: token ?? '', hub }))));
}
