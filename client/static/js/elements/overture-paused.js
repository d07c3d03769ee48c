/**
 * What lies over the conversation while it rests: a pause, a stopped scene, or an end that this phone did not choose. It follows the phone's
 * own state, so it is there at once and without a connection. What was opened stays within reach.
 */

import { at, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, focusOn, h } from '../ui/dom.js';
import { keptSections } from './kept.js';
import { laterShown, laterWords } from './later-words.js';
import { stoppedSheet, stoppedSheetShows } from './stopped-sheet.js';
import './overture-ending.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {'stopped' | 'paused-me' | 'paused-them' | 'paused-both' | 'gone' | 'rejected' | 'keyless' | 'blocked'
 *   | 'moving'} Resting */

const OVER = ['gone', 'rejected', 'keyless', 'blocked'];

class OverturePaused extends ConversationElement {
  /** What is readable is being read; a line at the top keeps saying that it is paused. */
  #reading = false;
  /** @type {Resting | null} */
  #resting = null;
  /** @type {Element | null} where the focus was before */
  #before = null;
  /** Whether the partner is told, and how long the pause lasts: both change while somebody is reading, and only these words do. */
  #acknowledgement = h('p', {});
  #unstored = h('p', { class: 'banner', role: 'status' });

  /** @override */
  refresh() {
    super.refresh();
    if (!this.conversation) return;
    const { pauseAcknowledged, pauseUnstored } = this.conversation;
    const [safe, notAcknowledged] = restingOf(this.conversation) === 'stopped'
      ? ['stopped.safe', 'stopped.not-told'] : ['resting.paused-me.safe', 'resting.paused-me.not-told'];
    this.#acknowledgement.textContent = t(pauseAcknowledged ? safe : notAcknowledged);
    this.#unstored.textContent = pauseUnstored ? t('resting.unstored') : '';
    this.#unstored.hidden = !pauseUnstored;
  }

  /** @override @returns {boolean} */
  ready() {
    return true;
  }

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    const resting = restingOf(conversation);
    if (resting !== this.#resting && !(isPause(resting) && isPause(this.#resting))) this.#reading = false;
    return [resting, this.#reading, conversation.ended, apart(conversation), readable(conversation), stoppedSheetShows(conversation),
      isPause(resting) ? laterShown(conversation) : null, resting === 'moving' ? conversation.moving.trouble : null];
  }

