/** The service worker, against hubs that lie about the page and browsers that have no room for it. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

/** @typedef {import('../../client/static/js/worker.js').Found} Found */

const world = /** @type {any} */ (globalThis);

/** A browser's storage for responses. */
class Shelf {
  /** @type {Map<string, Map<string, Response>>} */
  held = new Map();
  full = false;
  broken = false;

  keys = async () => {
    if (this.broken) throw new DOMException('no', 'SecurityError');
    return [...this.held.keys()];
  };
  delete = async (/** @type {string} */ name) => this.held.delete(name);
  open = async (/** @type {string} */ name) => {
    const found = this.held.get(name) ?? new Map();
    this.held.set(name, found);
    return {
      match: async (/** @type {string} */ key) => found.get(key)?.clone(),
      put: async (/** @type {string} */ key, /** @type {Response} */ response) => {
        if (this.full) throw new DOMException('full', 'QuotaExceededError');
        found.set(key, response);
      },
    };
  };
}

/** @type {Record<string, (event: any) => void>} */
const listeners = {};
world.self = { addEventListener: (/** @type {string} */ name, /** @type {any} */ listener) => { listeners[name] = listener; } };
world.location = { origin: 'https://hub.example' };
Object.defineProperty(world, 'navigator', { value: { languages: ['en'] }, configurable: true });
const shelf = () => /** @type {Shelf} */ (world.caches);
await import('../../client/static/js/worker.js');

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
/** @param {string} path @param {string} text @param {object} [more] */
const entry = (path, text, more = {}) => ({ path, type: 'text/html', size: text.length, sha256: sha256(text), ...more });
/** @param {any[]} entries @param {object} [more] */
const listed = (entries, more = {}) =>
  JSON.stringify({ version: '1', build: 'b', headers: { 'x-frame-options': 'DENY' }, entries, ...more });
const HOME = listed([entry('/', 'home'), entry('/s', 'session')]);
const FILES = { '/': 'home', '/s': 'session' };

/** @param {string} manifest @param {Record<string, string | (() => Response)>} [files] */
function serve(manifest, files = FILES) {
  world.fetch = async (/** @type {any} */ asked, /** @type {any} */ options) => {
    const path = typeof asked === 'string' ? asked : new URL(asked.url).pathname;
    const file = path === '/client-manifest.json' ? manifest : files[path];
    if (typeof file === 'function') {
      const response = file();
      if (response.status >= 300 && response.status < 400 && options?.redirect === 'error') throw new TypeError('redirect');
      return response;
    }
    return file === undefined ? new Response('none', { status: 404 }) : new Response(file);
  };
}

/** @param {object} request @returns {Promise<Found>} */
const ask = (request) => new Promise((resolve) => listeners['message']?.({ data: request, ports: [{ postMessage: resolve }], waitUntil: () => {} }));

/** @param {string} path @param {string} [mode] @returns {Promise<Response | undefined>} undefined: the worker lets it pass */
const answerTo = async (path, mode = 'navigate') => {
  /** @type {Promise<Response> | undefined} */
  let answer;
  const request = { method: 'GET', mode, url: `https://hub.example${path}` };
  listeners['fetch']?.({ request, respondWith: (/** @type {Promise<Response>} */ given) => (answer = given) });
  return answer;
};

/** @param {string} path @returns {Promise<string>} */
const visited = async (path) => (await answerTo(path))?.text() ?? '';

/** A phone that has nothing yet, at a hub. @param {string} [manifest] @param {Record<string, string | (() => Response)>} [files] */
function firstVisit(manifest = HOME, files = FILES) {
  world.caches = new Shelf();
  serve(manifest, files);
}

test('the first page is kept, and another is only offered', async () => {
  firstVisit();
  const digest = sha256(HOME);
  assert.equal((await ask({ do: 'look' })).kept?.digest, digest);
  const other = listed([entry('/', 'other')]);
  serve(other, { '/': 'other' });
  assert.deepEqual((await ask({ do: 'look' })).offered, { version: '1', digest: sha256(other) });
  assert.equal(await visited('/'), 'home');
});

for (const [what, manifest, files] of /** @type {[string, string, any][]} */ ([
  ['other bytes', HOME, { ...FILES, '/s': 'altered' }],
  ['the right bytes at another address', HOME, { '/': 'session', '/s': 'home' }],
  ['a part of a file', HOME, { ...FILES, '/s': () => new Response('sess', { status: 206 }) }],
  ['no file', HOME, { '/': 'home' }],
  ['a list that is none', '[]', FILES],
  ['a list of other hosts', listed([entry('//elsewhere.example/x', 'home')]), FILES],
  ['a list that goes up', listed([entry('/static/../../x', 'home')]), FILES],
  ['two files under one name', listed([entry('/', 'home'), entry('/', 'other')]), FILES],
  ['thousands of files', listed(Array.from({ length: 5000 }, (_, at) => entry(`/${at}`, 'home'))), FILES],
  ['itself in its list', listed([entry('/client-manifest.json', 'x')]), FILES],
  ['a header that no browser takes', listed([entry('/', 'home')], { headers: { 'a b': 'c' } }), FILES],
  ['a header in two lines', listed([entry('/', 'home')], { headers: { a: 'b\r\nc: d' } }), FILES],
  ['a type in two lines', listed([entry('/', 'home', { type: 'text/html\r\nc: d' })]), FILES],
])) {
  test(`${what}: nothing is kept, and that is told`, async () => {
    firstVisit(manifest, files);
    assert.deepEqual(await ask({ do: 'look' }), { kept: null, offered: null, trouble: 'altered' });
    assert.deepEqual(await shelf().keys(), []);
  });
}

