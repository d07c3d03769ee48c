/**
 * The service worker: keeps the client that the first visit got, and answers with it from then on, without a network too. It
 * changes to what the hub serves later only when a person asks for that. It keeps the files of the manifest and nothing else, each
 * after its digest was compared.
 */

import { MANIFEST, addressOf, asksForClient, entryFor, nameOf, parseManifest } from './model/kept-page.js';

/** @typedef {import('./model/kept-page.js').Entry} Entry */
/** @typedef {import('./model/kept-page.js').Manifest} Manifest */

/**
 * @typedef {{ version: string, digest: string }} Edition a version of the client, with the SHA-256 of its manifest in hexadecimal
 * @typedef {{ kept: Edition | null, offered: Edition | null, trouble: 'altered' | 'unreachable' | null }} Found
 * @typedef {{ do: 'look' } | { do: 'fetch' | 'take', digest: string }} Request
 * @typedef {{ cache: Cache, name: string, manifest: Manifest, edition: Edition }} Kept
 * @typedef {{ manifest: Manifest, edition: Edition, response: Response }} Served
 * @typedef {Event & { waitUntil: (until: Promise<unknown>) => void }} Lasting
 * @typedef {Lasting & { request: globalThis.Request, respondWith: (answer: Promise<Response>) => void }} Fetching
 * @typedef {Lasting & { data: Request, ports: readonly MessagePort[] }} Asking
 */

const NAME = 'overture-page-';
/** How many files are fetched at a time: a conversation may be using the same line. */
const AT_ONCE = 3;

/** What a hub has sent is not what it lists. */
class AlteredError extends Error {}

/** @type {Promise<Kept | null> | null} what is kept, once it has been looked for */
let found = null;

/** @param {BufferSource} bytes @returns {Promise<string>} in hexadecimal */
async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @returns {Promise<string[]>} the names of what is kept whole or in part, the oldest first */
const names = async () => (await caches.keys()).filter((name) => name.startsWith(NAME));

/** The oldest that is whole: a newer one counts only once this is gone. @returns {Promise<Kept | null>} */
async function look() {
  for (const name of await names()) {
    const cache = await caches.open(name);
    const manifest = parseManifest((await (await cache.match(MANIFEST))?.text()) ?? '');
    if (manifest) return { cache, name, manifest, edition: { version: manifest.version, digest: name.slice(NAME.length) } };
  }
  return null;
}

/** @returns {Promise<Kept | null>} */
const kept = () => (found ??= look());

/** @returns {Promise<Served>} what the hub serves now @throws {AlteredError} */
async function served() {
  const response = await fetch(MANIFEST, { cache: 'no-store', credentials: 'omit', redirect: 'error' });
  if (!response.ok) throw new TypeError(`${MANIFEST}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  const manifest = parseManifest(new TextDecoder().decode(bytes));
  if (!manifest) throw new AlteredError(MANIFEST);
  const edition = { version: manifest.version, digest: await digestOf(bytes) };
  return { manifest, edition, response: new Response(bytes, { headers: { 'content-type': 'application/json' } }) };
}

/** @param {Cache} cache @param {Entry} entry @param {Record<string, string>} headers @throws {AlteredError} */
async function fetchInto(cache, entry, headers) {
  if (await cache.match(nameOf(entry))) return;
  const { language, type } = entry;
  const response = await fetch(addressOf(entry), {
    cache: entry.path.startsWith('/static/') ? 'default' : 'no-store',
    credentials: 'omit',
    redirect: 'error',
    headers: language ? { 'accept-language': language } : {},
  });
  if (response.status >= 500) throw new TypeError(`${entry.path}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  if (!response.ok || bytes.byteLength !== entry.size || (await digestOf(bytes)) !== entry.sha256) throw new AlteredError(entry.path);
  // The headers of the manifest and no others: what is kept can load what the manifest allows.
  await cache.put(nameOf(entry), new Response(bytes, { headers: { ...headers, 'content-type': type } }));
}

/**
 * Fetches all that the hub serves now. What has been fetched stays where the line breaks.
 * @param {Served} now
 * @returns {Promise<Cache>} which counts for nothing before it has its manifest
 * @throws {AlteredError} nothing of it is kept
 */
async function fetchAll({ manifest, edition }) {
  const name = NAME + edition.digest;
  const cache = await caches.open(name);
  const waiting = [...manifest.entries];
  const lane = async () => {
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) await fetchInto(cache, entry, manifest.headers);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } catch (error) {
    waiting.length = 0;
    // A part that takes up all the room there is would keep a pause or a seal from being stored.
    if (error instanceof AlteredError || isFull(error)) await caches.delete(name);
    throw error;
  }
  return cache;
}

