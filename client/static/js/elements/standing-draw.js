/** Parts of where the two stand, as elements, on paper and in a file; and what can be taken back. */

import { t } from '../i18n.js';
import { button, h } from '../ui/dom.js';

/** @typedef {import('./standing-parts.js').Part} Part */
/** @typedef {import('./standing-parts.js').Line} Line */

/** The parts whose lines both have said yes to. */
const AGREED = ['shared', 'curious'];

/**
 * Draws where the two stand, whole.
 * @param {Part[]} parts
 * @returns {HTMLElement[]}
 */
export const drawStanding = (parts) =>
  parts.map(({ key, groups }) =>
    h('section', { class: 'standing-part stack', 'data-part': key },
      h('h2', {}, t(`part.${key}`)),
      groups.flatMap(({ name, lines }) => [
        name === null ? null : h('h3', {}, name),
        h('ul', { class: 'plain-list standing-lines' }, lines.map(drawLine)),
      ])));

/** @param {Line} line @returns {HTMLElement} */
const drawLine = ({ about, text, notes = [] }) =>
  h('li', { class: 'standing-line' },
    h('p', { class: text === '' ? null : 'standing-about' }, about),
    text === '' ? null : h('p', { class: 'written', dir: 'auto' }, text),
    notes.map((note) => h('p', { class: 'hint care' }, note)));

/**
 * Draws the controls by which either person alone takes back an agreement. They are folded, as the page is for reading.
 * @param {{ chapter: string, parts: Part[] }[]} chapters
 * @param {(chapter: string, act: string) => unknown} takeBack
 * @returns {HTMLElement | null} null: nothing is agreed
 */
export function drawTakingBack(chapters, takeBack) {
  const agreed = once(chapters.flatMap(({ chapter, parts }) => {
    const lines = parts.filter(({ key }) => AGREED.includes(key)).flatMap(({ groups }) => groups.flatMap((group) => group.lines));
    return lines.flatMap(({ about, act }) => (act === null ? [] : [{ chapter, act, about }]));
  }));
  if (agreed.length === 0) return null;
  return h('details', { class: 'aside take-back', 'data-part': 'take-back' },
    h('summary', {}, t('standing.take-back')),
    h('p', {}, t('standing.take-back-hint')),
    h('ul', { class: 'plain-list standing-lines' }, agreed.map(({ chapter, act, about }) =>
      h('li', { class: 'row' }, h('span', {}, about),
        button(t('standing.take-this-back'), () => takeBack(chapter, act), {
          class: 'button button-quiet button-small', 'data-key': `back ${chapter} ${act}`,
          'aria-label': t('standing.take-back-of', { what: about }),
        })))));
}

/**
 * @param {{ chapter: string, act: string, about: string }[]} agreed
 * @returns {{ chapter: string, act: string, about: string }[]} what is shared ground in two chapters, or mutual besides, is
 *   taken back once
 */
const once = (agreed) => [...new Map(agreed.map((each) => [JSON.stringify([each.act, each.about]), each])).values()];
