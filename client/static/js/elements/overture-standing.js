/** Where we stand: read on the screen, printed, or saved as a file when asked, with the same lines for both. */

import { mirrored } from '../model/alignment.js';
import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, h } from '../ui/dom.js';
import { drawStanding, drawTakingBack } from './standing-draw.js';
import { limitChoices } from './limit-choices.js';
import { openLimits } from './overture-limit.js';
import { gathered, roomOf } from './standing-gathered.js';
import { merged, neutralNames, ownNames, standingParts } from './standing-parts.js';
import { drawScreen } from './standing-screen.js';
import { unsentLine } from './unsent-line.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/** @type {Promise<typeof import('./standing-file.js')> | null} loaded once something is open, so that it is there without a network too */
let file = null;

/** @returns {Promise<typeof import('./standing-file.js')>} */
function loadFile() {
  file ??= import('./standing-file.js');
  // If this fails, the module is requested again when somebody saves, and only that failure is shown.
  file.catch(() => (file = null));
  return file;
}

class OvertureStanding extends ConversationElement {
  /** @override @param {Conversation} conversation */
  shows(conversation) {
    return gathered(conversation);
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const chapters = this.#parts(conversation, ownNames(conversation.role));
    if (chapters.every(({ parts }) => parts.length === 0)) return fill(this, h('p', {}, t('standing.nothing')));
    const neutral = merged(this.#parts(conversation, neutralNames()).map(({ parts }) => parts));
    const wasOpen = openDetailsOf(this);
    void loadFile();
    fill(this,
      h('div', { class: 'screen-only standing-screen' },
        unsentLine(conversation),
        h('div', { class: 'standing-actions' },
          drawTakingBack(chapters, (chapter, act) => this.#takeBack(conversation, chapter, act)),
          limitChoices(conversation).length === 0 ? null
            : button(t('standing.set-limit'), openLimits, { class: 'button button-quiet button-small', 'data-key': 'limit' }),
          keeping(conversation, neutral)),
        drawScreen(merged(chapters.map(({ parts }) => parts)), {
          roomOf: ({ chapter, section }) => roomOf(conversation, chapter, section), offer: (line) => offer(conversation, line),
        })),
      h('div', { class: 'stack print-only' }, unsentLine(conversation, 'unsent.paper'), drawStanding(neutral)));
    for (const details of this.querySelectorAll('details')) details.open = wasOpen.get(details.dataset['part'] ?? '') ?? details.open;
  }

  /** @param {Conversation} conversation @param {import('./standing-parts.js').Names} names */
  #parts(conversation, names) {
    return gathered(conversation).map((from) => ({ chapter: from.chapter, parts: standingParts(from, names) }));
  }

  /** Takes an act back. Either person can do it alone, and it counts at once. @param {Conversation} conversation @param {string} chapter @param {string} act from A's side */
  async #takeBack(conversation, chapter, act) {
    const own = conversation.role === 'A' ? act : mirrored(act);
    await conversation.writing.sendNotice(chapter, { withdraw: [own] });
  }
}

/** @param {HTMLElement} element @returns {Map<string, boolean>} what somebody has opened or folded: news does not change that */
const openDetailsOf = (element) =>
  new Map([...element.querySelectorAll('details')].map(({ dataset, open }) => [dataset['part'] ?? '', open]));

/**
 * @param {Conversation} conversation @param {import('./standing-parts.js').Part[]} neutral
 * @returns {HTMLElement} what to know before one prints or saves stands before the buttons
 */
const keeping = (conversation, neutral) =>
  h('details', { class: 'aside', 'data-part': 'keep' },
    h('summary', {}, t('standing.keep')),
    ['standing.keep-hint', 'standing.file-inside'].map((key) => h('p', { class: 'hint' }, t(key))),
    h('div', { class: 'row standing-keep' },
      button(t('standing.print'), () => window.print(), { class: 'button button-quiet', 'data-key': 'print' }),
      button(t('standing.save'), async () => (await loadFile()).saveFile(conversation, neutral, unsentLine(conversation, 'unsent.paper')), {
        class: 'button button-quiet', 'data-key': 'save',
      })));

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
