/**
 * Where the two stand, on the screen: what is open first and linked, then limits and common ground in short lines, and everything else
 * behind one tap. On paper and in a file nothing is folded (standing-draw.js).
 */

import { t } from '../i18n.js';
import { icon } from '../ui/icons.js';
import { h } from '../ui/dom.js';
import { dotted } from './act-words.js';

/** @typedef {import('./standing-parts.js').Part} Part */
/** @typedef {import('./standing-parts.js').Group} Group */
/** @typedef {import('./standing-parts.js').Line} Line */
/** @typedef {import('../ui/icons.js').IconName} IconName */
/**
 * @typedef {object} Around
 * @property {(place: NonNullable<Line['place']>) => string} roomOf
 * @property {(line: Line) => HTMLElement | null} offer what one can do about a line
 */

/** What is read without a tap; so are the acts of the shared ground. */
const UNFOLDED = ['final', 'open', 'words', 'back', 'limits', 'curious'];
/** The number of open points, and of acts that both are curious about, that are seen at once; more would push everything else off the page. */
const AT_ONCE = 5;
/** @type {{ [part: string]: IconName }} */
const SIGNS = {
  final: 'never', open: 'talk', limits: 'never', back: 'never', shared: 'both', curious: 'both', conditions: 'condition', 'stop-signals': 'stop',
  help: 'help',
};

/**
 * Draws where the two stand.
 * @param {Part[]} parts
 * @param {Around} around
 * @returns {HTMLElement[]}
 */
export function drawScreen(parts, around) {
  const conditions = parts.filter(({ key }) => key === 'conditions')
    .flatMap(({ groups }) => groups.flatMap(({ name, lines }) => lines.map((line) => ({ name, line }))));
  const agreed = new Set(parts.filter(({ key }) => key === 'shared' || key === 'curious')
    .flatMap(({ groups }) => groups.flatMap(({ lines }) => lines.flatMap(({ of }) => of?.key ?? []))));
  const tied = (/** @type {Line} */ { of }) => conditions.filter(({ line }) => of !== undefined && line.of?.key === of.key);
  return parts.flatMap(actsApart).flatMap(({ key, groups }) => {
    const shown = key !== 'conditions' ? groups : groups
      .map(({ name, lines }) => ({ name, lines: lines.filter(({ of }) => of === undefined || !agreed.has(of.key)) }))
      .filter(({ lines }) => lines.length > 0);
    if (shown.length === 0) return [];
    const inside = key === 'open' ? openPoints(shown, around)
      : shown.flatMap((group) => drawGroup(key, group, tied, around));
    const sign = SIGNS[key];
    const hasActs = shown.some(({ lines }) => lines.some(({ of }) => of !== undefined));
    return [h('details', { class: 'standing-part', 'data-part': key, open: key === 'shared' ? hasActs : UNFOLDED.includes(key) },
      h('summary', {}, h('h2', {}, sign ? icon(sign) : null, t(`part.${key}`))), inside)];
  });
}

/** @param {Part} part @returns {Part[]} of shared ground the acts by themselves: they are read first, and the rest is folded */
function actsApart({ key, groups }) {
  const lines = groups.flatMap((group) => group.lines);
  if (key !== 'shared' || lines.every(({ of }) => (of === undefined) === (lines[0]?.of === undefined))) return [{ key, groups }];
  const only = (/** @type {boolean} */ isAct) =>
    groups.map(({ name, lines: all }) => ({ name, lines: all.filter(({ of }) => (of !== undefined) === isAct) }))
      .filter(({ lines: left }) => left.length > 0);
  return [{ key, groups: only(true) }, { key: 'shared-answers', groups: only(false) }];
}

/** @param {Group[]} groups @param {Around} around @returns {HTMLElement[]} each leads to where it is talked about */
function openPoints(groups, { roomOf }) {
  const points = groups.flatMap(({ lines }) => lines).map(({ about, text, place }) =>
    h('li', { class: 'standing-line' },
      place ? h('a', { href: `#${roomOf(place)}` }, about) : h('p', {}, about),
      text === '' ? null : h('p', { class: 'standing-about', dir: 'auto' }, text)));
  return firstOf(points, 'open-rest');
}

