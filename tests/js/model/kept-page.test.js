/** What the service worker keeps, and what it answers with that. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressOf, asksForClient, entryFor, nameOf, parseManifest } from '../../../client/static/js/model/kept-page.js';

/** @param {string} path @param {object} [more] */
const entry = (path, more = {}) => ({ path, type: 'text/html', size: 1, sha256: 'a'.repeat(64), ...more });
/** @param {...import('../../../client/static/js/model/kept-page.js').Entry} entries */
const manifest = (...entries) => ({ version: '1.0', build: 'b', headers: { 'x-frame-options': 'DENY' }, entries });
/** @param {unknown} value */
const parsed = (value) => parseManifest(JSON.stringify(value));

test('a manifest is read as it is', () => {
  const value = manifest(entry('/'), entry('/j/{locator}', { language: 'de' }), entry('/static/0a/js/ui/dom.js'));
  assert.deepEqual(parsed(value), value);
});

for (const [what, value] of Object.entries({
  'nothing': null,
  'a list': [],
  'no entries': { version: '1', build: 'b', headers: {} },
  'a header that is no text': { ...manifest(), headers: { a: 1 } },
  'an address of another host': manifest(entry('//elsewhere/x')),
  'an address with a protocol': manifest(entry('https://elsewhere/x')),
  'an address that goes up': manifest(entry('/static/../x')),
  'an address with a query': manifest(entry('/x?y')),
  'a digest of another kind': manifest(entry('/', { sha256: 'a' })),
  'a size that is none': manifest(entry('/', { size: -1 })),
  'a language that is none': manifest(entry('/', { language: '../x' })),
  'more bytes than a client has': manifest(entry('/', { size: 20_000_001 })),
  'more entries than a client has': manifest(...Array.from({ length: 1001 }, () => entry('/'))),
})) test(`${what} is no manifest`, () => assert.equal(parsed(value), null));

test('what is no JSON is no manifest', () => assert.equal(parseManifest('<!doctype html>'), null));

const PAGES = manifest(
  entry('/s', { language: 'de' }), entry('/s', { language: 'en' }), entry('/de/s'), entry('/j/{locator}', { language: 'en' }), entry('/j', { language: 'en' }),
);

test('a page comes in the language that is read best', () => {
  assert.equal(entryFor(PAGES, '/s', ['fr-FR', 'de-AT', 'en'])?.language, 'de');
  assert.equal(entryFor(PAGES, '/s', ['EN-us'])?.language, 'en');
  assert.equal(entryFor(PAGES, '/s', ['fr'])?.language, 'en');
  const exported = { ...PAGES, entries: PAGES.entries.map((each) => ({ ...each, path: `${each.path}/` })) };
  for (const path of ['/de/s', '/de/s/']) assert.equal(entryFor(exported, path, ['en'])?.path, '/de/s/');
  assert.equal(entryFor(PAGES, '/de/s', ['en'])?.path, '/de/s');
});

test('any code gets the page of all codes, and nothing below it', () => {
  assert.equal(entryFor(PAGES, '/j/HRWE', ['en'])?.path, '/j/{locator}');
  assert.equal(entryFor(PAGES, '/j', ['en'])?.path, '/j');
  for (const path of ['/j/', '/j/a/b', '/x', '/questions']) assert.equal(entryFor(PAGES, path, ['en']), null);
});

test('each entry has a name and an address of its own', () => {
  const names = PAGES.entries.map(nameOf);
  assert.equal(new Set(names).size, names.length);
  assert.equal(addressOf(entry('/j/{locator}')), '/j/-');
});

test('only pages and files are asked of what is kept, never data', () => {
  assert.equal(asksForClient('navigate', '/s'), true);
  for (const path of ['/static/0a/css/page.css', '/away', '/de/away', '/favicon.svg']) assert.equal(asksForClient('cors', path), true);
  for (const path of ['/questions', '/about.json', '/start', '/join/HRWE', '/client-manifest.json', '/worker.js', '/live'])
    assert.equal(asksForClient('cors', path), false);
});
