/**
 * How long this conversation is kept, in days and a time of day. Well before its end it is announced, once and in words, with
 * what can be done. With part="when" it is only said when that is.
 */

import { announcedFrom, canBeRight, momentOf, nextDay } from '../model/days.js';
import { language, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, h } from '../ui/dom.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/** Days and hours as the reader writes them at home, if that is in the language of the page. */
const region = navigator.languages.find((each) => each.startsWith(language)) ?? language;

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
    this.#lookAgain(now, announced);
    const seconds = now.getTime() / 1000;
    const announces = seconds >= announced && seconds < lifetime.to;
    return { to: lifetime.to, today: now.toDateString(), right: canBeRight(now, lifetime), announces, paused: conversation.paused };
  }

  /** Not to count down: the next day, or the time to announce it, changes the words. @param {Date} now @param {number} announced */
  #lookAgain(now, announced) {
    clearTimeout(this.#timer);
    const next = [announced, nextDay(now)].filter((at) => at * 1000 > now.getTime());
    this.#timer = setTimeout(() => this.refresh(), Math.min(...next) * 1000 - now.getTime());
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