/** @param {HTMLElement[]} lines @param {string} part its name @returns {HTMLElement[]} the first, and the rest behind one tap */
function firstOf(lines, part) {
  const rest = lines.slice(AT_ONCE);
  return [
    list(lines.slice(0, AT_ONCE)),
    ...(rest.length === 0 ? [] : [h('details', { 'data-part': part },
      h('summary', {}, t('standing.more', { n: rest.length })), list(rest))]),
  ];
}

/**
 * @param {string} key @param {Group} group @param {(line: Line) => { name: string | null, line: Line }[]} tied the conditions of an act
 * @param {Around} around
 * @returns {HTMLElement[]}
 */
function drawGroup(key, { name, lines }, tied, { offer }) {
  const acts = lines.filter(({ of }) => of !== undefined);
  const rest = lines.filter(({ of }) => of === undefined);
  const lastOfTheirOwn = rest.findLastIndex(({ limitOf }) => limitOf !== undefined);
  const drawn = [
    ...rest.map((line, at) => h('li', { class: 'standing-line' },
      h('p', { class: line.text === '' ? null : 'standing-about' }, line.about),
      line.text === '' ? null : h('p', { class: 'written', dir: 'auto' }, line.text),
      at === lastOfTheirOwn ? offer(line) : null)),
    ...(key === 'limits' ? limitRuns(acts) : bothWays(acts).map((line) => act(line, tied(line)))),
  ];
  if (name === null) return key === 'curious' ? firstOf(drawn, 'curious-rest') : [list(drawn)];
  return [h('div', { class: `standing-group ${name === t('you') ? 'you' : 'partner'}` }, h('h3', {}, name), list(drawn))];
}

/** @param {HTMLElement[]} lines @returns {HTMLElement} */
const list = (lines) => h('ul', { class: 'plain-list standing-lines' }, lines);

/** @param {Line[]} acts @returns {HTMLElement[]} by how firm it is one line, each act once */
function limitRuns(acts) {
  const levels = [...new Set(acts.map(({ text }) => text))];
  return levels.map((level) => {
    const said = acts.filter(({ text }) => text === level);
    const isWhole = (/** @type {Line} */ { of }) => said.filter((other) => other.of?.item === of?.item).length > 1;
    const names = [...new Set(said.map((line) => (isWhole(line) && line.of ? line.of.label : line.about)))];
    return h('li', { class: 'standing-line' },
      h('p', { class: 'standing-about', dir: 'auto' }, level), h('p', {}, dotted(names)));
  });
}

/** @param {Line[]} acts @returns {Line[]} both directions of one act in one line, where neither is tied to anything */
function bothWays(acts) {
  /** @type {Map<string, Line[]>} */
  const byItem = new Map();
  for (const line of acts) {
    const key = JSON.stringify([line.of?.item, line.text]);
    byItem.set(key, [...(byItem.get(key) ?? []), line]);
  }
  return [...byItem.values()].flatMap((lines) => {
    const [first] = lines;
    if (lines.length !== 2 || first?.of === undefined || first.text !== '') return lines;
    // Each direction has its own line of experience, because another person gives.
    const notes = [...new Set(lines.flatMap((line) => line.notes ?? []))];
    return [{ ...first, about: t('act.both-ways', { item: first.of.label }), notes }];
  });
}

/** @param {Line} line @param {{ name: string | null, line: Line }[]} conditions @returns {HTMLElement} with all that it is tied to */
const act = ({ about, text, notes = [] }, conditions) =>
  h('li', { class: 'standing-line' },
    h('p', {}, about),
    text === '' ? null : h('p', { class: 'written', dir: 'auto' }, text),
    conditions.map(({ name, line }) => h('p', { class: 'standing-if' }, icon('condition'),
      h('span', { class: 'written', dir: 'auto' }, name === null ? line.text : t('side.says', { who: name, said: line.text })))),
    notes.map((note) => h('p', { class: 'hint care' }, note)));