  /** @override @param {Conversation} conversation @returns {boolean} whether another sheet is due, or none */
  isUrgent(conversation) {
    return restingOf(conversation) !== this.#resting;
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const before = this.#resting;
    this.#resting = restingOf(conversation);
    const covers = this.#resting !== null && !this.#reading;
    const covered = document.documentElement.hasAttribute('data-resting');
    if (covers && !covered) this.#before = document.activeElement;
    document.documentElement.toggleAttribute('data-resting', covers);
    if (this.#resting === null) fill(this);
    else if (this.#reading) fill(this, this.#line());
    else fill(this, this.#sheet(conversation, this.#resting));
    if (covers && before !== this.#resting) focusOn(this.querySelector('h1'));
    else if (!covers && covered && !this.#reading && this.#before instanceof HTMLElement) {
      this.#before.focus({ preventScroll: true });
    }
  }

  /** @param {Conversation} conversation @param {Resting} resting @returns {HTMLElement} */
  #sheet(conversation, resting) {
    return h('div', { class: 'sheet stack', 'data-resting': resting },
      resting === 'stopped' ? stoppedSheet(conversation, this.#acknowledgement) : [
        h('h1', { tabindex: '-1', 'data-key': 'heading' }, t(`resting.${resting}.heading`)),
        h('p', {}, t(`resting.${resting}.true`)),
        resting === 'paused-me' ? this.#acknowledgement : h('p', {}, t(`resting.${resting}.safe`)),
      ],
      isPause(resting) ? this.#unstored : null,
      isPause(resting) && conversation.paused && apart(conversation) ? h('p', { class: 'hint' }, t('resting.apart')) : null,
      resting === 'stopped' ? null : h('p', {}, t(`resting.${resting}.do`)),
      resting === 'moving' && conversation.moving.trouble ? h('p', { class: 'banner' }, t('move.unacknowledged')) : null,
      h('div', { class: 'row' }, resting === 'paused-them' ? this.#way(conversation) : null, actions(conversation, resting)),
      isPause(resting) ? [...laterWords(conversation), h('overture-ending', {})] : null,
      isPause(resting) ? [this.#rooms(conversation, resting), h('overture-move', {})] : null,
      resting === 'gone' ? keptSections(conversation) : null);
  }

  /**
   * A person who did not pause has no pause to lift. Without these links, *End* would be the only button, and the loudest.
   * @param {Conversation} conversation @returns {HTMLElement}
   */
  #way(conversation) {
    const [first] = readable(conversation);
    return first
      ? h('a', { class: 'button', href: `#${first.room}`, onclick: () => this.#read(true) }, t(`resting.${first.room}`))
      : h('a', { class: 'button button-quiet', href: at('/help') }, t('resting.help'));
  }

  /** @param {Conversation} conversation @param {Resting} resting @returns {HTMLElement | null} links to what stays readable */
  #rooms(conversation, resting) {
    const rooms = readable(conversation).slice(resting === 'paused-them' ? 1 : 0);
    if (rooms.length === 0) return null;
    return h('nav', { class: 'stack', 'aria-label': t('resting.readable') },
      h('p', { class: 'hint' }, t('resting.readable')),
      h('ul', { class: 'plain-list links' }, rooms.map(({ room, chapter, section }) =>
        h('li', {}, h('a', { href: `#${room}`, onclick: () => this.#read(true) },
          section === null
            ? t(`resting.${room}`)
            : h('overture-text', { part: 'title', chapter, section }))))));
  }

  /** @param {boolean} reading */
  #read(reading) {
    this.#reading = reading;
    this.redraw();
    if (reading) focusOn(document.getElementById('stage'));
    else focusOn(this.querySelector('h1'));
  }

  /** @returns {HTMLElement} */
  #line() {
    return h('div', { class: 'banner notice row' },
      h('span', {}, t(this.#resting === 'stopped' ? 'stopped.line' : 'resting.line')),
      button(t(this.#resting === 'stopped' ? 'stopped.back' : 'resting.back'), () => this.#read(false), { class: 'button button-quiet', 'data-key': 'back-to-pause' }));
  }
}

/** @param {Resting | null} resting @returns {boolean} */
const isPause = (resting) => resting !== null && (resting === 'stopped' || resting.startsWith('paused'));

/** @param {Conversation} conversation @returns {Resting | null} */
function restingOf(conversation) {
  if (conversation.ended) return null;
  if (OVER.includes(conversation.link)) return /** @type {Resting} */ (conversation.link);
  if (conversation.moving.frozen) return 'moving';
  if (conversation.scene.state === 'stopped') return 'stopped';
  if (conversation.pausedByMe) return conversation.pausedByThem ? 'paused-both' : 'paused-me';
  return conversation.pausedByThem ? 'paused-them' : null;
}

/** @param {Conversation} conversation @returns {boolean} whether the hub cannot hear just now, of what this phone keeps until it can */
const apart = ({ link, pauseUnstored }) => (link === 'lost' || link === 'away') && !pauseUnstored;

/**
 * @param {Conversation} conversation
 * @returns {{ room: string, chapter: string, section: string | null }[]}
 */
function readable(conversation) {
  const opened = (conversation.view?.chapters ?? []).flatMap(({ qhash, sections }, index) =>
    sections
      .filter((section) => [section, ...section.earlier].some((round) => round.state === 'opened'))
      .map(({ id }) => ({ room: `${index === 0 ? '' : `chapter-${index + 1}-`}section-${id}`, chapter: qhash, section: id })));
  const card = { room: 'card', chapter: '', section: null };
  if (opened.length === 0) return conversation.inScene ? [card] : [];
  return [card, { room: 'standing', chapter: '', section: null }, ...opened];
}

/** @param {Conversation} conversation @param {Resting} resting @returns {(HTMLElement | null)[]} */
function actions(conversation, resting) {
  const end = h('button', { type: 'button', class: 'button button-quiet', 'data-act': 'end' }, t('resting.end'));
  const forget = button(t('resting.forget'), () => conversation.forget(), { class: 'button button-quiet' });
  switch (resting) {
    case 'paused-me':
    case 'paused-both':
      return [button(t('resting.resume'), () => conversation.resume(), { 'data-key': 'resume' }), end];
    case 'paused-them':
    case 'stopped':
      return [end];
    case 'gone':
      return [forget];
    case 'rejected':
      return [h('a', { class: 'button', href: at('/j') }, t('resting.join-again')), forget];
    case 'moving':
      return [button(t('resting.move-cancel'), () => conversation.moving.cancel(), { class: 'button button-quiet' })];
    case 'keyless':
      return [h('a', { class: 'button', href: at('/start') }, t('resting.new-code')), end];
    default:
      return [button(t('resting.reload'), () => location.reload()), end];
  }
}

customElements.define('overture-paused', OverturePaused);
