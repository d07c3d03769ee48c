/**
 * Which room of the stage is shown: the one that the address names behind its #, so that the back button works. The hub
 * draws every room hidden; what is shown is the phone's business and nobody is told.
 */

const FIRST = 'overview';
const CARD = 'card';
const WRITTEN_IN = 'textarea, input:not([type=radio], [type=checkbox])';

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

/**
 * Goes to the scene card when a scene begins, whoever has said so: but never away from a text that is being written, nor, where the
 * page is opened anew in a scene, from the tab that its address names.
 * @param {import('../session/conversation.js').Conversation} conversation
 */
export function showCard(conversation) {
  /** @type {boolean | null} */
  let before = null;
  conversation.addEventListener('change', () => {
    if (!conversation.view) return;
    const running = conversation.inScene;
    const begins = running && (before === null ? location.hash === '' : !before);
    before = running;
    if (begins && !document.activeElement?.matches(WRITTEN_IN)) location.hash = CARD;
  });
}
