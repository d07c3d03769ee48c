/**
 * Which room of the stage is shown: the one that the address names behind its #, so that the back button works. The hub
 * draws every room hidden; what is shown is the phone's business and nobody is told.
 */

const FIRST = 'overview';

/** @type {string | null} */
let shown = null;

/** @returns {HTMLElement[]} */
const rooms = () => [...document.querySelectorAll('#stage .room')].filter((room) => room instanceof HTMLElement);

/** Shows the room that is named now, in whatever the stage holds. */
export function showTab() {
  const all = rooms();
  if (all.length === 0) return;
  const named = decodeURIComponent(location.hash.slice(1));
  const room = all.find(({ id }) => id === named) ?? all.find(({ id }) => id === FIRST) ?? all[0];
  for (const each of all) each.hidden = each !== room;
  for (const link of document.querySelectorAll('#stage a[href^="#"]')) {
    if (link.getAttribute('href') === `#${room?.id}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  shown = room?.id ?? null;
}

/** Someone went to another room on purpose: there the focus is on what says where one is. */
function moved() {
  const before = shown;
  showTab();
  if (shown === null || shown === before) return;
  const heading = document.getElementById(shown)?.querySelector('h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Shows another tab whenever the address names one. */
export const followHash = () => window.addEventListener('hashchange', moved);
