/** What is true once one's own answers are sealed. Nothing here moves, whatever the other person does. */

import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, h } from '../ui/dom.js';
import { lookBack } from './look-back.js';
import { sealedMutual } from './mutual-parts.js';
import { working } from './overture-working.js';
import { sectionIn } from './words.js';

class OvertureSealed extends ConversationElement {
  static observedAttributes = ['chapter', 'section', 'round', 'state'];

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  shows(conversation) {
    const mine = conversation.rounds.sealed(this.attribute('chapter'), this.attribute('section'), this.round);
    return [this.attribute('state'), this.attribute('section'), this.round, mine, this.#problem(conversation)];
  }

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  draw(conversation) {
    const document = this.questions(conversation);
    const section = document && sectionIn(document, this.attribute('section'));
    if (!document || !section) return;
    const mine = conversation.rounds.sealed(this.attribute('chapter'), section.id, this.round);
    const mutual = section.reveal === 'mutual';
    const opens = this.attribute('state') === 'both-sealed' ? 'sealed.both' : mutual ? 'sealed.mutual' : 'sealed.one';
    const problem = this.#problem(conversation);
    fill(this,
      h('div', { class: 'envelope', 'aria-hidden': 'true' }),
      h('p', {}, t(opens)),
      problem ? h('p', { class: 'banner' }, t(`opened.${problem}`)) : null,
      mutual ? working(this.attribute('chapter'), section.id, this.round) : null,
      h('p', {}, t('sealed.stays')),
      mine
        ? h('details', { class: 'aside' }, h('summary', {}, t('sealed.mine')),
          'wanted' in mine
            ? sealedMutual(section, mine, conversation.role)
            : lookBack({ document, section, answers: mine, change: null }))
        : null,
      h('p', {}, h('a', { href: '#overview' }, t('sealed.go-on'))));
  }

  /** @param {import('../session/conversation.js').Conversation} conversation @returns {string | null} why it does not open here */
  #problem(conversation) {
    const opened = conversation.rounds.opened(this.attribute('chapter'), this.attribute('section'), this.round);
    return opened && 'problem' in opened ? opened.problem : null;
  }
}

customElements.define('overture-sealed', OvertureSealed);
