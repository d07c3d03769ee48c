/** Answers as the phones check and write them, with the cases that the terminal is held to as well. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  boxBytesLeft, byteLength, bytesLeft, cleanText, encodeAnswers, parseDocument, validateAnswers,
} from '../../../client/static/js/model/answers.js';
import { largestHead } from '../../../client/static/js/model/heads.js';
import { fromHex, fromUtf8, utf8 } from '../../../client/static/js/protocol/encoding.js';
import { said } from '../support/answers.js';
import { asJson, changedAt, vectors } from '../support/files.js';

const { document: DOCUMENT, validate, encode } = vectors('answers.json');

/** @param {unknown} document */
const parsed = (document) => parseDocument(utf8(JSON.stringify(document)));

for (const { name, section, hex, plaintext, expect } of validate) {
  test(`what a receiver makes of it: ${name}`, () => {
    const bytes = hex === undefined ? utf8(plaintext) : fromHex(hex);
    if (typeof expect === 'string') {
      assert.throws(() => validateAnswers(DOCUMENT, section, bytes), { name: 'ProtocolError', kind: expect });
    } else {
      assert.deepEqual(asJson(validateAnswers(DOCUMENT, section, bytes)), { v: 1, ...expect });
    }
  });
}

for (const { name, answers, plaintext } of encode) {
  test(`what is sealed: ${name}`, () => {
    assert.equal(fromUtf8(encodeAnswers({ v: 1, ...answers })), plaintext);
  });
}

test('half a character is replaced before sealing', () => {
  assert.equal(cleanText('a\ud83d b\ud83d\ude42'), 'a\ufffd b\ud83d\ude42');
});

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

test('how much still fits is counted in bytes', () => {
  const [section] = DOCUMENT.sections;
  const [words] = section.questions;
  assert.equal(byteLength('縄'), 3);
  assert.equal(bytesLeft(words, '縄縄縄縄'), 0);
  assert.equal(bytesLeft(words, '縄縄縄縄a'), -1);
  const given = said({ words: '縄' });
  const length = encodeAnswers(given, largestHead(DOCUMENT)).length;
  assert.equal(section.pad - boxBytesLeft(DOCUMENT, section, given) - length, 4, 'the length in front of the answers');
});
