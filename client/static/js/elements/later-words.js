/** When whoever has paused would like to look again: offered and shown, with nothing that counts, reminds or hurries. */

import { lookAgainOf, momentOf, soonFrom, timeOf } from '../model/days.js';
import { region, t } from '../i18n.js';
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
  return [possible, named(conversation, 'mine', mine, now), named(conversation, 'theirs', theirs, now), endsBefore(conversation), soonFrom(now), conversation.namesDays, now.toDateString()];
}

/** Draws when to look again. @param {Conversation} conversation @returns {(HTMLElement | null)[]} */
export function laterWords(conversation) {
  const now = new Date();
  const { resumeTime } = conversation;
  const [mine, theirs] = [named(conversation, 'mine', resumeTime.mine, now), named(conversation, 'theirs', resumeTime.theirs, now)];
  return [
    theirs ? h('p', {}, theirs) : null,
    resumeTime.possible ? h('div', { class: 'card stack', role: 'group', 'aria-label': t('later.label') },
      mine ? chosen(conversation, mine) : offered(conversation, now)) : null,
  ];
}

const EVER = { from: -Infinity, to: Infinity };

/** @param {Conversation} conversation @param {'mine' | 'theirs'} whose @param {number | null} at @param {Date} now @returns {string | null} */
function named({ lifetime, namesDays }, whose, at, now) {
  // What was said here is shown whatever the clock makes of it, so that it can be taken back.
  const soon = at === null ? null : lookAgainOf(at, now, namesDays ? null : whose === 'mine' ? EVER : lifetime);
  return at === null || soon === null ? null : t(`later.${whose}-${soon}`, { date: momentOf(at, now, region).date });
}

/** @param {Conversation} conversation @returns {boolean} whether the hub deletes it before that */
const endsBefore = ({ resumeTime: { mine }, lifetime, namesDays }) =>
  mine !== null && lifetime !== null && namesDays && lifetime.to < mine;

/** @param {Conversation} conversation @param {Date} now @returns {(HTMLElement | null)[]} */
const offered = ({ resumeTime, namesDays }, now) => [
  h('p', { class: 'hint' }, t('later.offer')),
  // It is sealed by this phone's clock, as no hub may move what its person has said. So its person looks at the clock.
  namesDays ? null : h('p', { class: 'hint' }, t('later.clock', { date: momentOf(now.getTime() / 1000, now, region).date })),
  h('div', { class: 'row' }, soonFrom(now).map((soon) =>
    button(t(`later.${soon}`), () => resumeTime.set(timeOf(soon, new Date())),
      { class: 'button button-quiet', 'data-key': 'later' }))),
];

/** @param {Conversation} conversation @param {string} mine @returns {(HTMLElement | null)[]} */
const chosen = (conversation, mine) => [
  h('p', {}, mine),
  endsBefore(conversation) ? h('p', { class: 'hint' }, t('later.ends-before')) : null,
  h('div', { class: 'row' },
    button(t('later.take-back'), () => conversation.resumeTime.set(null), { class: 'button button-quiet', 'data-key': 'later' })),
];
