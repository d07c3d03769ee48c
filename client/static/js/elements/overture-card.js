/** The scene card: what has to be at hand in a scene, the stop word first. It is read at arm's length, and printed on one page. */

import { t } from '../i18n.js';
import { cardOf } from '../model/card.js';
import { ConversationElement } from './base.js';
import { fill, h } from '../ui/dom.js';
import { drawCard } from './card-draw.js';
import { gathered, roomOf } from './standing-gathered.js';
import { unsentLine } from './unsent-line.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureCard extends ConversationElement {
  /** @override @param {Conversation} conversation */
  shows(conversation) {
    return [conversation.role, gathered(conversation), leadsAway(conversation)];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const chapters = gathered(conversation);
    const documents = chapters.map(({ document }) => document);
    const card = this.#card(conversation);
    const isEmpty = Object.values(card).every((each) => !Array.isArray(each) || each.length === 0) && card.settled === null;
    const roomOfQuestion = (/** @type {number} */ at, /** @type {string} */ question) => {
      const { chapter = '', document } = chapters[at] ?? {};
      const section = document?.sections.find(({ questions }) => questions.some(({ id }) => id === question));
      return roomOf(conversation, chapter, section?.id ?? '');
    };
    fill(this,
      isEmpty ? h('p', {}, t('card.nothing')) : null,
      chapters.some(({ unreadable }) => unreadable) ? h('p', { class: 'banner' }, t('standing.unreadable')) : null,
      h('div', { class: 'screen-only' }, unsentLine(conversation),
        scene(drawCard(card, { documents, role: conversation.role, roomOf: leadsAway(conversation) ? roomOfQuestion : null }))),
      h('div', { class: 'print-only' }, unsentLine(conversation, 'unsent.paper'), scene(drawCard(card, { documents, role: null, roomOf: null }))));
  }

  /** @param {Conversation} conversation */
  #card(conversation) {
    return cardOf(gathered(conversation));
  }
}

/** @param {Conversation} conversation @returns {boolean} while a scene runs there is no other room to go to */
const leadsAway = ({ scene: { state } }) => state !== 'running';

/** @param {HTMLElement[]} parts @returns {HTMLElement} */
const scene = (parts) => h('div', { class: 'scene-card' }, parts);

customElements.define('overture-card', OvertureCard);
