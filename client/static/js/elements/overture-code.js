/** The code of this conversation: to say aloud, to show, to share. Its second half is only on this phone. */

import { waitForCode } from '../model/guess-budget.js';
import { waitedForCode } from '../session/new-code.js';
import { writeFragment } from '../model/link.js';
import { hubInLinks, isExported } from '../net/hub.js';
import { at, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, h } from '../ui/dom.js';
import { groupedCode, linkTo, spelled } from './code-text.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureCode extends ConversationElement {
  static observedAttributes = ['locator', 'stage'];
  #timer = 0;

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** @override @returns {boolean} */
  ready() {
    return true;
  }

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  shows(conversation) {
    const { secret, problem, locator, codes, pairing } = conversation.pairing;
    return [this.attribute('locator'), locator, secret, problem, codes, pairing?.kind === 'spent', this.attribute('stage') === 'answered'];
  }

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  draw(conversation) {
    const { secret, problem, locator } = conversation.pairing;
    const trouble = problem === null ? null : h('p', { class: 'banner' }, t(`code.${problem}`));
    clearTimeout(this.#timer);
    if (conversation.pairing.pairing?.kind === 'spent') return fill(this, trouble, this.#renewing(conversation));
    if (secret === null || locator !== this.attribute('locator')) {
      return fill(this, trouble, this.attribute('stage') === 'answered' ? null : h('p', {}, t('code.making')));
    }
    const code = groupedCode(locator + secret);
    const link = isExported ? `${location.origin}/j#${writeFragment(code, hubInLinks)}` : linkTo(location.origin, locator, secret);
    fill(this,
      trouble,
      h('div', { class: 'code-card card' },
        h('p', { class: 'code', 'aria-hidden': 'true', translate: 'no' }, code),
        h('p', { class: 'sr-only', translate: 'no' }, t('code.spelled', { code: spelled(code) })),
        h('p', { class: 'hint' }, t('code.aloud')),
        qrCode(link),
        h('div', { class: 'row' }, shareButton(link), copyButton(link))),
      h('p', { class: 'hint' }, t('code.link-hint')));
  }

  /** A person stands between codes: each new one is asked for, and later than the one before. @param {Conversation} conversation */
  #renewing(conversation) {
    const { pairing, problem } = conversation.pairing;
    if (problem === 'used-up') return h('p', {}, h('a', { class: 'button', href: at('/start') }, t('resting.new-code')));
    const wait = waitForCode(conversation.pairing, waitedForCode(conversation.pairing));
    if (wait > 0) this.#timer = setTimeout(() => this.redraw(), wait);
    return h('div', { class: 'stack' },
      wait > 0 && pairing ? h('p', { class: 'hint' }, t('code.wait', { n: Math.ceil(wait / 1000) })) : null,
      h('p', {}, button(t('code.new'), () => conversation.newCode(), { 'data-key': 'new-code', disabled: wait > 0 })));
  }
}

/** The code is there at once, to be read aloud; the picture of it comes a moment later. @param {string} link @returns {HTMLElement} */
function qrCode(link) {
  const place = h('div', { class: 'qr' });
  // Without the picture there are still the code and the link.
  import('./qr.js').then(({ drawQr }) => place.replaceWith(drawQr(link, t('code.qr'))), () => place.remove());
  return place;
}

/** @param {string} link @returns {HTMLElement | null} null where the browser has no share sheet */
function shareButton(link) {
  if (typeof navigator.share !== 'function') return null;
  return button(t('code.share'), () => navigator.share({ url: link }).catch(() => {}), { 'data-key': 'share' });
}

/** @param {string} link @returns {HTMLElement | null} null where the page may not write to the clipboard */
function copyButton(link) {
  if (!navigator.clipboard) return null;
  const copy = button(t('code.copy'), async () => {
    try {
      await navigator.clipboard.writeText(link);
      copy.textContent = t('code.copied');
    } catch {
      copy.textContent = t('code.not-copied');
    }
  }, { class: 'button button-quiet', 'data-key': 'copy' });
  return copy;
}

customElements.define('overture-code', OvertureCode);
