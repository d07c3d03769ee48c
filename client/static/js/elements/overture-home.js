/** On the home page: go on with a conversation that this phone keeps, forget it here, and the one setting of this phone. */

import { choose, listSessions } from '../storage/session-store.js';
import { at, t } from '../i18n.js';
import './overture-lock.js';
import './overture-version.js';
import { forgetWithPage } from '../ui/kept-page.js';
import { button, fill, focusOn, freshId, h } from '../ui/dom.js';

/** Read by exit.js on every page. */
const SHIFT = 'overture.shift-exit';

class OvertureHome extends HTMLElement {
  /** @type {string | null} the conversation that is about to be forgotten */
  #asking = null;
  #version = h('overture-version', {});
  #settings = settings();

  connectedCallback() {
    void this.#draw();
  }

  async #draw() {
    const sessions = await listSessions().catch(() => []);
    fill(this,
      sessions.length > 0
        ? h('section', { class: 'stack' },
          h('h2', { tabindex: '-1' }, t(sessions.length > 1 ? 'home.yours-many' : 'home.yours')),
          sessions.map((session, index) => this.#session(session, sessions.length > 1 ? index + 1 : null)))
        : null,
      this.#version,
      this.#settings);
  }

  /** @param {{ id: string }} session @param {number | null} number @returns {HTMLElement} */
  #session(session, number) {
    const name = number === null ? '' : ` ${number}`;
    if (this.#asking === session.id) {
      return h('div', { class: 'card stack' },
        h('p', {}, t('home.forget-sure')),
        h('div', { class: 'row' },
          button(t('home.forget-yes'), () => this.#forget(session.id), { class: 'button button-end', 'data-key': 'forget-yes' }),
          button(t('home.forget-no'), () => this.#ask(null), { class: 'button button-quiet', 'data-key': 'forget-no' })));
    }
    return h('div', { class: 'card row' },
      h('a', { class: 'button', href: at('/s'), onclick: () => choose(session.id) }, t('home.go-on') + name),
      button(t('home.forget') + name, () => this.#ask(session.id), { class: 'button button-quiet' }));
  }

  /** @param {string | null} id */
  async #ask(id) {
    this.#asking = id;
    await this.#draw();
    // Focus the button that changes nothing, because a key that is held down presses again.
    focusOn(this.querySelector('[data-key="forget-no"]') ?? this.querySelector('h2'));
  }

  /** @param {string} id */
  async #forget(id) {
    await forgetWithPage(id);
    this.#asking = null;
    await this.#draw();
    focusOn(this.querySelector('h2') ?? document.querySelector('h1'));
  }
}

/** @returns {boolean} whether pressing Shift three times leaves, as it does where the browser stores no settings */
function shiftLeaves() {
  try {
    return localStorage.getItem(SHIFT) !== 'off';
  } catch {
    return true;
  }
}

/** @returns {HTMLElement} */
function settings() {
  const hint = freshId('shift');
  const shift = h('input', {
    type: 'checkbox', checked: shiftLeaves(), 'aria-describedby': hint,
    onchange: () => {
      if (shift.checked) localStorage.removeItem(SHIFT);
      else localStorage.setItem(SHIFT, 'off');
    },
  });
  return h('details', { class: 'aside' },
    h('summary', {}, t('home.settings')),
    h('label', { class: 'choice' }, shift, h('span', {}, t('home.shift'))),
    h('p', { class: 'hint', id: hint }, t('home.shift-hint')),
    h('overture-lock', {}),
    h('overture-version', { part: 'kept' }),
    homeScreen());
}

/** @returns {HTMLElement} the place of the icon, empty until somebody opens it */
function homeScreen() {
  const place = h('div', { class: 'stack' });
  const details = h('details', {
    class: 'aside',
    ontoggle: async () => {
      if (!details.open || place.hasChildNodes()) return;
      const { drawHomeScreen } = await import('./home-screen.js');
      drawHomeScreen(place);
    },
  }, h('summary', {}, t('icon.summary')), place);
  return details;
}

customElements.define('overture-home', OvertureHome);
