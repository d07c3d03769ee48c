/** Joining: by a typed code, or from a link with one button. Nothing is asked of the hub before the button is pressed. */

import { readFragment } from '../model/link.js';
import { joinSession } from '../net/http.js';
import { hubName, speaksTo } from '../net/hub.js';
import { t } from '../i18n.js';
import { findCode, findHub } from '../protocol/found-code.js';
import { button, composes, fill, focusOn, freshId, h, typed } from '../ui/dom.js';
import { fieldCode, groupedCode, isWhole, locatorIn, plainCode } from './code-text.js';

class OvertureJoin extends HTMLElement {
  #trouble = h('p', { class: 'banner', hidden: true, tabindex: '-1', id: freshId('trouble') });
  #busy = false;

  connectedCallback() {
    if (this.childElementCount > 0) return;
    const { secret, hub } = readFragment(secretFromLink());
    const code = locatorIn(location.pathname) + plainCode(secret);
    if (!speaksTo(hub)) {
      this.#drawField('');
      this.#say(t('join.other-hub', { server: hubName() }), null);
    } else if (isWhole(code)) this.#drawLink(groupedCode(code));
    else this.#drawField(code);
  }

  /** @param {string} code */
  #drawLink(code) {
    const join = button(t('join.join'), () => this.#join(code, join), { class: 'button button-big' });
    fill(this,
      h('p', {}, t('join.from-link')),
      this.#trouble, join,
      h('p', {}, button(t('join.type-instead'), () => {
        this.#trouble.hidden = true;
        this.#drawField('');
        this.querySelector('input')?.focus();
      }, { class: 'button button-quiet' })));
  }

  /** @param {string} given what there is of a code: the half that a link without its second half had, say */
  #drawField(given) {
    const id = freshId('code');
    const hint = freshId('code-hint');
    /** @param {string} [added] */
    const group = (added) => {
      // Only at the end, so that the caret of someone who mends the middle stays where it is.
      const isAtTheEnd = input.selectionStart === input.value.length;
      if (isAtTheEnd || findCode(added ?? '')) input.value = fieldCode(input.value, added);
    };
    const input = typed('input', {
      id, class: 'code-input', type: 'text', inputmode: 'text', autocapitalize: 'characters',
      enterkeyhint: 'go', translate: 'no', value: groupedCode(given),
      'aria-describedby': `${hint} ${this.#trouble.id}`,
      oninput: (/** @type {InputEvent} */ event) => {
        // A keyboard that composes writes its own text anew with every key, so nothing else may write in it meanwhile.
        // An event of autofill may carry no text; then the text is in the field alone.
        if (!event.isComposing && !this.#namesOtherHub(input)) group(event.data ?? '');
        keepForOtherLanguage(input.value);
      },
      oncompositionend: () => group(),
      onblur: () => { input.value = fieldCode(input.value); },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        return event.key === 'Enter' && !composes(event) ? this.#join(input.value, join, input) : null;
      },
    });
    const join = button(t('join.join'), () => this.#join(input.value, join, input), { class: 'button button-big' });
    fill(this,
      h('div', { class: 'field' },
        h('label', { for: id }, t('join.code')),
        h('p', { class: 'hint', id: hint }, t('join.code-hint')),
        input),
      this.#trouble, join);
  }

  /** Its code is not for this hub, and a guess there would be spent. @param {HTMLInputElement} input @returns {boolean} */
  #namesOtherHub(input) {
    const hub = findHub(input.value);
    if (hub === null || speaksTo(hub)) return false;
    input.value = '';
    this.#say(t('join.other-hub', { server: hubName() }), input);
    return true;
  }

  /** @param {string} code @param {HTMLButtonElement} join @param {HTMLInputElement} [input] */
  async #join(code, join, input) {
    if (this.#busy) return;
    if (input && this.#namesOtherHub(input)) return;
    input?.removeAttribute('aria-invalid');
    const found = findCode(code);
    if (!found) {
      input?.setAttribute('aria-invalid', 'true');
      return this.#say(t('join.not-whole'), input ?? null);
    }
    this.#busy = true;
    this.#trouble.hidden = true;
    join.textContent = t('join.joining');
    try {
      await joinSession(groupedCode(found));
    } catch (error) {
      this.#say(error instanceof Error && error.name === 'Failure' ? error.message : t('join.failed'), null);
    }
    join.textContent = t('join.join');
    this.#busy = false;
  }

  /** @param {string} sentence @param {HTMLElement | null} where the focus goes; else to the sentence itself */
  #say(sentence, where) {
    this.#trouble.textContent = sentence;
    this.#trouble.hidden = false;
    if (where) where.focus();
    else focusOn(this.#trouble);
  }
}

/** @param {string} typed comes along, as what stands behind the # of a link does, when the page's language is changed */
function keepForOtherLanguage(typed) {
  const [plain, locator] = [plainCode(typed), locatorIn(location.pathname)];
  window.overtureSecret = plain.startsWith(locator) ? plain.slice(locator.length) : '';
}

/** @returns {string} what stood behind the # of the link; the page has taken it out of the address already */
function secretFromLink() {
  return window.overtureSecret ?? '';
}

customElements.define('overture-join', OvertureJoin);
