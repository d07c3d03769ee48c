/** Who is ready to begin a scene, or to begin again. Apart from overture-begin.js, as a stop may wait for nothing. */

import { t } from '../i18n.js';
import { button, h } from '../ui/dom.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/**
 * Who is ready to begin, and what one may say oneself: at the beginning, and after a stop.
 * @param {Conversation} conversation
 * @returns {HTMLElement[]}
 */
export function readiness(conversation) {
  const { scene: { state, begin }, nextScene, view, paused, link } = conversation;
  if (!view?.ready.both) return [h('p', {}, t('begin.not-ready'))];
  if (paused) return [h('p', {}, t('begin.paused'))];
  if (begin.me) {
    return [h('p', {}, t('begin.me')), button(t('begin.take-back'), () => conversation.notBeginScene(nextScene), {
      class: 'button button-quiet', 'data-key': 'not-begin',
    })];
  }
  return [
    link === 'connected'
      ? button(t(state === 'stopped' ? 'begin.ready-again' : 'begin.ready'), () => conversation.beginScene(nextScene), { class: 'button button-quiet', 'data-key': 'begin' })
      : h('p', { class: 'hint' }, t('begin.apart')),
    // Below the button, which must not move under a finger when the partner taps theirs.
    begin.them ? h('p', { 'data-part': 'them' }, t('begin.them')) : null,
  ].filter((each) => each !== null);
}
