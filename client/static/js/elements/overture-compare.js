/** Eight pictures that only the two phones with the same keys can show: on demand, never shortened. */

import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, h } from '../ui/dom.js';
import { drawPictures } from './eight-pictures.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureCompare extends ConversationElement {
  #place = h('div', { class: 'stack' });

  /** @override @param {Conversation} conversation @returns {boolean} */
  ready(conversation) {
    return conversation.keys !== null;
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const details = h('details', {
      class: 'compare',
      ontoggle: () => details.open && this.#show(conversation),
    }, h('summary', {}, t('compare.summary')), this.#place);
    fill(this, details);
  }

  /** @param {Conversation} conversation */
  async #show(conversation) {
    if (!conversation.keys) return;
    try {
      const shown = await drawPictures(conversation.keys.sas);
      fill(this.#place,
        h('p', {}, t('compare.question')),
        shown,
        h('p', {}, t('compare.same')),
        h('p', {}, t('compare.not-same')));
    } catch {
      fill(this.#place, h('p', { class: 'banner' }, t('compare.failed')));
    }
  }
}

customElements.define('overture-compare', OvertureCompare);
