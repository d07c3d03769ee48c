/** What the neutral door asks where this phone has a lock. Pausing, ending and leaving need no passphrase. */

import { ask } from './dialog.js';
import { LockedPause, lockedSeat } from './locked-actions.js';
import { button, fill, freshId, h, refocus, typed } from './dom.js';
import { reportDefect } from '../net/defects.js';
import { endHere, sendPendingEnds } from '../net/pending-ends.js';
import { forgetPageWithLast } from './kept-page.js';
import { forgetEverything, unlock } from './lock-change.js';
import { t } from '../i18n.js';

/**
 * Draws the door of a phone that is locked.
 * @param {() => void} open called once with the key in this page
 * @returns {HTMLElement}
 */
export function drawLock(open) {
  const id = freshId('passphrase');
  const field = typed('input', { class: 'field-input', type: 'password', id, autofocus: true });
  const status = h('p', { role: 'status' });
  const go = h('button', { class: 'button' }, t('door.go-on'));

  async function submit() {
    status.textContent = t('door.opening');
    go.disabled = true;
    const right = await unlock(field.value).catch((/** @type {unknown} */ error) => troubleWith(error));
    go.disabled = false;
    if (right === true) {
      stop();
      return open();
    }
    status.textContent = t(right || 'door.wrong');
    field.focus();
    field.select();
  }

  const { actions, stop } = lockedActions(status);
  return h('div', { class: 'stack' },
    h('form', {
      class: 'stack',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        return go.disabled ? null : submit();
      },
    }, h('div', { class: 'field' }, h('label', { for: id }, t('door.passphrase')), field), go),
    status,
    h('div', { class: 'row' }, actions,
      h('button', { type: 'button', class: 'button button-exit', 'data-act': 'exit' }, t('door.exit'))),
    forgottenPassphrase());
}

/** @param {unknown} error @returns {string} the key of what is so, and what to do */
const troubleWith = (error) =>
  error instanceof Error && ['StorageError', 'SecurityError'].includes(error.name) ? 'door.unread' : 'door.failed';

/** @returns {HTMLElement} */
function forgottenPassphrase() {
  const place = h('div', { class: 'stack' });
  const offer = () =>
    fill(place,
      h('p', {}, t('door.forgotten-hint')),
      button(t('door.forget'), sure, { class: 'button button-quiet', 'data-key': 'forget' }));
  const sure = () => {
    // Focus the button that changes nothing, because a key that is held down presses again.
    fill(place,
      h('p', {}, t('door.forget-sure')),
      h('div', { class: 'row' },
        button(t('door.forget-yes'), () => forgetEverything().then(() => location.reload()), { class: 'button button-end' }),
        button(t('door.forget-no'), offer, { class: 'button button-quiet', 'data-key': 'forget' })));
  };
  offer();
  return h('details', { class: 'aside' }, h('summary', {}, t('door.forgotten')), place);
}

/**
 * @param {HTMLElement} status says what came of them, and has the focus once a button is of no use any more
 * @returns {{ actions: HTMLElement, stop: () => void }} the buttons, and what closes the connection of a pause
 */
function lockedActions(status) {
  const showStatus = (/** @type {string} */ key) => (status.textContent = t(key));
  const actions = h('div', { class: 'row', hidden: true });
  /** @type {LockedPause | null} */
  let pausing = null;

  async function load() {
    const seat = await lockedSeat();
    actions.hidden = seat === null;
    if (seat === null) return;
    const locked = new LockedPause(seat, (outcome) => showStatus(`door.${outcome}`));
    pausing = locked;
    const pause = button(t('door.pause'), async () => {
      pause.disabled = true;
      showStatus('door.paused');
      refocus(status);
      if (!(await locked.send())) showStatus('door.paused-open');
    }, { class: 'button button-quiet' });
    fill(actions, pause, button(t('door.end'), () => end(seat), { class: 'button button-quiet' }));
    if (await locked.resend()) showStatus('door.paused');
  }

  /** @param {import('./locked-actions.js').Seat} seat */
  async function end(seat) {
    const words = { title: t('door.end-title'), text: t('door.end-text'), yes: t('end.yes'), no: t('end.no') };
    if (!(await ask(words))) return;
    pausing?.stop();
    showStatus(`door.${(await endHere(seat)).left}`);
    void forgetPageWithLast();
    // If nothing can be read any more, the door stays as it is.
    await load().catch(reportDefect);
    refocus(status);
  }

  void sendPendingEnds();
  // A phone that cannot read what it keeps has nothing here to pause or end.
  void load().catch(reportDefect);
  return { actions, stop: () => pausing?.stop() };
}
