/** Where we stand: read on the screen, printed, or saved as a file when asked, with the same lines for both. */

import { mirrored } from '../model/alignment.js';
import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, h } from '../ui/dom.js';
import { drawParts, drawTakingBack } from './standing-draw.js';
import { limitChoices } from './limit-choices.js';
import { openLimits } from './overture-limit.js';
import { saveFile } from './standing-file.js';
import { gathered } from './standing-gathered.js';
import { merged, neutralNames, ownNames, standingParts } from './standing-parts.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

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
        drawParts(merged(chapters.map(({ parts }) => parts)), (line) => offer(conversation, line)),
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
    return gathered(conversation).map((from) => ({ chapter: from.chapter, parts: standingParts(from, names) }));
  }

  /** Either alone, and at once. @param {Conversation} conversation @param {string} chapter @param {string} act from A's side */
  async #takeBack(conversation, chapter, act) {
    const own = conversation.role === 'A' ? act : mirrored(act);
    await conversation.writing.sendNotice(chapter, { withdraw: [own] });
  }
}

/**
 * Words of one's own strike nothing in a list, so whoever wrote them is led to the acts that there are.
 * @param {Conversation} conversation @param {import('./standing-parts.js').Line} line
 * @returns {HTMLElement | null}
 */
function offer(conversation, { limitOf }) {
  const isMine = limitOf === (conversation.role === 'A' ? 'mine' : 'theirs');
  if (!isMine || limitChoices(conversation).length === 0) return null;
  return h('p', {}, button(t('standing.set-too'), openLimits, { class: 'button button-quiet button-small' }));
}

customElements.define('overture-standing', OvertureStanding);
