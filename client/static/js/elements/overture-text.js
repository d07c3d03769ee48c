/** A text of the question set: the title of a section or of the set. */

import { ConversationElement } from './base.js';
import { fill, worded } from '../ui/dom.js';
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
    const of = this.attribute('part') === 'title' ? sectionIn(document, this.attribute('section')) : document;
    if (of) fill(this, worded('span', {}, of.title));
  }
}

customElements.define('overture-text', OvertureText);
