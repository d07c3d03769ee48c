/**
 * The one place where the phone says that what somebody has just tapped did not happen. Whatever is listened to in the
 * page passes through here (ui/dom.js), so that no failure is swallowed, and what was written stays where it is.
 */

import { t } from '../i18n.js';
import { draftTrouble } from '../storage/drafts.js';

const PLACE = 'trouble';

/** The sentence for a failure, by the name of the error. @type {Record<string, string>} */
const KNOWN = { StorageError: 'storage', QuotaExceededError: 'storage', SecurityError: 'storage', LockedError: 'locked' };

/**
 * Says a sentence until it is dismissed, or until something else has gone well.
 * @param {string} key the last part of it
 * @param {boolean} [typing] then the focus stays in the text
 */
function showFailure(key, typing = false) {
  const place = document.getElementById(PLACE) ?? made();
  const [sentence] = place.children;
  if (!(sentence instanceof HTMLElement)) return;
  sentence.textContent = t(`trouble.${key}`);
  place.hidden = false;
  if (!typing) sentence.focus({ preventScroll: true });
}

/** @returns {HTMLElement} */
function made() {
  const place = document.createElement('div');
  place.id = PLACE;
  place.className = 'trouble banner stack';
  place.setAttribute('role', 'alert');
  const sentence = document.createElement('p');
  sentence.tabIndex = -1;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'button button-quiet';
  close.textContent = t('trouble.close');
  close.addEventListener('click', quiet);
  place.append(sentence, close);
  document.body.append(place);
  return place;
}

function quiet() {
  const place = document.getElementById(PLACE);
  if (place) place.hidden = true;
}

/** @param {unknown} error */
function failed(error) {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  showFailure(KNOWN[name] ?? 'failed');
  // A bug of ours must also appear in the console.
  if (!Object.hasOwn(KNOWN, name)) reportError(error);
}

/** Runs the action of a tap, and shows its failure. @param {() => unknown} work what somebody has tapped for */
export function runAction(work) {
  try {
    const doing = work();
    if (doing instanceof Promise) doing.then(quiet, failed);
  } catch (error) {
    failed(error);
  }
}

/** Makes a listener whose failures are shown. @param {(event: Event) => unknown} listener @returns {(event: Event) => void} */
export const asAction = (listener) => (event) => runAction(() => listener(event));

// Typing is no tap, so a draft that cannot be stored is notified by an event; once is enough.
draftTrouble.addEventListener('unstored', () => showFailure('draft', true), { once: true });
