/**
 * What the neutral door asks where this phone has a lock. Pausing and leaving need no key: a pause that is said here holds
 * on this phone as soon as it is unlocked, and that is when the hub hears of it.
 */

import { button, fill, freshId, h } from './elements/dom.js';
import { chosen, listSessions } from './keys.js';
import { forgetEverything, unlock } from './lock-change.js';
import { Outbox } from './outbox.js';
import { base64url, randomBytes } from './protocol/encoding.js';
import { t } from './text.js';

/** @param {() => void} open called once with the key in this page @returns {HTMLElement} */
export function drawLock(open) {
  const id = freshId('passphrase');
  const field = h('input', { class: 'field-input', type: 'password', id, autocomplete: 'off', autofocus: true });
  const told = h('p', { role: 'status' });
  const go = h('button', { class: 'button' }, t('door.go-on'));

  async function tryIt() {
    told.textContent = t('door.opening');
    go.disabled = true;
    const right = await unlock(field.value).catch(() => null);
    go.disabled = false;
    if (right) return open();
    told.textContent = t(right === null ? 'door.failed' : 'door.wrong');
    field.select();
  }

  const pause = button(t('door.pause'), () => void pauseLocked().then(() => (told.textContent = t('door.paused'))),
    { class: 'button button-quiet' });
  return h('div', { class: 'stack' },
    h('form', {
      class: 'stack',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        if (!go.disabled) void tryIt();
      },
    }, h('div', { class: 'field' }, h('label', { for: id }, t('door.passphrase')), field), go),
    told,
    h('div', { class: 'row' },
      pause,
      h('button', { type: 'button', class: 'button button-exit', 'data-act': 'exit' }, t('door.exit'))),
    forgotten());
}

/** @returns {HTMLElement} */
function forgotten() {
  const place = h('div', { class: 'stack' });
  const offer = () =>
    fill(place,
      h('p', {}, t('door.forgotten-hint')),
      button(t('door.forget'), sure, { class: 'button button-quiet' }));
  const sure = () => {
    const yes = button(t('door.forget-yes'), () => void forgetEverything().then(() => location.reload()));
    fill(place,
      h('p', {}, t('door.forget-sure')),
      h('div', { class: 'row' }, yes, button(t('door.forget-no'), offer, { class: 'button button-quiet' })));
    yes.focus();
  };
  offer();
  return h('details', { class: 'aside' }, h('summary', {}, t('door.forgotten')), place);
}

/** What waits to be said to the hub needs no key, so the conversation that this tab shows can be paused as it is. */
async function pauseLocked() {
  const session = chosen() ?? (await listSessions())[0]?.id;
  if (session === undefined) return;
  const outbox = new Outbox(session, { open: false, send: async () => ({ lost: true }) });
  await outbox.pause(base64url(randomBytes(16)));
  outbox.close();
}
