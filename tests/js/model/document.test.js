import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseDocument } from '../../../client/static/js/model/document.js';
import { utf8 } from '../../../client/static/js/protocol/encoding.js';
import { changedAt, vectors } from '../support/files.js';

const { document: DOCUMENT } = vectors('answers.json');

/** @param {unknown} document */
const parsed = (document) => parseDocument(utf8(JSON.stringify(document)));

/** @param {(string | number)[]} place @param {string} key @param {unknown} value @returns {unknown} the sample with one key more */
function extendedAt(place, key, value) {
  const whole = structuredClone(DOCUMENT);
  place.reduce((table, step) => table[step], whole)[key] = value;
  return whole;
}

test('the document is parsed and frozen', () => {
  const document = parsed(DOCUMENT);
  assert.equal(document.id, 'sample');
  assert(Object.isFrozen(document));
  assert(Object.isFrozen(document.sections[0]?.questions[4]?.items?.[0]?.label));
});

/** @type {[string, (string | number)[], unknown][]} */
const BROKEN = [
  ['another format', ['format'], 2],
  ['no sections', ['sections'], null],
  ['a title that is no table', ['title'], 'Sample'],
  ['an unknown reveal', ['sections', 0, 'reveal'], 'always'],
  ['an unknown kind', ['sections', 0, 'questions', 0, 'kind'], 'slider'],
  ['a text without an end', ['sections', 0, 'questions', 0, 'max'], null],
  ['a choice without options', ['sections', 0, 'questions', 1, 'options'], null],
  ['a scale without its end', ['sections', 0, 'questions', 3, 'scale', 'max'], null],
  ['an unknown scale of levels', ['sections', 0, 'questions', 4, 'levels'], 'constructor'],
  ['an item without a label', ['sections', 0, 'questions', 4, 'items', 0, 'label'], {}],
  ['a level without a meaning', ['scales', 'activity', 0, 'means'], null],
  ['languages that are none', ['languages'], 'en'],
  ['a list', [], []],
  ['nothing', [], null],
];

for (const [name, path, value] of BROKEN) {
  test(`what is no question set is refused: ${name}`, () => {
    assert.throws(() => parsed(changedAt(DOCUMENT, path, value)), { name: 'ProtocolError', kind: 'bad content' });
  });
}

test("a text's own language stands first, whatever order the bytes have", () => {
  const title = { de: 'Klein', fr: 'Petit' };
  const document = parsed({ ...DOCUMENT, languages: ['fr', 'de'], title });
  assert.deepEqual(Object.keys(document.title), ['fr', 'de']);
  assert.equal(document.sections.length, DOCUMENT.sections.length);
  assert.deepEqual(document.languages, ['fr', 'de']);
});

/** @type {[string, (string | number)[], string, unknown][]} */
const OPTIONAL = [
  ['a private section', ['sections', 0], 'private', true],
  ['a private question', ['sections', 0, 'questions', 0], 'private', true],
  ['an option that excludes the others', ['sections', 0, 'questions', 2, 'options', 0], 'alone', true],
  ['what counts until both have talked', ['sections', 0, 'questions', 1], 'counts', 'first'],
  ['what either chose', ['sections', 0, 'questions', 2], 'counts', 'union'],
  ['the lower number', ['sections', 0, 'questions', 3], 'counts', 'low'],
  ['a line of first aid', ['sections', 0, 'questions', 4, 'items', 0], 'risk', { en: 'Numb: untie at once.' }],
  ['a sentence to whoever gives', ['sections', 0, 'questions', 4, 'items', 0], 'give_says', { en: 'You tie.' }],
  ['a sentence to whoever receives', ['sections', 0, 'questions', 4, 'items', 0], 'receive_says', { en: 'You are tied.' }],
  ['where experience is asked', ['sections', 0, 'questions', 4, 'items', 0], 'experience', 'rope'],
  ['a wish that is there for the other', ['scales', 'activity', 0], 'means', 'willing'],
];

for (const [name, place, key, value] of OPTIONAL) {
  test(`what a question set may have is kept: ${name}`, () => {
    const whole = extendedAt(place, key, value);
    assert.deepEqual(parsed(whole), whole);
  });
}

/** @type {[string, (string | number)[], string, unknown][]} */
const WRONG = [
  ['a section that is private in words', ['sections', 0], 'private', 'yes'],
  ['a question that is private in words', ['sections', 0, 'questions', 0], 'private', 'yes'],
  ['an option that stands alone in words', ['sections', 0, 'questions', 2, 'options', 0], 'alone', 'yes'],
  ['an unknown rule of what counts', ['sections', 0, 'questions', 1], 'counts', 'last'],
  ['a risk that is no table of languages', ['sections', 0, 'questions', 4, 'items', 0], 'risk', 'Cut it.'],
  ['a result sentence that is no table of languages', ['sections', 0, 'questions', 4, 'items', 0], 'give_says', 'You tie.'],
  ['a result sentence in no language', ['sections', 0, 'questions', 4, 'items', 0], 'receive_says', {}],
  ['an experience that is no id', ['sections', 0, 'questions', 4, 'items', 0], 'experience', 5],
];

for (const [name, place, key, value] of WRONG) {
  test(`what is no question set is refused: ${name}`, () => {
    assert.throws(() => parsed(extendedAt(place, key, value)), { name: 'ProtocolError', kind: 'bad content' });
  });
}
