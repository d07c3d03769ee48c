/** When whoever has paused would like to look again: offered and shown, with nothing that counts, reminds or hurries. */

import { canBeRight, soonFrom, soonOf, timeOf } from '../model/days.js';
import { t } from '../i18n.js';
import { button, h } from '../ui/dom.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/**
 * Lists what the words about looking again depend on.
 * @param {Conversation} conversation
 * @returns {unknown} everything that the drawing depends on
 */
export function laterShown(conversation) {
  const now = new Date();
  const { possible, mine, theirs } = conversation.resumeTime;
  return [possible, soonNamed(mine, now), soonNamed(theirs, now), endsBefore(conversation), soonFrom(now)];
}

/** Draws when to look again. @param {Conversation} conversation @returns {(HTMLElement | null)[]} */
export function laterWords(conversation) {
  const now = new Date();
  const { resumeTime } = conversation;
  const [mine, theirs] = [soonNamed(resumeTime.mine, now), soonNamed(resumeTime.theirs, now)];
  return [
    theirs ? h('p', {}, t(`later.theirs-${theirs}`)) : null,
    resumeTime.possible ? h('div', { class: 'card stack', role: 'group', 'aria-label': t('later.label') },
      mine ? chosen(conversation, mine) : offered(resumeTime, now)) : null,
  ];
}

/** @param {number | null} at @param {Date} now */
const soonNamed = (at, now) => (at === null ? null : soonOf(at, now));

/** @param {Conversation} conversation @returns {boolean} whether the hub deletes it before that */
const endsBefore = ({ resumeTime: { mine }, lifetime }) =>
  mine !== null && lifetime !== null && canBeRight(new Date(), lifetime) && lifetime.to < mine;

/** @param {Conversation['resumeTime']} resumeTime @param {Date} now @returns {(HTMLElement | null)[]} */
const offered = (resumeTime, now) => [
  h('p', { class: 'hint' }, t('later.offer')),
  h('div', { class: 'row' }, soonFrom(now).map((soon) =>
    button(t(`later.${soon}`), () => resumeTime.set(timeOf(soon, new Date())),
      { class: 'button button-quiet', 'data-key': 'later' }))),
];

/** @param {Conversation} conversation @param {string} mine @returns {(HTMLElement | null)[]} */
const chosen = (conversation, mine) => [
  h('p', {}, t(`later.mine-${mine}`)),
  endsBefore(conversation) ? h('p', { class: 'hint' }, t('later.ends-before')) : null,
  h('div', { class: 'row' },
    button(t('later.take-back'), () => conversation.resumeTime.set(null), { class: 'button button-quiet', 'data-key': 'later' })),
];
