/** Where we stand: read on the screen, printed, or saved as a file when asked, with the same lines for both. */

import { t } from '../text.js';
import { ConversationElement } from './base.js';
import { button, fill, h } from './dom.js';
import { drawParts, drawTakingBack } from './standing-draw.js';
import { saveFile } from './standing-file.js';
import { gathered, mirrored } from './standing-gathered.js';
import { merged, neutralNames, ownNames, standingParts } from './standing-parts.js';

/** @typedef {import('../session.js').Conversation} Conversation */

class OvertureStanding extends ConversationElement {
  /** @override @param {Conversation} conversation */
  shows(conversation) {
    return this.#parts(conversation, ownNames(conversation.role));
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const chapters = this.#parts(conversation, ownNames(conversation.role));
    if (chapters.every(({ parts }) => parts.length === 0)) return fill(this, h('p', {}, t('standing.nothing')));
    const neutral = merged(this.#parts(conversation, neutralNames()).map(({ parts }) => parts));
    fill(this,
      h('div', { class: 'stack screen-only' },
        drawParts(merged(chapters.map(({ parts }) => parts))),
        drawTakingBack(chapters, (chapter, act) => this.#takeBack(conversation, chapter, act))),
      h('div', { class: 'stack print-only' }, drawParts(neutral)),
      h('div', { class: 'row screen-only standing-keep' },
        button(t('standing.print'), () => window.print(), { class: 'button button-quiet', 'data-key': 'print' }),
        button(t('standing.save'), () => saveFile(conversation, neutral),
          { class: 'button button-quiet', 'data-key': 'save' })),
      ['standing.keep-hint', 'standing.file-inside'].map((key) => h('p', { class: 'hint screen-only' }, t(key))));
  }

  /** @param {Conversation} conversation @param {import('./standing-parts.js').Names} names */
  #parts(conversation, names) {
    return (conversation.view?.chapters ?? []).map(({ qhash }) => {
      const from = gathered(conversation, qhash);
      return { chapter: qhash, parts: from ? standingParts(from, names) : [] };
    });
  }

  /** Either alone, and at once. @param {Conversation} conversation @param {string} chapter @param {string} act from A's side */
  async #takeBack(conversation, chapter, act) {
    const own = conversation.role === 'A' ? act : mirrored(act);
    await conversation.sendNotice(chapter, { withdraw: [own] });
  }
}

customElements.define('overture-standing', OvertureStanding);
