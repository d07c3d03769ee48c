/** The most that a hub or a partner can make a phone keep or draw: the same numbers and views as in the terminal (limits.json). */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAbout, readCards } from '../../../client/static/js/model/about.js';
import { LIMITS } from '../../../client/static/js/model/limits.js';
import { EMPTY, join } from '../../../client/static/js/model/log.js';
import { isView } from '../../../client/static/js/model/view-schema.js';
import { vectors } from '../support/files.js';

const { limits, view, cases } = vectors('limits.json');

/** @param {number} n @returns {string} a digest of its own */
const digest = (n) => `${String(n).padStart(42, '-')}A`;

/** @param {(string | number)[]} path @param {number} n @returns {unknown} the nth entry of a list of a view */
function entry(path, n) {
  const [section] = view.chapters[0].sections;
  if (path.at(-1) === 'theirs') return digest(n);
  return path.at(-1) === 'sections' ? { ...section, id: `section-${n}` } : { round: n + 1, state: 'open', mine: section.mine };
}

/** @param {any} each @returns {any} the view of a case */
function changed({ set, to, fill, times }) {
  const whole = structuredClone(view);
  const path = set ?? fill;
  const place = path.slice(0, -1).reduce((/** @type {any} */ at, /** @type {string} */ key) => at[key], whole);
  place[path.at(-1)] = set ? to : Array.from({ length: times }, (_, n) => entry(path, n));
  if (path.at(-1) === 'earlier') place.round = times + 1;
  return whole;
}

test('the phone has the limits of the page', () => assert.deepEqual({ ...LIMITS }, limits));

for (const each of cases) {
  test(`a view at a limit, or behind it: ${each.name}`, () => assert.equal(isView(changed(each)), !each.refused));
}

test('no hub makes the log grow without end', () => {
  let log = EMPTY;
  const contradicts = Array.from({ length: 2 * LIMITS.sections }, (_, n) => {
    const shown = structuredClone(view);
    shown.chapters[0].sections[0].id = `section-${n}`;
    const joined = join(log, shown, []);
    log = joined.log;
    return joined.contradicts;
  });
  assert.deepEqual(contradicts, contradicts.map((_, n) => n >= LIMITS.sections));
  assert.equal(log.chapters[0]?.sections.length, LIMITS.sections);
  for (let n = 0; n < 2 * LIMITS.chapters; n += 1) {
    const shown = structuredClone(view);
    shown.chapters[0].qhash = digest(n);
    log = join(log, shown, []).log;
  }
  assert.equal(log.chapters.length, LIMITS.chapters);
});

test('what a hub says of itself has an end', () => {
  const long = 'a'.repeat(LIMITS.text + 1);
  const link = { label: 'Help', url: 'https://help.example' };
  const term = { id: 'rope', term: { en: 'Rope' }, text: { en: 'A rope' } };
  const card = { qhash: 'Q', id: 'q', title: { en: 'Q' }, for_whom: { en: 'Q' }, minutes: 5 };
  const many = (/** @type {object} */ one) => Array(LIMITS.list + 1).fill(one);
  const about = readAbout({ operator: long, help: many(link), glossary: [{ ...term, text: { en: long } }, ...many(term)] });
  assert.deepEqual([about.operator.length, about.help.length, about.glossary.length], [LIMITS.text, LIMITS.list, LIMITS.list - 1]);
  assert.equal(readAbout({ help: [{ ...link, url: `https://help.example/${long}` }] }).help.length, 0);
  assert.equal(readCards([{ ...card, title: { en: 'Q', de: long } }, ...many(card)]).length, LIMITS.list - 1);
});
