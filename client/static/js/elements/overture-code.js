/** The code of this conversation: to say aloud, to show, to share. Its second half is only on this phone. */

import { encode } from '../../vendor/uqr.js';
import { t } from '../text.js';
import { ConversationElement } from './base.js';
import { button, fill, h } from './dom.js';
import { groupedCode, linkTo, spelled } from './code-text.js';

const SVG = 'http://www.w3.org/2000/svg';

class OvertureCode extends ConversationElement {
  static observedAttributes = ['locator', 'stage'];

  /** @override @returns {boolean} */
  ready() {
    return true;
  }

  /** @override @param {import('../session.js').Conversation} conversation */
  shows(conversation) {
    const { secret, problem, locator } = conversation.pairing;
    return [this.attribute('locator'), locator, secret, problem, this.attribute('stage') === 'answered'];
  }

  /** @override @param {import('../session.js').Conversation} conversation */
  draw(conversation) {
    const { secret, problem, locator } = conversation.pairing;
    const trouble = problem === null ? null : h('p', { class: 'banner' }, t(`code.${problem}`));
    if (secret === null || locator !== this.attribute('locator')) {
      return fill(this, trouble, this.attribute('stage') === 'answered' ? null : h('p', {}, t('code.making')));
    }
    const link = linkTo(location.origin, locator, secret);
    const code = groupedCode(locator + secret);
    fill(this,
      trouble,
      h('div', { class: 'code-card card' },
        h('p', { class: 'code', 'aria-hidden': 'true' }, code),
        h('p', { class: 'sr-only' }, t('code.spelled', { code: spelled(code) })),
        h('p', { class: 'hint' }, t('code.aloud')),
        drawQr(link),
        h('div', { class: 'row' }, shareButton(link), copyButton(link))),
      h('p', { class: 'hint' }, t('code.link-hint')));
  }
}

/** @param {string} link @returns {HTMLElement} */
function drawQr(link) {
  /** @type {{ size: number, data: boolean[][] }} */
  const { size, data } = encode(link, { ecc: 'M', border: 2 });
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', t('code.qr'));
  svg.setAttribute('shape-rendering', 'crispEdges');
  const path = document.createElementNS(SVG, 'path');
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  path.setAttribute('d', dark.join(''));
  svg.append(path);
  return h('div', { class: 'qr' }, svg);
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
