/**
 * The stages that the phone draws by itself, because there is no hub to draw them: nothing here, nothing left, nothing
 * can be kept. What lies over a stage (a pause, an end from elsewhere) is elements/overture-paused.js.
 */

import { button, h } from './dom.js';
import { at, t } from '../i18n.js';

/** @typedef {'ended' | 'ending' | 'kept' | 'moved' | 'none' | 'other-hub' | 'storage' | 'failed'} LocalStage `ending`, `kept`: as `left` of a conversation */

/** @returns {Node} */
const home = (look = 'button') => h('p', {}, h('a', { class: look, href: at('/') }, t('local.home')));

/** @returns {Node} */
const reload = () =>
  h('p', {}, h('button', { type: 'button', class: 'button', onclick: () => location.reload() }, t('local.reload')));

/** @param {() => unknown} forget @returns {Node} */
const erase = (forget) => h('p', {}, button(t('local.delete'), forget, { 'data-key': 'delete' }));

/**
 * Draws a stage without the hub.
 * @param {LocalStage} stage
 * @param {() => unknown} [forget] deletes what is left here, where something is
 */
export function drawLocal(stage, forget) {
  const main = document.getElementById('stage');
  if (!main) return;
  main.className = 'stack';
  main.dataset['screen'] = stage;
  main.replaceChildren(
    h('h1', {}, t(`local.${stage}`)),
    h('p', {}, t(`local.${stage}-hint`)),
    ...(stage === 'failed' ? [reload()] : stage === 'kept' && forget ? [erase(forget), home('button button-quiet')] : [home()]),
  );
  // Perhaps only one action has failed, and a pause can still be sent. In the other stages there is nothing left to pause.
  document.querySelector('[data-act="pause"]')?.toggleAttribute('hidden', stage !== 'failed');
}
