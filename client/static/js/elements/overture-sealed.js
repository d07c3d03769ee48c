/** What is true once one's own answers are sealed. Nothing here moves, whatever the other person does. */

import { t } from '../text.js';
import { ConversationElement } from './base.js';
import { fill, h } from './dom.js';
import { lookBack } from './look-back.js';
import { sectionIn } from './words.js';

class OvertureSealed extends ConversationElement {
  static observedAttributes = ['chapter', 'section', 'round', 'state'];

  /** @override @param {import('../session.js').Conversation} conversation */
  shows(conversation) {
    const mine = conversation.sealed(this.attribute('chapter'), this.attribute('section'), this.round);
    return [this.attribute('state'), this.attribute('section'), this.round, mine];
  }

  /** @override @param {import('../session.js').Conversation} conversation */
  draw(conversation) {
    const document = this.questions(conversation);
    const section = document && sectionIn(document, this.attribute('section'));
    if (!document || !section) return;
    const mine = conversation.sealed(this.attribute('chapter'), section.id, this.round);
    const opens = this.attribute('state') === 'both-sealed' ? 'sealed.both' : 'sealed.one';
    fill(this,
      h('div', { class: 'envelope', 'aria-hidden': 'true' }),
      h('p', {}, t(opens)),
      h('p', {}, t('sealed.stays')),
      mine
        ? h('details', { class: 'aside' }, h('summary', {}, t('sealed.mine')),
          lookBack({ document, section, answers: mine, change: null }))
        : null,
      h('p', {}, h('a', { href: '#overview' }, t('sealed.go-on'))));
  }
}

customElements.define('overture-sealed', OvertureSealed);
