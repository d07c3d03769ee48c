/** The sections of a question set that ask nothing and are only read, folded below the list of the others. */

import { ConversationElement } from './base.js';
import { fill, h, worded, wordedParagraphs } from '../ui/dom.js';

/** @typedef {import('../model/types.js').Section} Section */

class OvertureStatements extends ConversationElement {
  static observedAttributes = ['chapter'];

  /** @override */
  shows() {
    return [this.attribute('chapter')];
  }

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  draw(conversation) {
    const sections = this.questions(conversation)?.sections ?? [];
    fill(this, sections.filter(isOnlyRead).map(({ title, intro, questions }) =>
      h('details', { class: 'card' },
        worded('summary', {}, title),
        wordedParagraphs(intro),
        questions.flatMap(({ prompt, help }) => [...wordedParagraphs(prompt), ...(help ? wordedParagraphs(help) : [])]))));
  }
}

/** @param {Section} section */
const isOnlyRead = ({ reveal, questions }) => reveal !== 'never' && questions.every(({ kind }) => kind === 'statement');

customElements.define('overture-statements', OvertureStatements);
