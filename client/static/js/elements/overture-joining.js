/** The person who joins waits for the other phone here. A wrong code is said plainly, with what to do about it. */

import { at, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, h } from '../ui/dom.js';

class OvertureJoining extends ConversationElement {
  static observedAttributes = ['stage'];

  /** @override @returns {boolean} */
  ready() {
    return true;
  }

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  shows(conversation) {
    return conversation.pairing.problem;
  }

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  draw(conversation) {
    const { problem } = conversation.pairing;
    if (problem === null) return fill(this, h('p', { class: 'hint' }, t('joining.meanwhile')));
    fill(this,
      h('div', { class: 'banner stack' },
        h('p', {}, t(`joining.${problem}`)),
        h('p', {}, h('a', { class: 'button', href: at('/j') }, t('joining.again')))));
  }
}

customElements.define('overture-joining', OvertureJoining);
