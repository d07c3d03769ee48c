/** A text of the question set: the title or the introduction of a section, or the title of the set. */

import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, h, worded, wordedParagraphs } from '../ui/dom.js';
import { sectionIn } from './words.js';

class OvertureText extends ConversationElement {
  static observedAttributes = ['part', 'section', 'chapter'];

  /** @override */
  shows() {
    return [this.attribute('part'), this.attribute('section'), this.attribute('chapter')];
  }

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  draw(conversation) {
    const document = this.questions(conversation);
    if (!document) return;
    if (this.attribute('part') === 'set-title') return fill(this, worded('span', {}, document.title));
    const section = sectionIn(document, this.attribute('section'));
    if (!section) return;
    if (this.attribute('part') === 'title') return fill(this, worded('span', {}, section.title));
    fill(this,
      wordedParagraphs(section.intro),
      section.why ? h('details', { class: 'aside' }, h('summary', {}, t('section.why')), wordedParagraphs(section.why)) : null);
  }
}

customElements.define('overture-text', OvertureText);
