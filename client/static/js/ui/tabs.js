/**
 * Which room of the stage is shown: the one that the address names behind its #, so that the back button works. The hub
 * draws every room hidden; what is shown is the phone's business and nobody is told. While a scene runs it is the card alone.
 */

const FIRST = 'overview';
const CARD = 'card';

/** @type {string | null} */
let shown = null;

const shownRooms = new EventTarget();

/** Calls whenever a room has been shown. @param {() => void} listener */
export const onShown = (listener) => shownRooms.addEventListener('shown', listener);

/** @returns {HTMLElement[]} right in the stage: one within another would be hidden with it */
const rooms = () => [...document.querySelectorAll('#stage > .room')].filter((room) => room instanceof HTMLElement);

/** Shows the room that is named now, in whatever the stage holds. */
export function showTab() {
  const all = rooms();
  if (all.length === 0) return;
  const named = document.documentElement.dataset['scene'] === 'running' ? CARD : location.hash.slice(1);
  const room = all.find(({ id }) => id === named) ?? all.find(({ id }) => id === FIRST) ?? all[0];
  for (const each of all) each.hidden = each !== room;
  for (const link of document.querySelectorAll('#stage a[href^="#"]')) {
    if (link.getAttribute('href') === `#${room?.id}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  shown = room?.id ?? null;
  shownRooms.dispatchEvent(new Event('shown'));
}

/** Shows the room that is named now from its top. Where it is another one, the focus goes to what says where one is. */
function moved() {
  const before = shown;
  showTab();
  if (shown === null || shown === before) return;
  focusHeading();
}

function focusHeading() {
  const heading = rooms().find(({ id }) => id === shown)?.querySelector('h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Shows another tab whenever the address names one. */
export const followHash = () => window.addEventListener('hashchange', moved);

/**
 * Shows the card, from its top and without the rest of the page, as long as a scene runs: on the phone of whoever was the last to
 * be ready as well. What somebody is writing stays in its room.
 * @param {import('../session/conversation.js').Conversation} conversation
 */
export function followScene(conversation) {
  const page = document.documentElement;
  const follow = () => {
    const { state } = conversation.scene;
    const before = page.dataset['scene'];
    page.dataset['scene'] = state;
    if (before === state) return;
    if (state === 'running') history.replaceState(null, '', `#${CARD}`);
    showTab();
    if (state === 'running') focusHeading();
  };
  conversation.addEventListener('change', follow);
  follow();
}
