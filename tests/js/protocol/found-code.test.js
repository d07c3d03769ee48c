/** The code that is found in what people paste, by the vectors that both clients follow. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { findCode, findHub } from '../../../client/static/js/protocol/found-code.js';

const { cases } = JSON.parse(readFileSync(new URL('../../vectors/found-codes.json', import.meta.url), 'utf8'));

for (const each of cases) {
  test(`a code: ${each.name}`, () => {
    assert.equal(findCode(each.text), each.code);
    assert.equal(findHub(each.text), each.hub ?? null);
  });
}
