/** What this phone keeps of a conversation that is over at the hub: everything that was opened, until it is forgotten. */

import { t } from '../i18n.js';
import { h } from '../ui/dom.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/**
 * Draws what was opened and is kept.
 * @param {Conversation} conversation
 * @returns {HTMLElement | null} null: nothing was opened
 */
export function keptSections(conversation) {
  const opened = (conversation.view?.chapters ?? []).flatMap(({ qhash, sections }) =>
    sections.flatMap(({ id, ...section }) =>
      [section, ...section.earlier]
        .filter((round) => round.state === 'opened')
        .map(({ round }) => ({ chapter: qhash, section: id, round: String(round) }))));
  if (opened.length === 0) return null;
  return h('div', { class: 'stack' },
    h('p', { class: 'hint' }, t('resting.kept')),
    folded([t('resting.card')], h('overture-card', {}), h('p', {}, h('overture-print', {}))),
    folded([t('resting.standing')], h('overture-standing', {})),
    opened.map(({ chapter, section, round }) =>
      folded([
        h('overture-text', { part: 'title', chapter, section }),
        round === '1' ? null : ` (${t('resting.round', { n: round })})`,
      ], h('overture-opened', { chapter, section, round }))));
}

/** @param {(Node | string | null)[]} summary @param {HTMLElement[]} content @returns {HTMLElement} */
const folded = (summary, ...content) => h('details', { class: 'aside' }, h('summary', {}, summary), content);
