/**
 * That the hub has another version of the page; with part="kept", which one this phone keeps. The page is changed by a
 * tap alone, and not while a conversation is on this phone: each ends with the page that it began with.
 */

import { listSessions } from '../storage/session-store.js';
import { fetchPage, forgetPage, keepPage, takePage } from '../ui/kept-page.js';
import { button, fill, focusOn, h } from '../ui/dom.js';
import { t } from '../i18n.js';

/** @typedef {import('../worker.js').Found} Found */

/** Digits of a digest that are shown. */
const SHOWN = 12;

class OvertureVersion extends HTMLElement {
  connectedCallback() {
    void keepPage().then((found) => this.#draw(found));
  }

  /** @param {Found | null} found */
  async #draw(found) {
    if (!found) return fill(this);
    const { kept, offered, trouble } = found;
    if (this.getAttribute('part') === 'kept') return fill(this, kept ? this.#kept(kept) : null);
    const free = (await listSessions().catch(() => [null])).length === 0;
    fill(this,
      trouble === 'altered' ? h('p', { class: 'banner notice', role: 'alert' }, t('version.altered')) : null,
      offered ? this.#other(offered, free) : null);
  }

  /** @param {import('../worker.js').Edition} offered @param {boolean} free no conversation is on this phone */
  #other(offered, free) {
    return h('div', { class: 'card stack' },
      h('h2', { tabindex: '-1' }, t('version.other')),
      h('p', {}, t('version.offered', named(offered))),
      h('p', { class: 'hint' }, t(free ? 'version.check' : 'version.wait')),
      free ? h('div', { class: 'row' }, button(t('version.take'), () => this.#take(offered.digest), { 'data-key': 'take' })) : null,
      h('p', { role: 'status', 'data-key': 'failed' }));
  }

  /** @param {import('../worker.js').Edition} kept */
  #kept(kept) {
    return h('div', { class: 'stack' },
      h('h2', {}, t('version.kept')),
      h('p', {}, t('version.this', named(kept))),
      h('p', { class: 'hint' }, t('version.what')),
      button(t('version.forget'), () => this.#forget(), { class: 'button button-quiet', 'data-key': 'forget-page' }));
  }

  /** @param {string} digest */
  async #take(digest) {
    const fetched = await fetchPage(digest);
    // Another tab may have begun one meanwhile, and each ends with the page that it began with.
    const free = (await listSessions()).length === 0;
    const found = free && fetched && !fetched.trouble ? await takePage(digest) : fetched;
    if (free && found && !found.offered && !found.trouble) return location.reload();
    await this.#draw(found);
    const failed = this.querySelector('[data-key="failed"]');
    if (failed && found?.trouble === 'unreachable') failed.textContent = t('version.failed');
    focusOn(this.querySelector('h2') ?? this.querySelector('[role="alert"]'));
  }

  async #forget() {
    await forgetPage();
    fill(this, h('p', { role: 'status', tabindex: '-1' }, t('version.forgotten')));
    focusOn(this.querySelector('p'));
  }
}

/** @param {import('../worker.js').Edition} edition @returns {{ version: string, hash: string }} */
const named = ({ version, digest }) => ({ version, hash: digest.slice(0, SHOWN) });

customElements.define('overture-version', OvertureVersion);
