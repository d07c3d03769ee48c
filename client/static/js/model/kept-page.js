/**
 * What the service worker (worker.js) keeps of the client: which responses, under which names, and which of them answers a
 * request. Pure.
 */

/**
 * @typedef {object} Entry a response body of the client
 * @property {string} path `{locator}` in it stands for any text
 * @property {string} type value of Content-Type
 * @property {number} size bytes
 * @property {string} sha256 in hexadecimal
 * @property {string} [language] of a page whose path names none: who prefers this language gets this entry
 *
 * @typedef {object} Manifest
 * @property {string} version
 * @property {string} build
 * @property {Record<string, string>} headers that each response has
 * @property {Entry[]} entries
 */

/** Where a hub lists what its client consists of. */
export const MANIFEST = '/client-manifest.json';

const LOCATOR = '{locator}';
const PATH = /^\/(?!\/)[\w./{}-]*$/;
const DIGEST = /^[0-9a-f]{64}$/;
/** What a browser accepts as a header. */
const [HEADER, VALUE] = [/^[a-z0-9-]{1,64}$/, /^[\x20-\x7e]{0,4096}$/];
/** The most entries of a manifest: more than any version has. */
const [MOST_ENTRIES, MOST_BYTES] = [1000, 20_000_000];

/** @param {any} value @returns {boolean} */
const isEntry = (value) =>
  typeof value?.path === 'string' && PATH.test(value.path) && !value.path.includes('..')
  && typeof value.type === 'string' && VALUE.test(value.type) && Number.isSafeInteger(value.size) && value.size >= 0
  && typeof value.sha256 === 'string' && DIGEST.test(value.sha256)
  && (value.language === undefined || /^[a-z]{2,3}$/.test(value.language));

/**
 * Reads a manifest.
 * @param {string} text
 * @returns {Manifest | null} null: it is none, or one of a client that no phone should keep
 * Source: docs/protocol.md, "The client and its manifest".
 */
export function parseManifest(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { version, build, headers, entries } = value ?? {};
  const named = typeof version === 'string' && typeof build === 'string' && typeof headers === 'object' && headers !== null;
  if (!named || !Object.entries(headers).every(([header, each]) => HEADER.test(header) && typeof each === 'string' && VALUE.test(each))) return null;
  if (!Array.isArray(entries) || entries.length > MOST_ENTRIES || !entries.every(isEntry)) return null;
  // Two entries with one name could be mistaken for each other.
  if (new Set(entries.map(nameOf)).size < entries.length) return null;
  return entries.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES ? null : value;
}

/**
 * Finds what answers a request.
 * @param {Manifest} manifest
 * @param {string} path of the request
 * @param {readonly string[]} languages that the person reads, the preferred first
 * @returns {Entry | null} null: the client has nothing there
 */
export function entryFor({ entries }, path, languages) {
  // A static host has each page in a folder: `/start` is `/start/` there.
  const found = entries.filter((entry) => entry.path === path || entry.path === `${path}/` || fits(entry.path, path));
  const read = languages.map((language) => language.toLowerCase().split('-')[0]);
  for (const language of [...read, 'en']) {
    const entry = found.find((each) => each.language === language);
    if (entry) return entry;
  }
  return found[0] ?? null;
}

/** @param {string} pattern @param {string} path @returns {boolean} */
function fits(pattern, path) {
  if (!pattern.endsWith(`/${LOCATOR}`)) return false;
  const base = pattern.slice(0, -LOCATOR.length);
  return path.startsWith(base) && path.length > base.length && !path.slice(base.length).includes('/');
}

/**
 * Names the address at which a hub serves an entry.
 * @param {Entry} entry
 * @returns {string}
 */
export const addressOf = ({ path }) => path.replace(LOCATOR, '-');

/**
 * Names the address under which an entry is kept, which no hub serves.
 * @param {Entry} entry
 * @returns {string}
 */
export const nameOf = ({ path, language = '' }) => `/kept${path}?language=${language}`;

/**
 * Decides whether a request is one for the client, which never is one for data of a conversation.
 * @param {string} mode of the request
 * @param {string} path
 * @returns {boolean}
 */
export const asksForClient = (mode, path) =>
  mode === 'navigate' || path.startsWith('/static/') || path === '/favicon.svg' || path.endsWith('/away');
