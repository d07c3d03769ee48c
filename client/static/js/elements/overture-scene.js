/**
 * What a running scene needs beside the card, on every screen and by this phone alone: the one tap that stops it, always in view,
 * and behind a small menu that it is over. The rest of the page is away meanwhile (conversation.css).
 */

import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, h } from '../ui/dom.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureScene extends ConversationElement {
  /** @override @returns {boolean} */
  ready() {
    return true;
  }

  /** @override @param {Conversation} conversation */
  shows({ scene }) {
    return [scene.state === 'running', scene.n, scene.over];
  }

  /** @override @param {Conversation} conversation @returns {boolean} whether Stop is not on the screen yet */
  isUrgent({ scene }) {
    return scene.state === 'running' && this.childElementCount === 0;
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const { state, n, over } = conversation.scene;
    if (state !== 'running') return fill(this);
    fill(this,
      h('div', { class: 'scene-top' },
        h('details', { class: 'aside' },
          h('summary', {}, t('scene.menu')),
          h('div', { class: 'stack' },
            h('p', {}, t(over ? 'scene.over-said' : 'scene.over-hint')),
            over ? null : button(t('scene.over'), () => conversation.sceneOver(n), { class: 'button button-quiet', 'data-key': 'over' }),
            h('p', { class: 'hint' }, t('scene.stays')))),
        h('button', { type: 'button', class: 'button button-exit', 'data-act': 'exit' }, t('scene.exit'))),
      h('div', { class: 'scene-stop' }, h('button', { type: 'button', class: 'button', id: 'stop', 'data-act': 'pause' }, t('scene.stop'))));
  }
}

customElements.define('overture-scene', OvertureScene);
