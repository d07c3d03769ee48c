/**
 * The neutral door after an exit: nothing of this place is shown until someone chooses to go on.
 */

import { t } from './text.js';

const DOOR = 'overture.door';

function open() {
  localStorage.removeItem(DOOR);
  for (const element of hidden) element.hidden = false;
  door.remove();
  window.overtureOpenDoor?.();
}

const hidden = [...document.body.children].flatMap((each) => (each instanceof HTMLElement && !each.hidden ? [each] : []));
for (const element of hidden) element.hidden = true;

const door = document.createElement('main');
door.className = 'page stack';
const sentence = document.createElement('h1');
sentence.textContent = t('door.sentence');
const button = document.createElement('button');
button.type = 'button';
button.className = 'button';
button.textContent = t('door.go-on');
button.addEventListener('click', open);
door.append(sentence, button);
document.body.prepend(door);
document.documentElement.hidden = false;
