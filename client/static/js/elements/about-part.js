/** What the parts of a page that tell of this hub have in common: each is drawn once the hub has answered. */

import { t } from '../i18n.js';
import { button, fill, h } from '../ui/dom.js';

/**
 * A part of a page that is drawn from one request.
 * @template T what the request brings
 */
export class AboutPart extends HTMLElement {
  /** Requests what the part shows. @returns {Promise<T>} */
  load() {
    throw new Error('to be written in the element');
  }

  /** Draws the part. @param {T} _loaded @returns {import('../ui/dom.js').Child[]} */
  draw(_loaded) {
    throw new Error('to be written in the element');
  }

  /** Requests and draws, once the part is in the page. */
  connectedCallback() {
    void this.#show();
  }

  async #show() {
    try {
      fill(this, ...this.draw(await this.load()));
      if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView();
    } catch {
      fill(this,
        h('p', { class: 'hint' }, t('about.failed')),
        button(t('start.retry'), () => this.#show(), { class: 'button button-quiet' }));
    }
  }
}
