/**
 * The neutral door: nothing of this place is shown until someone chooses to go on. It stands after an exit, and before a
 * conversation that this phone has locked; there it asks for the passphrase.
 */

import { button, h } from './dom.js';
import { needsPassphrase } from '../storage/lock.js';
import { t } from '../i18n.js';

const DOOR = 'overture.door';
/** How long after a failure the door is asked for again, in milliseconds. */
const AGAIN = 2000;

const hidden = [...document.body.children].flatMap((each) => (each instanceof HTMLElement && !each.hidden ? [each] : []));
for (const element of hidden) element.hidden = true;

/** @param {HTMLElement} way what leads on */
function draw(way) {
  door.append(h('h1', {}, t('door.sentence')), way);
  document.body.prepend(door);
  document.documentElement.hidden = false;
}

function open() {
  localStorage.removeItem(DOOR);
  for (const element of hidden) element.hidden = false;
  door.remove();
  window.overtureOpenDoor?.();
}

/** Until there is a door that asks for the passphrase, nothing is shown: on a bad line it is asked for again. */
function lock() {
  import('./lock-door.js').then(({ drawLock }) => draw(drawLock(open)), () => setTimeout(lock, AGAIN));
}

const door = h('main', { class: 'page stack' });
if (needsPassphrase()) lock();
else draw(button(t('door.go-on'), open));
