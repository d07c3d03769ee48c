/**
 * What the hub may draw: state, words and buttons. Everything is read as inert markup and checked node by node and
 * attribute by attribute before any of it reaches the page; nothing that could take in a word, load anything or run is
 * on the list, and one thing that is not on it refuses the whole. What only says how a thing looks, or how it is read out, is left out
 * where it is not on its own list: a hub of a later version may have more of it, and nothing is lost without.
 */

import { inert } from './trusted-html.js';
import { buttonCommand } from '../model/command-schema.js';

const ELEMENTS = new Set(
  'main section article header nav h1 h2 h3 p ul ol li a button span strong em small div details summary dl dt dd hr'.split(' '),
);
/** Elements that the phone draws itself, in the places that the hub chooses. Each name stands in a template of the hub. */
const PHONE_ELEMENTS = new Set(
  'add begin broken card code compare earlier ending joining limit lock move notes opened print private questions ready sealed standing statements talk text'
    .split(' ').map((name) => `overture-${name}`),
);
const EVERYWHERE = /^(id|class|hidden|tabindex|aria-label)$/;
/** A list of full names, as htmx obeys some attributes with the same beginning, and so may a future library. */
const DATA = new Set('expires paused screen stage state status'.split(' ').map((name) => `data-${name}`));
const ON_PHONE_ELEMENTS = /^(data-phone|locator|stage|part|chapter|room|section|round|state)$/;
/** Classes that the templates of the hub use. Other classes could cover what the phone draws (Stop above all), or hide it. */
const CLASSES = new Set((
  'back banner button button-quiet card card-again card-link card-next card-section card-tools earlier eyebrow hint lead ' +
  'next-links next-room next-title plain-list room rooms row sections stack state tag'
).split(' '));
const LOOKS = /^(hidden|role|tabindex|dir|lang|open|aria-[a-z]+)$/;
const NAMES_A_ROOM = /^#[a-z0-9-]+$/;
/** Ids of the page around the stage, which the hub may not use a second time. */
const OURS = new Set(['status', 'old-browser', 'in-app', 'trouble']);
const ACTS = new Set(['end', 'pause']);

/**
 * Leaves out what would hide a thing, lay it over others, or have it read out as something else. What is hidden stays so on the page when
 * another stage is drawn over it, so that only what the phone shows by itself may be: the rooms.
 * @param {Element} element
 */
function plain(element) {
  const [isStage, isRoom] = [element.localName === 'main', element.localName === 'section' && element.classList.contains('room')];
  for (const { name } of [...element.attributes]) {
    const stays = name === 'hidden' ? isRoom : name === 'tabindex' ? isStage : name === 'aria-label' && element.localName === 'nav';
    if (LOOKS.test(name) && !stays) element.removeAttribute(name);
  }
  const known = [...element.classList].filter((name) => CLASSES.has(name));
  if (known.length < element.classList.length) element.className = known.join(' ');
  if (element.className === '') element.removeAttribute('class');
}

/** @param {Element} element @param {Attr} attribute @returns {boolean} */
function allowed(element, { name, value }) {
  if (name === 'id') return !OURS.has(value);
  if (name === 'data-act') return element.localName === 'button' && ACTS.has(value);
  if (EVERYWHERE.test(name) || DATA.has(name)) return true;
  if (PHONE_ELEMENTS.has(element.localName)) return ON_PHONE_ELEMENTS.test(name);
  if (element.localName === 'a') return name === 'href' && NAMES_A_ROOM.test(value);
  if (element.localName !== 'button') return false;
  if (name === 'type') return value === 'button';
  if (name === 'hx-ws:send') return value === '' && buttonCommand(element.getAttribute('hx-vals')) !== null;
  return name === 'hx-vals' && element.hasAttribute('hx-ws:send');
}

/** @param {Element} element @returns {string | null} what is wrong with it, in terms of names only */
function wrong(element) {
  const { localName, namespaceURI } = element;
  if (namespaceURI !== 'http://www.w3.org/1999/xhtml') return localName;
  if (!ELEMENTS.has(localName) && !PHONE_ELEMENTS.has(localName)) return localName;
  if (localName === 'button' && element.getAttribute('type') !== 'button') return 'button';
  if (PHONE_ELEMENTS.has(localName) && (!element.hasAttribute('data-phone') || element.hasChildNodes())) return localName;
  return [...element.attributes].find((attribute) => !allowed(element, attribute))?.name ?? null;
}

/** @param {Node} node one that is not on the list @returns {string} its name */
const nameOf = ({ nodeName }) => nodeName.toLowerCase();

/**
 * Every node, not only every element: a comment, an instruction or what a template holds is read anew by whoever parses the
 * text once more, and may be something else then.
 * @param {Element} element @returns {string | null} what is wrong in it, in terms of names only
 */
function wrongIn(element) {
  const problem = wrong(element);
  if (problem !== null) return problem;
  for (const node of element.childNodes) {
    const inside = node instanceof Element ? wrongIn(node) : node.nodeType === Node.TEXT_NODE ? null : nameOf(node);
    if (inside !== null) return inside;
  }
  return null;
}

/** @param {Node} parent @returns {Node[]} what is in it, but for the space around things */
const things = (parent) =>
  [...parent.childNodes].filter((node) => node.nodeType !== Node.TEXT_NODE || node.textContent?.trim() !== '');

/**
 * Checks what the hub has drawn.
 * @param {string} html
 * @returns {{ stage: string } | { refused: string }} the checked stage, or the name of what is not allowed
 */
export function checkFragment(html) {
  const page = inert(html);
  const { documentElement, head, body } = page;
  const [stage] = body.children;
  const around = [...things(page), ...things(documentElement), ...things(head), ...things(body)];
  const foreign = around.find((node) => ![documentElement, head, body, stage].includes(/** @type {any} */ (node)));
  if (foreign) return { refused: nameOf(foreign) };
  if (!stage) return { refused: 'nothing' };
  if ([documentElement, head, body].some(({ attributes }) => attributes.length > 0)) return { refused: 'page' };
  if (stage.localName !== 'main' || stage.id !== 'stage') return { refused: stage.localName };
  for (const element of [stage, ...stage.querySelectorAll('*')]) plain(element);
  const problem = wrongIn(stage);
  // Written out again from what was checked, so that no second reading of the text can come to something else.
  return problem === null ? { stage: stage.outerHTML } : { refused: problem };
}

/** Parses a stage that was checked. @param {string} stage that passed the check @returns {Element} inert, to be looked at */
export const elementOf = (stage) => /** @type {Element} */ (inert(stage).body.firstElementChild);
