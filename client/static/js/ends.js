/**
 * A conversation that was ended on this phone while the hub could not hear: told now, on whichever page is open.
 */

import { Connection } from './connection.js';
import { dropTombstone, tombstones } from './outbox.js';
import { isPassing } from './wishes.js';

const END = { do: 'end' };

/** @param {string} id @param {string} token @returns {Promise<void>} when the hub has heard, or has no such session */
function tell(id, token) {
  return new Promise((resolve) => {
    const connection = new Connection({ id, token });
    const over = async () => {
      connection.stop();
      await dropTombstone(id);
      resolve();
    };
    connection.addEventListener('state', async () => {
      if (['gone', 'rejected', 'moved'].includes(connection.state)) await over();
      if (connection.state !== 'connected') return;
      const result = await connection.send(END);
      if ('ack' in result || ('refused' in result && !isPassing(result.refused, END))) await over();
    });
    connection.start();
  });
}

/** Tells the hub of every end that it has not heard of. @returns {Promise<void>} */
export async function tellEnds() {
  // A phone that can keep nothing has nothing to tell.
  const ends = await tombstones().catch(() => []);
  await Promise.all(ends.map(({ session, token }) => tell(session, token ?? '')));
}
