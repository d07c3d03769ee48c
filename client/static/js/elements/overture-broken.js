/**
 * A round that could not be opened, and whether one's own answers may have been seen all the same. That is decided by what this
 * phone has stored, never by the hub: it could take a release and say that there was none.
 */

import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, h } from '../ui/dom.js';
import { sectionIn } from './words.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureBroken extends ConversationElement {
  static observedAttributes = ['chapter', 'section', 'round'];

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    return [this.#what(conversation), this.#isOpen(conversation), this.round];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const [chapter, section, round] = [this.attribute('chapter'), this.attribute('section'), String(this.round)];
    fill(this,
      h('p', {}, t(`broken.${this.#what(conversation)}`)),
      this.#isOpen(conversation) ? h('overture-opened', { chapter, section, round }) : null);
  }

  /** Whoever can open what was released to both before that may read it. @param {Conversation} conversation */
  #isOpen(conversation) {
    const opened = conversation.rounds.opened(this.attribute('chapter'), this.attribute('section'), this.round);
    return opened !== null && !('problem' in opened);
  }

  /** @param {Conversation} conversation @returns {string} what is true of it */
  #what(conversation) {
    const [chapter, id] = [this.attribute('chapter'), this.attribute('section')];
    const section = conversation.section(chapter, id);
    const broken = [...(section?.earlier ?? []), section].find((each) => each?.round === this.round)?.broken;
    const opened = conversation.rounds.opened(chapter, id, this.round);
    if (opened && 'problem' in opened && opened.problem === 'handed-over') return 'handed-over';
    const document = conversation.documentOf(chapter);
    const mutual = document && sectionIn(document, id)?.reveal === 'mutual' ? 'mutual-' : '';
    return `${mutual}${broken?.by ?? 'me'}-${conversation.history.released(chapter, id, this.round) ? 'after' : 'before'}`;
  }
}

customElements.define('overture-broken', OvertureBroken);
