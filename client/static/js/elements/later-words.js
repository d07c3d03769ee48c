/** When whoever has paused would like to look again: offered and shown, with nothing that counts, reminds or hurries. */

import { soonFrom, soonOf, timeOf } from '../model/days.js';
import { t } from '../i18n.js';
import { button, h } from '../ui/dom.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/** @param {Conversation} conversation @returns {unknown} everything that the drawing depends on */
export function laterShown({ time }) {
  const now = new Date();
  return [time.possible, saidOf(time.mine, now), saidOf(time.theirs, now), endsBefore(time), soonFrom(now)];
}

/** @param {Conversation} conversation @returns {(HTMLElement | null)[]} */
export function laterWords({ time }) {
  const now = new Date();
  const [mine, theirs] = [saidOf(time.mine, now), saidOf(time.theirs, now)];
  return [
    theirs ? h('p', {}, t(`later.theirs-${theirs}`)) : null,
    time.possible ? h('div', { class: 'card stack', role: 'group', 'aria-label': t('later.label') },
      mine ? taken(time, mine) : offered(time, now)) : null,
  ];
}

/** @param {number | null} at @param {Date} now */
const saidOf = (at, now) => (at === null ? null : soonOf(at, now));

/** @param {Conversation['time']} time @returns {boolean} */
const endsBefore = ({ mine, life }) => mine !== null && life !== null && life.to < mine;

/** @param {Conversation['time']} time @param {Date} now @returns {(HTMLElement | null)[]} */
const offered = (time, now) => [
  h('p', { class: 'hint' }, t('later.offer')),
  h('div', { class: 'row' }, soonFrom(now).map((soon) =>
    button(t(`later.${soon}`), () => time.say(timeOf(soon, new Date())),
      { class: 'button button-quiet', 'data-key': 'later' }))),
];

/** @param {Conversation['time']} time @param {string} mine @returns {(HTMLElement | null)[]} */
const taken = (time, mine) => [
  h('p', {}, t(`later.mine-${mine}`)),
  endsBefore(time) ? h('p', { class: 'hint' }, t('later.ends-before')) : null,
  h('div', { class: 'row' },
    button(t('later.take-back'), () => time.say(null), { class: 'button button-quiet', 'data-key': 'later' })),
];
