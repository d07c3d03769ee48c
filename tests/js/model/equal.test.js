import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isEqual } from '../../../client/static/js/model/equal.js';

test('plain data is equal where it holds the same', () => {
  const data = () => ({ a: [1, 'two', null, { b: true }], c: undefined });
  assert.equal(isEqual(data(), data()), true);
  assert.equal(isEqual(null, null), true);
  assert.equal(isEqual([], []), true);
});

test('data that differs anywhere is not equal', () => {
  const pairs = [
    [1, '1'], [null, undefined], [null, {}], [[], {}], [[1], [1, 2]], [[1, 2], [2, 1]], [{ a: 1 }, { b: 1 }], [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: { b: [1] } }, { a: { b: [2] } }],
  ];
  for (const [one, other] of pairs) {
    assert.equal(isEqual(one, other), false);
    assert.equal(isEqual(other, one), false);
  }
});

test('what is the same object on both sides is not looked into', () => {
  const unread = Object.defineProperty({}, 'inside', { enumerable: true, get: () => { throw new Error('looked into'); } });
  assert.equal(isEqual([unread], [unread]), true);
});
