/** One line where something that was limited or taken back here counts already, and has not been sent. */

import { t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { gathered } from './standing-gathered.js';

/**
 * Says so.
 * @param {import('../session/conversation.js').Conversation} conversation
 * @param {'unsent' | 'unsent.paper'} [key] on screen, or on paper and in a file
 * @returns {HTMLElement | null} null: all of it has been sent
 */
export const unsentLine = (conversation, key = 'unsent') =>
  (gathered(conversation).some(({ unsent }) => unsent) ? h('p', { class: 'banner' }, t(key)) : null);
