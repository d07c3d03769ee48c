/**
 * The client that this phone keeps, seen from a page: asks the service worker (worker.js) to keep it, whether the hub has another one,
 * and to change to that. Where there are no service workers all goes on without.
 */

import { forgetSession, listSessions } from '../storage/session-store.js';

/** @typedef {import('../worker.js').Found} Found */
/** @typedef {import('../worker.js').Request} Request */

const SCRIPT = '/worker.js';
/** Milliseconds to wait in a browser that cannot report when it is idle. */
const LEFT_ALONE = 2000;

/** @type {Promise<Found | null> | undefined} */
let looked;
/** Whether this page has removed the kept page, and so must not keep it again. */
let gone = false;

/** Settles when the page has loaded what it needs itself. @returns {Promise<void>} */
async function idle() {
  if (document.readyState !== 'complete') await new Promise((resolve) => window.addEventListener('load', resolve, { once: true }));
  await new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve);
    else setTimeout(resolve, LEFT_ALONE);
  });
}

/** @param {Request} request @returns {Promise<Found | null>} null: there is no worker */
async function ask(request) {
  const { active } = await navigator.serviceWorker.ready;
  if (!active) return null;
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
  active.postMessage(request, [port2]);
  return answered;
}

async function look() {
  await idle();
  if (gone || !navigator.serviceWorker || !window.overtureScripts) return null;
  const script = window.overtureScripts.createScriptURL(SCRIPT);
  // Asked for anew each time, so that nothing between here and the hub holds an old one back.
  await navigator.serviceWorker.register(/** @type {string} */ (script), { scope: '/', updateViaCache: 'none' });
  return ask({ do: 'look' });
}

/**
 * Keeps this page on the phone, where the browser can and nothing is kept yet, and looks whether the hub has another one.
 * @returns {Promise<Found | null>} null: this browser keeps no pages
 */
export const keepPage = () => (looked ??= look().catch(() => null));

/**
 * Fetches the page that the hub offers, which may take long, and changes nothing.
 * @param {string} digest of its manifest, as it was shown
 * @returns {Promise<Found | null>}
 */
export const fetchPage = (digest) => ask({ do: 'fetch', digest });

/**
 * Changes to the page that the hub offers.
 * @param {string} digest of its manifest, as it was shown
 * @returns {Promise<Found | null>}
 */
export const takePage = (digest) => ask({ do: 'take', digest });

/** Removes the kept page and its worker from this phone. Nothing of a conversation is in there. */
export async function forgetPage() {
  gone = true;
  looked = Promise.resolve(null);
  if (!navigator.serviceWorker) return;
  // A browser that refuses these, as in a private window, keeps nothing.
  for (const name of await caches.keys().catch(() => [])) await caches.delete(name);
  for (const each of await navigator.serviceWorker.getRegistrations().catch(() => [])) await each.unregister();
}

/** Removes the kept page once no conversation is left here, however the last one went: then nothing of Overture is. */
export async function forgetPageWithLast() {
  // Where the storage does not say what is left, the page stays: somebody may need it without a network.
  const left = await listSessions().catch(() => [null]);
  if (left.length === 0) await forgetPage();
}

/**
 * Removes one conversation from this phone, and the kept page with the last.
 * @param {string} id
 * @throws {import('../storage/database.js').StorageError} nothing was removed
 */
export async function forgetWithPage(id) {
  // Read before: where this fails, nothing is forgotten yet, and a sentence says so.
  await listSessions();
  await forgetSession(id);
  await forgetPageWithLast();
}
