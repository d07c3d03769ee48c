/** Answers as the phones check and write them, with the cases that the terminal is held to as well. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  boxBytesLeft, byteLength, bytesLeft, cleanText, encodeAnswers, validateAnswers,
} from '../../../client/static/js/model/answers.js';
import { largestHead } from '../../../client/static/js/model/heads.js';
import { fromHex, fromUtf8, utf8 } from '../../../client/static/js/protocol/encoding.js';
import { said } from '../support/answers.js';
import { asJson, vectors } from '../support/files.js';

const { document: DOCUMENT, validate, encode } = vectors('answers.json');

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
