/** Opening, setting and taking off the lock of this phone. Loaded only where somebody does that. */

import { reencryptDrafts } from '../storage/drafts.js';
import { ARRIVING, forgetSession, listSessions, relock } from '../storage/session-store.js';
import { done, transact } from '../storage/database.js';
import { setKey, lockChanged, markLocked, putLock, storedLock } from '../storage/lock.js';
import { forgetPage } from './kept-page.js';
import { makeLock, openLock } from '../storage/lock-passphrase.js';

/**
 * Opens the lock in this page.
 * @param {string} passphrase
 * @returns {Promise<boolean>} whether this page holds the key now
 * @throws {import('../storage/database.js').StorageError}
 */
export async function unlock(passphrase) {
  const lock = await storedLock();
  // Another page has taken it off meanwhile, or the browser has cleared it away.
  if (lock === null) {
    markLocked(false);
    return true;
  }
  const key = await openLock(lock, passphrase);
  if (key) reencryptDrafts(() => setKey(key));
  return key !== null;
}

/** Whether the mark of a lock could be stored is tried under another name. */
const TRIED = 'overture.tried';

/** This browser cannot mark that there is a lock, so no door would ask for its passphrase. */
class UnmarkedError extends Error {
  /** @override */
  name = 'UnmarkedError';
}

/** @throws {UnmarkedError} */
function tryToMark() {
  try {
    localStorage.setItem(TRIED, '1');
    localStorage.removeItem(TRIED);
  } catch {
    throw new UnmarkedError();
  }
}

/**
 * Puts another lock, or none, in the place of what there is. This page must hold the key of the lock that is stored.
 * @param {string | null} passphrase
 * @throws {import('../storage/lock.js').LockedError} another page was faster; nothing has changed
 * @throws {UnmarkedError} nothing has changed
 */
export async function changeLock(passphrase) {
  if (passphrase !== null) tryToMark();
  const made = passphrase === null ? null : await makeLock(passphrase);
  await relock(made?.stored ?? null, made?.key ?? null);
  reencryptDrafts(() => setKey(made?.key ?? null));
  markLocked(made !== null);
  lockChanged.postMessage(made && { id: made.key.id, random: made.key.random });
}

/**
 * Removes every conversation from this phone, and the lock with them: the passphrase is forgotten. The kept page goes too.
 * @throws {import('../storage/database.js').StorageError}
 */
export async function forgetEverything() {
  for (const { id } of await listSessions()) await forgetSession(id);
  await transact(['settings'], 'readwrite', async (store) => {
    await done(store('settings').delete(ARRIVING));
    await putLock(store('settings'), null);
  });
  markLocked(false);
  lockChanged.postMessage(null);
  await forgetPage();
}