/** @param {unknown} error */
const isFull = (error) => /** @type {any} */ (error)?.name === 'QuotaExceededError';

/**
 * Keeps all that the hub serves now: the manifest comes last, and makes it whole.
 * @param {Served} now
 * @throws {AlteredError} nothing of it is kept
 */
async function keep(now) {
  const cache = await fetchAll(now);
  await cache.put(MANIFEST, now.response);
  for (const other of await names()) if (other !== NAME + now.edition.digest) await caches.delete(other);
  found = null;
}

/** Keeps what the hub serves, where nothing is kept yet; otherwise only compares. @returns {Promise<Found>} */
async function compare() {
  const before = await kept();
  const now = await served();
  if (before) {
    const offered = before.edition.digest === now.edition.digest ? null : now.edition;
    return { kept: before.edition, offered, trouble: null };
  }
  // A part of another one, from a visit that broke off.
  for (const name of await names()) if (name !== NAME + now.edition.digest) await caches.delete(name);
  await keep(now);
  return { kept: now.edition, offered: null, trouble: null };
}

/**
 * Changes to what the hub offers.
 * @param {string} digest of what the person was shown @param {boolean} whole false: only fetches it, and changes to nothing
 * @returns {Promise<Found>}
 */
async function take(digest, whole) {
  const now = await served();
  if (now.edition.digest !== digest) return { kept: (await kept())?.edition ?? null, offered: now.edition, trouble: null };
  if (!whole) {
    await fetchAll(now);
    return { kept: (await kept())?.edition ?? null, offered: now.edition, trouble: null };
  }
  await keep(now);
  return { kept: now.edition, offered: null, trouble: null };
}

/** One after the other: two tabs must not change what is kept at the same time. @type {Promise<unknown>} */
let last = Promise.resolve();

/** @param {Request} request @returns {Promise<Found>} */
async function answer(request) {
  // A page may have deleted it meanwhile.
  found = null;
  try {
    return await (request.do === 'look' ? compare() : take(request.digest, request.do === 'take'));
  } catch (error) {
    const trouble = error instanceof AlteredError ? 'altered' : 'unreachable';
    return { kept: (await readable())?.edition ?? null, offered: null, trouble };
  }
}

/** What is kept, where the browser can read it just now: otherwise the next request looks again. @returns {Promise<Kept | null>} */
const readable = () => kept().catch(() => (found = null));

/** @param {globalThis.Request} request @returns {Promise<Response>} */
async function respond(request) {
  const page = await readable();
  const entry = page && entryFor(page.manifest, new URL(request.url).pathname, navigator.languages);
  const response = entry && (await page.cache.match(nameOf(entry)).catch(() => undefined));
  if (response) return response;
  const fetched = await fetch(request);
  return page && !entry && request.mode === 'navigate' ? powerless(fetched) : fetched;
}

/**
 * A page that the hub serves beside those of its list would stand where the keys are: it is shown, as text or as it likes, but runs
 * nothing, loads nothing and has an origin of its own.
 * @param {Response} fetched
 * @returns {Response}
 */
function powerless(fetched) {
  // The browser follows it to another address, which is asked for here again.
  if (fetched.type === 'opaqueredirect') return fetched;
  const type = fetched.headers.get('content-type') ?? 'text/plain';
  const headers = { 'content-type': type, 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff' };
  return new Response(fetched.body, { status: fetched.status, headers });
}

self.addEventListener('fetch', (event) => {
  const fetching = /** @type {Fetching} */ (event);
  const { request } = fetching;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || !asksForClient(request.mode, pathname)) return;
  fetching.respondWith(respond(request));
});

self.addEventListener('message', (event) => {
  const asking = /** @type {Asking} */ (/** @type {Event} */ (event));
  const answered = last.then(() => answer(asking.data));
  last = answered;
  asking.waitUntil(answered.then((reply) => asking.ports[0]?.postMessage(reply)));
});
