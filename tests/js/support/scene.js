/** The scene of a seat, followed step by step as in scene.json. */

import { NO_SCENE, begun, forgotten, joined, over, shown, stopped, takenBack } from '../../../client/static/js/model/scene.js';

/** @typedef {import('../../../client/static/js/model/types.js').SceneRecord} SceneRecord */
/** @typedef {import('../../../client/static/js/model/types.js').SceneView} SceneView */

/** @type {SceneView} */
const NONE = { state: 'none', n: 0, begin: { me: false, them: false }, over: false };

/**
 * @param {any[]} steps as in scene.json
 * @returns {{ record: Readonly<SceneRecord>, received: SceneView }} what is stored, and the newest view
 */
export function followedScene(steps) {
  /** @type {Readonly<SceneRecord>} */
  let record = NO_SCENE;
  let received = NONE;
  for (const step of steps) {
    if ('view' in step) {
      received = step.view;
      record = joined(record, received);
    } else if ('begin' in step) record = begun(record, step.begin);
    else if ('over' in step) record = over(record);
    else record = 'pause' in step ? stopped(record) : takenBack(record);
  }
  return { record, received };
}

/** @param {any[]} steps @returns {unknown[]} what is shown in the end, and what is sent again */
export function sceneAfter(steps) {
  const { record, received } = followedScene(steps);
  return [shown(record, received), forgotten(record, received)];
}
