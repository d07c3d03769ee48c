/** The scene of a seat: the same cases as in the terminal (scene.json). */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { forgotten, shown } from '../../../client/static/js/model/scene.js';
import { vectors } from '../support/files.js';
import { followedScene } from '../support/scene.js';

for (const { name, steps, shown: expected, forgotten: missing } of vectors('scene.json').cases) {
  test(`a scene: ${name}`, () => {
    const { record, received } = followedScene(steps);
    assert.deepEqual(shown(record, received), expected);
    assert.deepEqual(forgotten(record, received), missing);
  });
}
