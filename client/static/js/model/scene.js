/**
 * The scene as this phone has taken part in it, beside what the hub shows of it: no word of the hub alone makes a scene run
 * here, or run on after a stop (docs/protocol.md, "The scene of a seat"). Pure.
 */

/** @typedef {import('./types.js').SceneRecord} SceneRecord */
/** @typedef {import('./types.js').SceneView} SceneView */

/** A seat that has not taken part in a scene. @type {Readonly<SceneRecord>} */
export const NO_SCENE = Object.freeze({ begun: 0, paused: false, n: 0, state: 'none', over: false });

/**
 * The person is ready to begin a scene.
 * @param {Readonly<SceneRecord>} record
 * @param {number} n of the scene
 * @returns {SceneRecord} to be stored before the hub is told
 */
export const begun = (record, n) => ({ ...record, begun: n, paused: false });

/** The hub has acknowledged that this was taken back. @param {Readonly<SceneRecord>} record @returns {SceneRecord} */
export const takenBack = (record) => ({ ...record, begun: 0 });

/**
 * Either person has paused, as far as this phone knows.
 * @param {Readonly<SceneRecord>} record
 * @returns {Readonly<SceneRecord>} the same where nothing follows from it
 */
export function stopped(record) {
  if (record.paused && record.state !== 'running') return record;
  return { ...record, paused: true, state: record.state === 'running' ? 'stopped' : record.state };
}

/** The person says that the scene is over for them. @param {Readonly<SceneRecord>} record @returns {SceneRecord} */
export const over = (record) => ({ ...record, over: true });

/**
 * Joins the scene of a view.
 * @param {Readonly<SceneRecord>} record
 * @param {Readonly<SceneView>} received by the hub
 * @returns {Readonly<SceneRecord>} the same where nothing follows from it
 * Source: docs/protocol.md, "The scene of a seat".
 */
export function joined(record, received) {
  const goesOn = received.state === 'running' || received.state === 'stopped';
  if (goesOn && record.begun !== 0 && received.n === record.begun) {
    const state = record.paused || received.state === 'stopped' ? 'stopped' : 'running';
    return { begun: 0, paused: record.paused, n: received.n, state, over: false };
  }
  if (received.state === 'stopped' && received.n === record.n && record.state === 'running') return { ...record, state: 'stopped' };
  return !goesOn && record.over && record.state !== 'none' ? { ...record, state: 'none' } : record;
}

/**
 * Makes the scene that is shown.
 * @param {Readonly<SceneRecord>} record with the view joined to it
 * @param {Readonly<SceneView>} received by the hub
 * @returns {SceneView}
 * Source: docs/protocol.md, "The scene of a seat".
 */
export function shown(record, received) {
  const nobody = { me: false, them: false };
  if (record.state === 'none') {
    return received.state === 'none' || received.state === 'asked' ? received : { state: 'none', n: received.n, begin: nobody, over: false };
  }
  const same = received.n === record.n && received.state !== 'none' && received.state !== 'asked';
  return {
    state: record.state,
    n: record.n,
    begin: same && record.state === 'stopped' ? received.begin : nobody,
    over: same ? received.over : record.over,
  };
}

/**
 * What of this seat the hub has forgotten.
 * @param {Readonly<SceneRecord>} record with the view joined to it
 * @param {Readonly<SceneView>} received by the hub
 * @returns {{ stop: boolean, over: boolean }} whether to send again that the scene was stopped, and that it is over
 * Source: docs/protocol.md, "The scene of a seat".
 */
export function forgotten(record, received) {
  const same = record.n > 0 && received.n === record.n;
  return {
    stop: same && received.state === 'running' && record.state === 'stopped',
    over: same && (received.state === 'running' || received.state === 'stopped') && record.over && !received.over,
  };
}
