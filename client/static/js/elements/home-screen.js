/**
 * An icon on the home screen, for who wants one. First what it gives away; only after a tap does the page name what a browser
 * needs for it, and only until the page is left. Loaded when somebody opens the place for it.
 */

import { language, t } from '../i18n.js';
import { button, fill, focusOn, h } from '../ui/dom.js';

const WARNINGS = ['seen', 'switcher', 'backup', 'maker', 'iphone', 'stays'];
/** @typedef {Event & { prompt: () => Promise<{ outcome: string }> }} Offer what Chromium has when it could add an icon */

/** @returns {boolean} whether this page was opened with its icon */
const opensByIcon = () => matchMedia('(display-mode: standalone)').matches || Reflect.get(navigator, 'standalone') === true;

/** @param {string} name @returns {string} the address of a file of the icon */
const fileOf = (name) => `/static/${document.documentElement.dataset['build']}/home-screen/${name}`;

/**
 * Draws what the icon gives away, and the tap that prepares it.
 * @param {HTMLElement} place
 */
export function drawHomeScreen(place) {
  if (opensByIcon()) return fill(place, h('p', {}, t('icon.here')));
  fill(place,
    h('p', {}, t('icon.lead')),
    h('ul', { class: 'points' }, WARNINGS.map((each) => h('li', {}, t(`icon.${each}`)))),
    h('div', { class: 'row' }, button(t('icon.prepare'), () => prepare(place), { class: 'button button-quiet', 'data-key': 'prepare-icon' })));
}

/** @param {HTMLElement} place */
function prepare(place) {
  const adding = h('div', { class: 'row' });
  const ready = h('p', {}, t('icon.ready'));
  window.addEventListener('beforeinstallprompt', (event) => {
    // The browser would ask by itself, at a time of its own.
    event.preventDefault();
    fill(adding, button(t('icon.add'), () => add(place, /** @type {Offer} */ (event)), { 'data-key': 'add-icon' }));
  });
  document.head.append(
    h('link', { rel: 'apple-touch-icon', href: fileOf('icon-180.png') }),
    h('link', { rel: 'manifest', href: fileOf(`${language}.webmanifest`) }));
  fill(place, ready, adding);
  focusOn(ready);
}

/** @param {HTMLElement} place @param {Offer} offer */
async function add(place, offer) {
  const { outcome } = await offer.prompt();
  const said = h('p', {}, t(outcome === 'accepted' ? 'icon.added' : 'icon.not-added'));
  fill(place, said, h('p', { class: 'hint' }, t('icon.stays')));
  focusOn(said);
}
