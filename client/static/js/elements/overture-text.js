/** A text of the question set: the title or the introduction of a section, or the title of the set. */

import { pick, t } from '../text.js';
import { ConversationElement } from './base.js';
import { fill, h, paragraphs } from './dom.js';
import { sectionIn } from './words.js';

class OvertureText extends ConversationElement {
  static observedAttributes = ['part', 'section', 'chapter'];

  /** @override */
  shows() {
    return [this.attribute('part'), this.attribute('section'), this.attribute('chapter')];
  }

  /** @override @param {import('../session.js').Conversation} conversation */
  draw(conversation) {
    const document = this.questions(conversation);
    if (!document) return;
    if (this.attribute('part') === 'set-title') return fill(this, pick(document.title));
    const section = sectionIn(document, this.attribute('section'));
    if (!section) return;
    if (this.attribute('part') === 'title') return fill(this, pick(section.title));
    fill(this,
      paragraphs(pick(section.intro)),
      section.why ? h('details', { class: 'aside' }, h('summary', {}, t('section.why')), paragraphs(pick(section.why))) : null);
  }
}

customElements.define('overture-text', OvertureText);
