/**
 * What the hub may draw: state, words and buttons. Everything is read as inert markup and checked element by element and
 * attribute by attribute before any of it reaches the page; nothing that could take in a word, load anything or run is
 * on the list, and one thing that is not on it refuses the whole.
 */

import { wishOf } from './wishes.js';

const ELEMENTS = new Set(
  'main section article header nav h1 h2 h3 p ul ol li a button span strong em small div details summary dl dt dd hr'.split(' '),
);
const PHONE_ELEMENT = /^overture-[a-z]+$/;
/** Of the attributes that a mistaken or malicious hub could write, data-hx- is one that htmx obeys too. */
const EVERYWHERE = /^(id|class|hidden|role|tabindex|dir|lang|open|aria-[a-z]+|data-(?!hx-)[a-z-]+)$/;
const ON_PHONE_ELEMENTS = /^(locator|stage|part|chapter|room|section|round|state)$/;
const NAMES_A_ROOM = /^#[a-z0-9-]+$/;
/** What belongs to the page around the stage may not be drawn by the hub a second time. */
const OURS = new Set(['status', 'old-browser', 'in-app']);
const ACTS = new Set(['end', 'pause']);

/** @param {Element} element @param {Attr} attribute @returns {boolean} */
function allowed(element, { name, value }) {
  if (name === 'id') return !OURS.has(value);
  if (name === 'data-act') return element.localName === 'button' && ACTS.has(value);
  if (EVERYWHERE.test(name)) return true;
  if (PHONE_ELEMENT.test(element.localName)) return ON_PHONE_ELEMENTS.test(name);
  if (element.localName === 'a') return name === 'href' && NAMES_A_ROOM.test(value);
  if (element.localName !== 'button') return false;
  if (name === 'type') return value === 'button';
  if (name === 'hx-ws:send') return value === '' && wishOf(element.getAttribute('hx-vals')) !== null;
  return name === 'hx-vals' && element.hasAttribute('hx-ws:send');
}

/** @param {Element} element @returns {string | null} what is wrong with it, in terms of names only */
function wrong(element) {
  const { localName, namespaceURI } = element;
  if (namespaceURI !== 'http://www.w3.org/1999/xhtml') return localName;
  if (!ELEMENTS.has(localName) && !PHONE_ELEMENT.test(localName)) return localName;
  if (localName === 'button' && element.getAttribute('type') !== 'button') return 'button';
  if (PHONE_ELEMENT.test(localName) && (!element.hasAttribute('data-phone') || element.childElementCount > 0)) return localName;
  return [...element.attributes].find((attribute) => !allowed(element, attribute))?.name ?? null;
}

/**
 * @param {string} html
 * @returns {{ stage: string } | { refused: string }} the checked stage, or the name of what is not allowed
 */
export function checkFragment(html) {
  const { head, body } = new DOMParser().parseFromString(html, 'text/html');
  const [stage] = body.children;
  if (head.childElementCount > 0) return { refused: head.firstElementChild?.localName ?? 'head' };
  if (!stage || body.childElementCount !== 1) return { refused: stage?.nextElementSibling?.localName ?? 'nothing' };
  if (stage.localName !== 'main' || stage.id !== 'stage') return { refused: stage.localName };
  for (const element of [stage, ...stage.querySelectorAll('*')]) {
    const problem = wrong(element);
    if (problem !== null) return { refused: problem };
  }
  // Written out again from what was checked, so that no second reading of the text can come to something else.
  return { stage: stage.outerHTML };
}
