/**
 * The lock of this phone: set, changed and taken off here. What it does not do, and what forgetting it means, is said before.
 * It needs nothing of the conversation, so the first page has it too.
 */

import { storedLock } from '../storage/lock.js';
import { t } from '../i18n.js';
import { button, fill, focusOn, freshId, h, typed } from '../ui/dom.js';

/** @typedef {'none' | 'set' | 'change' | 'off'} Mode `none` and `set`: what there is; the others: what is being done */

/** What went wrong, by the name of the error. @type {Record<string, string>} */
const TROUBLE = {
  LockedError: 'lock.elsewhere',
  UnmarkedError: 'lock.unmarked',
  StorageError: 'lock.unstored',
  QuotaExceededError: 'lock.unstored',
  SecurityError: 'lock.unstored',
};
/** Shorter ones are guessed too soon. */
const LEAST = 8;

class OvertureLock extends HTMLElement {
  /** @type {Mode | null} */
  #mode = null;
  #place = h('div', { class: 'stack' });
  #status = h('p', { role: 'status' });
  /** @type {HTMLInputElement[]} */
  #fields = [];
  #busy = false;

  connectedCallback() {
    const details = h('details', {
      class: 'aside',
      ontoggle: () => details.open && this.#begin(''),
    }, h('summary', {}, t('lock.summary')), this.#place, this.#status);
    fill(this, details);
  }

  /** Back to what there is. @param {string} message */
  async #begin(message) {
    try {
      this.#stand((await storedLock()) ? 'set' : 'none', message);
    } catch (error) {
      this.#report(troubleOf(error));
    }
  }

  /** @param {Mode} mode what there is @param {string} message */
  #stand(mode, message) {
    // What is being typed stays when it is opened once more.
    if (mode !== this.#mode) this.#draw(mode);
    this.#status.textContent = message;
  }

  /** @param {Mode} mode */
  #draw(mode) {
    this.#mode = mode;
    this.#fields = [];
    this.#status.textContent = '';
    const quiet = { class: 'button button-quiet' };
    if (mode === 'set') {
      fill(this.#place,
        h('p', {}, t('lock.is-set')),
        h('p', { class: 'hint' }, t('lock.limits')),
        h('div', { class: 'row' },
          button(t('lock.change'), () => this.#open('change'), quiet),
          button(t('lock.off'), () => this.#open('off'), quiet)));
      return;
    }
    fill(this.#place,
      mode === 'off' ? h('p', {}, t('lock.off-hint')) : this.#before(),
      h('form', {
        class: 'stack',
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          return this.#submit();
        },
      },
      mode === 'none' ? null : this.#field('lock.now'),
      mode === 'off' ? null : [this.#field('lock.new'), this.#field('lock.again')],
      h('div', { class: 'row' },
        h('button', { class: 'button' }, t(`lock.do-${mode}`)),
        mode === 'none' ? null : button(t('lock.leave'), () => this.#open('set'), quiet))));
  }

  /** @returns {HTMLElement[]} */
  #before() {
    return ['lock.what', 'lock.limits', 'lock.forgotten', 'lock.browser'].map((key) => h('p', { class: 'hint' }, t(key)));
  }

  /** @param {Mode} mode */
  #open(mode) {
    this.#draw(mode);
    focusOn(this.#fields[0] ?? this.querySelector('summary'));
  }

  /** @param {'lock.now' | 'lock.new' | 'lock.again'} key @returns {HTMLElement} */
  #field(key) {
    const id = freshId('passphrase');
    const field = typed('input', { class: 'field-input', type: 'password', id });
    this.#fields.push(field);
    return h('div', { class: 'field' }, h('label', { for: id }, t(key)), field);
  }

  async #submit() {
    if (this.#busy) return;
    const [said, mode] = [this.#fields.map(({ value }) => value), this.#mode];
    const now = mode === 'none' ? null : said.shift();
    const trouble = mode === 'off' ? null : troubleWith(said);
    if (trouble) return this.#report(t(trouble));
    this.#busy = true;
    this.#report(t('lock.working'));
    try {
      const { changeLock, unlock } = await import('../ui/lock-change.js');
      if (now !== null && !(await unlock(now ?? ''))) return this.#report(t('lock.wrong'));
      await changeLock(mode === 'off' ? null : (said[0] ?? ''));
      this.#stand(mode === 'off' ? 'none' : 'set', t(`lock.done-${mode}`));
      focusOn(this.querySelector('summary'));
    } catch (error) {
      this.#report(troubleOf(error));
    } finally {
      this.#busy = false;
    }
  }

  /** @param {string} sentence */
  #report(sentence) {
    this.#status.textContent = sentence;
  }
}

/** @param {unknown} error @returns {string} what is so, and what to do */
const troubleOf = (error) =>
  t((error instanceof Error || error instanceof DOMException ? TROUBLE[error.name] : undefined) ?? 'lock.failed');

/** @param {string[]} said twice the same @returns {'lock.short' | 'lock.differ' | null} */
function troubleWith([once = '', again]) {
  if ([...once].length < LEAST) return 'lock.short';
  return once === again ? null : 'lock.differ';
}

customElements.define('overture-lock', OvertureLock);
