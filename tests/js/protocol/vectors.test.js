/**
 * Every published vector, in Node. `tests/vectors/test_vectors.py` runs the same ones in Chromium, because a phone's own
 * engine is what people use, and in Python.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { run } from '../../vectors/runner.js';
import { vectors } from '../support/files.js';

/** @typedef {import('../../vectors/runner.js').Vector} Vector */

/**
 * The CPace draft's own file as vectors of ours, as `files.py` has it for `make vectors`.
 *
 * @param {any} draft the content of `cpace-ristretto255.json`
 * @returns {Vector[]}
 */
function fromDraft({ vector, points: { Valid, ...invalid } }) {
  const valid = { s: Valid.s, X: Valid.X, product: Valid['G.scalar_mult_vfy(s,X)'] };
  return [
    { name: 'CPace draft: the whole run', kind: 'cpace', expect: 'ok', ...vector },
    { name: 'CPace draft: valid point', kind: 'cpace-point', expect: 'ok', ...valid },
    ...Object.entries(invalid).map(([name, X]) =>
      ({ name: `CPace draft: ${name}`, kind: 'cpace-point', expect: 'bad point', s: Valid.s, X })),
  ];
}

/** Hexadecimal digits in one case; a list by its elements. @param {unknown} answer */
const plain = (answer) => (typeof answer === 'string' ? answer.toLowerCase() : answer);

const all = [...vectors('overture1.json').vectors, ...fromDraft(vectors('cpace-ristretto255.json'))];

for (const vector of all) {
  test(vector.name, () => {
    const { result, outputs } = run(vector);
    assert.equal(result, vector.expect);
    const known = Object.entries(outputs).filter(([name]) => vector[name] !== undefined);
    for (const [name, value] of known) assert.deepEqual(plain(value), plain(vector[name]), name);
    assert(result !== 'ok' || known.length > 0, 'a vector that is accepted has a known answer');
  });
}

test('a vector of a kind that has no runner does not pass', () => {
  assert.equal(run({ kind: 'telepathy' }).result, 'crashed: Error: no runner for telepathy');
});
