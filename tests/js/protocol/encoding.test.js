/** Encodings that are refused. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fromHex } from '../../../client/static/js/protocol/encoding.js';

for (const text of ['0', '0g', '0x00', '00 ']) {
  test(`what is not hexadecimal is refused: "${text}"`, () => {
    assert.throws(() => fromHex(text), { name: 'ProtocolError', kind: 'bad message' });
  });
}
