/** The way to what an added question set asks of each person for themselves alone; nothing where it asks nothing so. */

import { privateSections } from '../storage/private-answers.js';
import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, h, worded } from '../ui/dom.js';

class OverturePrivate extends ConversationElement {
  static observedAttributes = ['chapter', 'room'];

  /** @override */
  shows() {
    return [this.attribute('chapter'), this.attribute('room')];
  }

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  draw(conversation) {
    fill(this, privateSections(this.questions(conversation)).map(({ title }) =>
      h('div', { class: 'card card-section' },
        worded('a', { class: 'card-link', href: `#${this.attribute('room')}` }, title),
        h('span', { class: 'tag' }, t('private.tag')))));
  }
}

customElements.define('overture-private', OverturePrivate);
