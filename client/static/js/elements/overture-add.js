/**
 * Further questions: either of you may add a set to the conversation, for both. The list comes from the hub when it is
 * asked for; what is added disturbs nothing that is there. After a scene there may be more to say than time is left, so
 * then keeping it longer is offered here too.
 */

import { LIMITS } from '../model/limits.js';
import { questionSets } from '../net/http.js';
import { pick, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, focusOn, h, worded } from '../ui/dom.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/about.js').QuestionSetCard} Card */

const DAY = 24 * 60 * 60;
/** The set after which one may want more time. */
const AFTERWARDS = 'after-scene';

class OvertureAdd extends ConversationElement {
  /** @type {Card[] | null} what the hub offers, while one is choosing */
  #sets = null;
  /** @type {Card | null} what was added here last */
  #added = null;
  /** @type {string | null} */
  #trouble = null;
  #busy = false;

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    const { ready, scene, prolong, chapters } = conversation.view ?? {};
    return [ready, scene, prolong, (chapters ?? []).map(({ qhash }) => qhash), isPaused(conversation), this.#sets, this.#added?.id,
      this.#trouble];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const { view } = conversation;
    if (!view?.ready.both) return fill(this);
    fill(this, h('div', { class: 'stack' },
      h('h2', { tabindex: '-1', 'data-key': 'heading' }, t('add.heading')),
      this.#added ? this.#afterwards(conversation, this.#added) : null,
      this.#trouble === null ? null : h('p', { class: 'banner', tabindex: '-1' }, this.#trouble),
      this.#offer(conversation)));
  }

  /** @param {Conversation} conversation @returns {(HTMLElement | null)[]} */
  #offer(conversation) {
    const chapters = conversation.view?.chapters ?? [];
    if (isPaused(conversation)) return [h('p', { class: 'hint' }, t('add.paused'))];
    if (conversation.inScene) return [h('p', { class: 'hint' }, t('add.scene'))];
    if (chapters.length >= LIMITS.chapters) return [h('p', { class: 'hint' }, t('add.full'))];
    if (this.#sets === null) {
      return [h('p', { class: 'hint' }, t('add.hint')), h('p', {},
        button(t('add.open'), () => this.#load(), { class: 'button button-quiet', 'data-key': 'add' }))];
    }
    const left = this.#sets.filter(({ qhash }) => !chapters.some((chapter) => chapter.qhash === qhash));
    return [
      left.length === 0 ? h('p', {}, t('add.none')) : h('p', {}, t('add.choose')),
      left.length === 0 ? null : h('ul', { class: 'plain-list stack' }, left.map((set) => this.#card(conversation, set))),
      h('p', {}, button(t('add.close'), () => this.#close(), { class: 'button button-quiet', 'data-key': 'close' })),
    ];
  }

  /** @param {Conversation} conversation @param {Card} set @returns {HTMLElement} */
  #card(conversation, set) {
    const title = pick(set.title);
    return h('li', { class: 'card stack' },
      worded('h3', {}, set.title),
      worded('p', { class: 'hint' }, set.for_whom),
      h('p', { class: 'hint' }, t('start.minutes', { n: String(set.minutes) })),
      h('p', {}, button(t('add.this'), () => this.#add(conversation, set),
        { class: 'button', 'aria-label': t('add.this-of', { title }), 'data-key': `add ${set.id}` })));
  }

  /**
   * What was added here, the way to it, and after a scene the wish for more time: a wish, as keeping it takes both.
   * @param {Conversation} conversation @param {Card} set
   * @returns {HTMLElement}
   */
  #afterwards(conversation, set) {
    const number = (conversation.view?.chapters ?? []).findIndex(({ qhash }) => qhash === set.qhash) + 1;
    const first = conversation.view?.chapters[number - 1]?.sections[0];
    const room = first ? `${number === 1 ? '' : `chapter-${number}-`}section-${first.id}` : null;
    return h('div', { class: 'card stack' },
      h('p', { tabindex: '-1', 'data-added': set.id, 'data-key': 'added' }, t('add.added', { title: pick(set.title) })),
      room === null ? null : h('p', {}, h('a', { href: `#${room}` }, t('add.go'))),
      set.id === AFTERWARDS ? this.#keepLonger(conversation) : null);
  }

  /** @param {Conversation} conversation @returns {HTMLElement} */
  #keepLonger(conversation) {
    const { prolong, expires = 0 } = conversation.view ?? {};
    if (prolong?.me) return h('p', {}, t('add.keep-wished'));
    const until = prolong?.them ?? expires + DAY;
    return h('div', { class: 'stack' },
      h('p', {}, t(prolong?.them ? 'add.keep-them' : 'add.keep')),
      isPaused(conversation)
        ? null
        : h('p', {}, button(t(prolong?.them ? 'add.keep-agree' : 'add.keep-ask'),
          () => conversation.send({ do: 'prolong', until }), { class: 'button button-quiet', 'data-key': 'keep' })));
  }

  async #load() {
    if (this.#busy) return;
    this.#busy = true;
    this.#trouble = null;
    try {
      this.#sets = await questionSets();
    } catch (error) {
      this.#trouble = error instanceof Error && error.name === 'Failure' ? error.message : t('add.failed');
    }
    this.#busy = false;
    this.redraw();
    focusOn(this.querySelector(this.#trouble === null ? 'h2' : '.banner'));
  }

  #close() {
    this.#sets = null;
    this.redraw();
    focusOn(this.querySelector('h2'));
  }

  /** @param {Conversation} conversation @param {Card} set */
  async #add(conversation, set) {
    if (this.#busy) return;
    this.#busy = true;
    this.#trouble = null;
    const result = await conversation.send({ do: 'add', chapter: set.qhash }).catch(() => ({ lost: true }));
    this.#busy = false;
    if ('ack' in result) {
      this.#added = set;
      this.#sets = null;
    } else {
      this.#trouble = t('add.failed');
    }
    this.redraw();
    focusOn(this.querySelector('ack' in result ? '[data-added]' : '.banner'));
  }
}

/** @param {Conversation} conversation */
const isPaused = (conversation) => conversation.pausedByMe || conversation.pausedByThem;

customElements.define('overture-add', OvertureAdd);
