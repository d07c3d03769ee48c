/**
 * To another phone of one's own: the code for it, the eight pictures that both must show, and the word that hands the seat
 * over. After that word the whole screen waits (overture-paused.js).
 */

import { base64url } from '../protocol/encoding.js';
import { writeFragment } from '../model/link.js';
import { hubInLinks } from '../net/hub.js';
import { at, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, focusOn, h } from '../ui/dom.js';
import { drawPictures } from './eight-pictures.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

const QUIET = { class: 'button button-quiet' };

class OvertureMove extends ConversationElement {
  #place = h('div', { class: 'stack' });
  #status = h('p', { role: 'status' });
  #details = h('details', { class: 'aside' }, h('summary', {}, t('move.summary')), this.#place, this.#status);
  #stage = '';

  /** @override @param {Conversation} conversation @returns {boolean} */
  ready(conversation) {
    return conversation.keys !== null;
  }

  /** @override @param {Conversation} conversation */
  shows({ moving }) {
    return [moving.stage, moving.trouble, moving.secret && base64url(moving.secret)];
  }

  /** @override @param {Conversation} conversation */
  draw({ moving }) {
    if (!this.#details.isConnected) fill(this, this.#details);
    const { stage, trouble, secret, sas } = moving;
    const moved = stage !== this.#stage && this.#stage !== '';
    this.#stage = stage;
    // Somebody who loads the page again in the middle of it finds the place open.
    if (stage !== 'none' || trouble) this.#details.open = true;
    this.#status.textContent = trouble ? t(`move.${trouble}`) : '';
    if (sas) return void this.#compare(moving, sas);
    if (moving.frozen) return fill(this.#place);
    fill(this.#place, stage === 'none' ? this.#before(moving) : this.#code(moving, secret));
    if (moved && stage !== 'asked') focusOn(this.#details.querySelector('summary'));
  }

  /** @param {Conversation['moving']} moving @returns {HTMLElement[]} */
  #before(moving) {
    return [
      ...['move.what', 'move.leaves', 'move.unseen'].map((key) => h('p', { class: 'hint' }, t(key))),
      h('div', { class: 'row' }, button(t('move.begin'), () => moving.begin(), { 'data-key': 'begin' })),
    ];
  }

  /** @param {Conversation['moving']} moving @param {Uint8Array | null} secret @returns {HTMLElement[]} */
  #code(moving, secret) {
    const place = h('div', { class: 'code-card card' }, h('p', {}, t('move.making')));
    if (secret) void drawCode(place, secret);
    return [
      h('p', {}, t(moving.stage === 'asked' ? 'move.asked' : 'move.scan')),
      moving.stage === 'asked' ? h('p', { class: 'hint' }, t('move.asked-hint')) : place,
      h('div', { class: 'row' },
        button(t('move.anew'), () => moving.begin(), { ...QUIET, 'data-key': 'anew' }),
        button(t('move.cancel'), () => moving.cancel(), { ...QUIET, 'data-key': 'cancel' })),
    ];
  }

  /** @param {Conversation['moving']} moving @param {Uint8Array} sas */
  async #compare(moving, sas) {
    try {
      const shown = await drawPictures(sas);
      const heading = h('h2', { tabindex: '-1' }, t('move.compare'));
      fill(this.#place,
        heading,
        h('p', {}, t('move.question')),
        shown,
        h('p', {}, t('move.yes-hint')),
        h('p', {}, t('move.no-hint')),
        h('div', { class: 'row' },
          button(t('move.yes'), () => moving.approve(), { 'data-key': 'yes' }),
          button(t('move.no'), () => moving.cancel(), { ...QUIET, 'data-key': 'no' })));
      focusOn(heading);
    } catch {
      fill(this.#place, h('p', { class: 'banner' }, t('compare.failed')),
        h('div', { class: 'row' }, button(t('move.cancel'), () => moving.cancel(), QUIET)));
    }
  }
}

/** @param {HTMLElement} place @param {Uint8Array} secret */
async function drawCode(place, secret) {
  const { drawQr } = await import('./qr.js');
  const link = `${location.origin}${at('/m')}#${writeFragment(base64url(secret), hubInLinks)}`;
  const copy = navigator.clipboard && button(t('code.copy'), async () => {
    copy.textContent = await navigator.clipboard.writeText(link).then(() => t('code.copied'), () => t('code.not-copied'));
  }, { ...QUIET, 'data-key': 'copy' });
  fill(place, drawQr(link, t('move.qr')), copy, h('p', { class: 'hint' }, t('move.lasts')));
}

customElements.define('overture-move', OvertureMove);