test('a redirect is followed nowhere', async () => {
  firstVisit(HOME, { ...FILES, '/s': () => new Response(null, { status: 302 }) });
  assert.equal((await ask({ do: 'look' })).trouble, 'unreachable');
  assert.equal((await ask({ do: 'look' })).kept, null);
});

test('the type and the headers are those of the list, whatever the hub sends', async () => {
  firstVisit(HOME, { ...FILES, '/': () => new Response('home', { headers: { 'content-type': 'text/plain', 'set-cookie': 'a=b', 'x-more': '1' } }) });
  await ask({ do: 'look' });
  const held = [...shelf().held.values()][0]?.get('/kept/?language=');
  assert.deepEqual(Object.fromEntries(held?.headers ?? []), { 'content-type': 'text/html', 'x-frame-options': 'DENY' });
});

test('where there is no room nothing takes any', async () => {
  firstVisit();
  shelf().full = true;
  assert.deepEqual(await ask({ do: 'look' }), { kept: null, offered: null, trouble: 'unreachable' });
  assert.deepEqual(await shelf().keys(), []);
});

test('a storage that cannot be read once is read again, and keeps nobody from the hub', async () => {
  firstVisit();
  await ask({ do: 'look' });
  world.caches.broken = true;
  assert.equal((await ask({ do: 'look' })).trouble, 'unreachable');
  serve(HOME, { '/': 'from the hub' });
  assert.equal(await visited('/'), 'from the hub');
  world.caches.broken = false;
  assert.equal(await visited('/'), 'home');
});

test('another page is fetched without changing to it', async () => {
  firstVisit();
  await ask({ do: 'look' });
  const other = listed([entry('/', 'other')]);
  serve(other, { '/': 'other' });
  const digest = sha256(other);
  const fetched = await ask({ do: 'fetch', digest });
  assert.equal(fetched.kept?.digest, sha256(HOME));
  assert.equal(await visited('/'), 'home');
  serve(other, {});
  assert.equal((await ask({ do: 'take', digest })).kept?.digest, digest);
  assert.equal(await visited('/'), 'other');
});

test('two tabs that change at once come to the same, and neither to what it was not shown', async () => {
  firstVisit();
  await ask({ do: 'look' });
  const [other, third] = [listed([entry('/', 'other')]), listed([entry('/', 'third')])];
  serve(other, { '/': 'other' });
  const digest = sha256(other);
  const found = await Promise.all([ask({ do: 'take', digest }), ask({ do: 'take', digest })]);
  assert.deepEqual(found.map(({ kept }) => kept?.digest), [digest, digest]);
  assert.equal((await shelf().keys()).length, 1);
  serve(third, { '/': 'third' });
  assert.deepEqual((await ask({ do: 'take', digest })).offered?.digest, sha256(third));
  assert.equal(await visited('/'), 'other');
});

test('a page beside the list is shown and can do nothing', async () => {
  firstVisit();
  await ask({ do: 'look' });
  const more = { 'content-type': 'text/html', refresh: '0;url=/x', link: '</x>; rel=preload', 'content-security-policy': '' };
  serve(HOME, { '/beside': () => new Response('<script>1</script>', { status: 203, headers: more }), '/gone': () => new Response(null, { status: 204 }) });
  const shown = /** @type {Response} */ (await answerTo('/beside'));
  assert.equal(shown.status, 203);
  assert.equal(await shown.text(), '<script>1</script>');
  assert.deepEqual(Object.fromEntries(shown.headers), {
    'content-security-policy': "default-src 'none'; sandbox", 'content-type': 'text/html', 'x-content-type-options': 'nosniff',
  });
  assert.equal((await answerTo('/gone'))?.headers.get('content-type'), 'text/plain');
  // Data pass the worker by, and a file is asked for by a page of the list alone.
  assert.equal(await answerTo('/about.json', 'cors'), undefined);
});

test('where nothing is kept a hub answers for itself', async () => {
  firstVisit('[]');
  await ask({ do: 'look' });
  serve(HOME, { '/beside': () => new Response('x', { headers: { 'x-more': '1' } }) });
  assert.equal((await answerTo('/beside'))?.headers.get('x-more'), '1');
});
