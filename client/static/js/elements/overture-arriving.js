/** The phone that a seat moves to: it asks with the code of the other one, and both show the same pictures before anything comes. */

import { Arriving } from '../session/arriving.js';
import { hubName } from '../net/hub.js';
import { storedLock } from '../storage/lock.js';
import { at, t } from '../i18n.js';
import { button, fill, focusOn, h } from '../ui/dom.js';
import { drawPictures } from './eight-pictures.js';

const QUIET = { class: 'button button-quiet' };

class OvertureArriving extends HTMLElement {
  #arriving = new Arriving();
  /** A seat is requested once, however often somebody taps. */
  #busy = false;

  connectedCallback() {
    if (this.childElementCount > 0) return;
    this.#arriving.addEventListener('change', () => void this.#draw());
    void this.#begin();
  }

  async #begin() {
    await window.overtureOpen;
    await this.#draw();
    await this.#arriving.begin(window.overtureSecret ?? '').catch((error) => this.#show('failed', failure(error), home()));
  }

  async #draw() {
    const arriving = this.#arriving;
    const stop = button(t('arriving.stop'), () => arriving.stop(), QUIET);
    switch (arriving.stage) {
      case 'ready': {
        const ask = button(t('arriving.ask'), () => this.#request(), { class: 'button button-big' });
        return fill(this, h('p', {}, t('arriving.ready')), h('p', { class: 'hint' }, t('arriving.third')), ask);
      }
      case 'waiting':
        return this.#show('waiting', t('arriving.waiting'), stop);
      case 'compare':
        return this.#compare(arriving.sas ?? new Uint8Array(8), stop);
      case 'done':
        return this.#done(arriving.left);
      case 'failed':
        return this.#show('failed', arriving.refusal ?? t(`arriving.${arriving.trouble}`, { server: hubName() }), home());
      default:
        return this.#show('empty', t('arriving.empty'), home());
    }
  }

  async #request() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#arriving.request();
    } finally {
      this.#busy = false;
    }
  }

  /** @param {string} stage @param {string} sentence @param {...HTMLElement} actions */
  #show(stage, sentence, ...actions) {
    const message = h('p', { tabindex: '-1', class: stage === 'failed' ? 'banner' : null }, sentence);
    const isHere = this.contains(document.activeElement);
    fill(this, message, h('div', { class: 'row' }, actions));
    if (stage === 'failed' || isHere) focusOn(message);
  }

  /** @param {Uint8Array} sas @param {HTMLElement} stop */
  async #compare(sas, stop) {
    const shown = await drawPictures(sas).catch(() => h('p', { class: 'banner' }, t('compare.failed')));
    if (this.#arriving.stage !== 'compare') return;
    const heading = h('h2', { tabindex: '-1' }, t('arriving.compare'));
    fill(this, heading, h('p', {}, t('arriving.question')), shown, h('div', { class: 'row' }, stop));
    focusOn(heading);
  }

  /** @param {number} left */
  async #done(left) {
    const locked = await storedLock().catch(() => null);
    const heading = h('h2', { tabindex: '-1' }, t('arriving.done'));
    // What was to be done on the other phone has been done.
    const lead = document.querySelector('main > .lead');
    if (lead instanceof HTMLElement) lead.hidden = true;
    fill(this,
      heading,
      h('p', {}, t('arriving.done-hint')),
      left > 0 ? h('p', {}, t('arriving.left')) : null,
      h('p', { class: 'hint' }, t(locked ? 'arriving.locked' : 'arriving.no-lock')),
      h('p', {}, h('a', { class: 'button button-big', href: at('/s') }, t('arriving.go-on'))));
    focusOn(heading);
  }
}

/** @param {unknown} error @returns {string} */
const failure = (error) =>
  t(error instanceof Error && ['SecurityError', 'StorageError'].includes(error.name) ? 'failure.storage' : 'arriving.failed');

/** @returns {HTMLElement} */
const home = () => h('a', { class: 'button button-quiet', href: at('/') }, t('arriving.home'));

customElements.define('overture-arriving', OvertureArriving);
