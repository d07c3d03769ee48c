/**
 * How long this conversation is kept, in days and a time of day. Well before its end it is announced, once and in words, with
 * what can be done. With part="when" it is only said when that is.
 */

import { announcedFrom, momentOf, nextDay } from '../model/days.js';
import { region, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, h } from '../ui/dom.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/** Milliseconds after which it is looked at again at the latest: nothing tells a page that the clock was put right. */
const LONGEST = 15 * 60_000;

class OvertureEnding extends ConversationElement {
  #timer = 0;
  #seen = () => this.refresh();

  /** @override */
  async connectedCallback() {
    document.addEventListener('visibilitychange', this.#seen);
    await super.connectedCallback();
  }

  /** @override */
  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#seen);
    super.disconnectedCallback();
  }

  /** @override */
  ready() {
    return true;
  }

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    const { lifetime } = conversation;
    if (!lifetime) return null;
    const [now, announced] = [new Date(), announcedFrom(lifetime.from, lifetime.to)];
    // The hub's clock decides whether the end is near, as the hub deletes the conversation. The phone's clock names the day, as its reader looks at that.
    const seconds = conversation.hubTime ?? now.getTime() / 1000;
    this.#lookAgain(seconds < announced ? announced - seconds : Infinity, nextDay(now) - now.getTime() / 1000);
    const announces = seconds >= announced && seconds < lifetime.to;
    return { to: lifetime.to, today: now.toDateString(), right: conversation.namesDays, announces, paused: conversation.paused };
  }

  /** Draws again when the words change, on the next day or when the end is announced. This is no countdown. @param {...number} seconds */
  #lookAgain(...seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), Math.min(LONGEST, ...seconds.map((each) => each * 1000)));
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const shown = this.shows(conversation);
    if (!shown) return fill(this);
    const { to, right, announces, paused } = shown;
    const moment = momentOf(to, new Date(), region);
    const words = t(`ending.${right ? moment.day : 'date'}`, { time: moment.time, date: moment.date });
    if (this.attribute('part') === 'when') return fill(this, h('p', {}, t('ending.when', { words })));
    if (!announces) return fill(this);
    fill(this, h('div', { class: 'banner stack' },
      h('p', {}, t('ending.soon', { words })),
      h('p', {}, t(paused ? 'ending.do-paused' : 'ending.do')),
      paused ? null : h('p', {}, h('a', { href: '#standing' }, t('ending.standing')))));
  }
}

customElements.define('overture-ending', OvertureEnding);
