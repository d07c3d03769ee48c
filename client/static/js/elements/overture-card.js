/** The scene card: stop words and signals, the limits of both, aftercare. Nothing else, and printable. */

import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, h } from '../ui/dom.js';
import { drawParts } from './standing-draw.js';
import { gathered } from './standing-gathered.js';
import { ON_THE_CARD, merged, neutralNames, ownNames, standingParts } from './standing-parts.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureCard extends ConversationElement {
  /** @override @param {Conversation} conversation */
  shows(conversation) {
    return this.#parts(conversation, ownNames(conversation.role));
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const parts = this.#parts(conversation, ownNames(conversation.role));
    if (parts.length === 0) return fill(this, h('p', {}, t('card.nothing')), h('p', {}, t('card.plain-words')));
    fill(this,
      h('p', {}, t('card.plain-words')),
      h('div', { class: 'stack screen-only' }, drawParts(parts)),
      h('div', { class: 'stack print-only' }, drawParts(this.#parts(conversation, neutralNames()))),
      h('div', { class: 'row screen-only' },
        button(t('standing.print'), () => window.print(), { class: 'button button-quiet', 'data-key': 'print' })));
  }

  /** @param {Conversation} conversation @param {import('./standing-parts.js').Names} names */
  #parts(conversation, names) {
    return merged(gathered(conversation).map((from) => standingParts(from, names)), ON_THE_CARD);
  }
}

customElements.define('overture-card', OvertureCard);
