/** An opened section at a glance: a line of what there is, the signs in words, and the parts in the order in which they are read. */

import { sizeOf } from '../model/opened-parts.js';
import { privateQuestions } from '../model/private.js';
import { t } from '../i18n.js';
import { button, focusOn, freshId, h, worded } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { actRows, shortName } from './opened-rows.js';
import { markedQuestion, openedQuestion } from './opened-words.js';
import { SIGNS } from './outcome-words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/outcome.js').Group} Group */
/** @typedef {import('../model/opened-parts.js').Part} Part */
/** @typedef {import('../model/opened-parts.js').Whole} Whole */
/** @typedef {import('../model/opened-parts.js').Act} Act */
/** @typedef {import('./opened-words.js').Pair} Pair */
/**
 * @typedef {Group | 'limits' | 'final'} Key 'limits', 'final': limits and final answers that are no acts, which stand apart from the
 *   acts that are ruled out
 * @typedef {{ key: Key, group: Group, name: string, count: number, section: HTMLElement, isFolded: boolean }} Drawn
 */
/** @typedef {{ document: Document, pair: Pair, isChanged: (question: string) => boolean }} Opened */

/** What somebody has filtered by; it outlives a drawing. @typedef {{ key: Key | null }} Filter */

/**
 * Draws the parts of a section, with a filter above them and a list of contents beside them where there is room.
 * @param {Part[]} parts
 * @param {Opened} opened
 * @param {Filter} filter
 * @returns {(HTMLElement | null)[]}
 */
export function drawOpened(parts, opened, filter) {
  const drawn = inOrder(parts.flatMap((part) => drawPart(part, parts, opened)));
  const counted = drawn.filter(({ group }) => group !== 'none');
  if (!counted.some(({ key }) => key === filter.key)) filter.key = null;
  const chips = counted.map((each) => chip(each, () => filterBy(filter.key === each.key ? null : each.key)));
  const filterBy = (/** @type {Key | null} */ key) => {
    filter.key = key;
    chips.forEach((each, at) => each.setAttribute('aria-pressed', String(counted[at]?.key === key)));
    for (const { key: own, section } of drawn) {
      section.hidden = key !== null && own !== key;
      if (own === key) for (const details of section.querySelectorAll(':scope > details')) details.setAttribute('open', '');
    }
  };
  filterBy(filter.key);
  return [
    chips.length > 0 ? h('div', { class: 'chips', role: 'group', 'aria-label': t('opened.what-there-is') }, chips) : null,
    chips.length > 0 ? legend(parts) : null,
    drawn.length > 1 ? contents(drawn, () => filterBy(null)) : null,
    ...drawn.map(({ section }) => section),
  ];
}

/**
 * Sorts the parts: what holds already comes first. Limits in somebody's own words, which no code can compare, stand above everything that both agree to.
 * @param {Drawn[]} drawn
 * @returns {Drawn[]}
 */
function inOrder(drawn) {
  const rank = (/** @type {Drawn} */ { key, group, isFolded }) =>
    (key === 'final' ? 0 : group === 'talk' ? 1 : group === 'not-this-time' && !isFolded ? 2 : 3);
  return [...drawn].sort((left, right) => rank(left) - rank(right));
}

/** @param {Drawn} drawn @param {() => void} press @returns {HTMLElement} which says the name and the number of what it leads to */
function chip({ key, group, name, count }, press) {
  const sign = SIGNS[group];
  const pressable = button('', press, { class: `button button-quiet button-small chip chip-${group}`, 'data-key': `chip/${key}` });
  pressable.append(...(sign ? [icon(sign)] : []), t('opened.chip', { name, n: count }));
  return pressable;
}

/** @param {Part[]} parts @returns {HTMLElement} what each sign means that stands below */
function legend(parts) {
  const hasWays = parts.some(({ acts }) => acts.some(({ ways }) => ways.some(({ direction }) => direction !== null)));
  const groups = /** @type {const} */ (['talk', 'both', 'condition', 'not-this-time']);
  /** @type {('give' | 'receive')[]} */
  const ways = hasWays ? ['give', 'receive'] : [];
  return h('details', { class: 'aside legend' },
    h('summary', { 'data-key': 'legend' }, t('legend')),
    h('dl', {},
      groups.map((group) => h('div', { class: `legend-${group}` },
        h('dt', {}, icon(SIGNS[group] ?? 'talk'), t(`group.${group}`)), h('dd', {}, t(`legend.${group}`)))),
      ways.map((way) => h('div', {}, h('dt', {}, icon(way), t(`field.${way}`)), h('dd', {}, t(`legend.${way}`))))));
}

/** @param {Drawn[]} drawn @param {() => void} showAll @returns {HTMLElement} */
const contents = (drawn, showAll) =>
  h('nav', { class: 'rail', 'aria-label': t('opened.contents') },
    h('ul', { class: 'plain-list' }, drawn.map(({ name, section }) =>
      h('li', {}, h('a', {
        href: `#${section.id}`,
        onclick: (/** @type {Event} */ event) => {
          // The address names the room that is shown.
          event.preventDefault();
          showAll();
          focusOn(section.querySelector(':scope > details > summary, :scope > h2'));
        },
      }, name)))));

/** @param {Part} part @param {Part[]} parts all of the section @param {Opened} opened @returns {Drawn[]} */
function drawPart(part, parts, opened) {
  const { group, acts } = part;
  const marks = part.marks.map((whole) => markedQuestion(whole, opened.pair));
  const wholes = part.wholes.map((whole) => wholeOf(whole, opened));
  if (group === 'not-this-time') {
    const isFinal = (/** @type {number} */ at) => part.wholes[at]?.aligned.final !== null;
    const [final, limits] = [true, false].map((wanted) => wholes.filter((_, at) => isFinal(at) === wanted));
    return [
      ...(final && final.length > 0 ? [place('final', group, t('part.final'), final.length, final)] : []),
      ...(limits && limits.length > 0
        ? [place('limits', group, t('opened.limits'), limits.length, [h('p', {}, t('opened.limits-hint')), ...limits])]
        : []),
      ...(acts.length > 0 ? [ruledOut(opened.document, acts)] : []),
    ];
  }
  if (group !== 'none') {
    const rows = acts.length > 0 ? [actRows(opened.document, acts, false)] : [];
    return [place(group, group, t(`group.${group}`), sizeOf(part), [h('p', { class: 'begin' }, beginning(part, parts, opened.document)), ...marks, ...rows, ...wholes])];
  }
  const shown = acts.filter(({ question }) => question.align === 'none');
  const unasked = acts.filter(({ question }) => question.align !== 'none');
  return [place(group, group, t(parts.length === 1 ? 'opened.all' : 'opened.rest'), sizeOf(part), [
    ...wholes,
    ...[...new Set(shown.map(({ question }) => question))].map((question) =>
      h('article', { class: 'opened-question stack' }, worded('h3', {}, question.prompt),
        actRows(opened.document, shown.filter((act) => act.question === question), false))),
    ...(unasked.length > 0
      ? [h('details', {}, h('summary', { 'data-key': 'unasked' }, t('opened.unasked', { n: unasked.length })), actRows(opened.document, unasked, false))]
      : []),
  ])];
}

/**
 * What to begin with. “What would make this good for you?” hurts beside a limit that was passed over: what is private is often that.
 * Where somebody has just ended something it would ask them to go on, and where somebody is not sure it would press them.
 * @param {Part} part @param {Part[]} parts all of the section @param {Document} document
 */
function beginning({ group, acts, marks, wholes }, parts, document) {
  if (group !== 'talk') return t(`begin.${group}`);
  if (wholes.some(({ clash }) => clash)) return t('begin.stop-words');
  const hidden = privateQuestions(document);
  const isEnded = parts.some((each) => each.wholes.some(({ aligned }) => aligned.final !== null));
  const isUnsure = acts.some(({ ways }) => ways.some(({ outcome }) => outcome.outcome.startsWith('talk-unsure')));
  const isTender = isEnded || isUnsure || [...marks, ...wholes].some(({ question, aligned }) => aligned.talk !== null || hidden.has(question.id));
  return t(isTender ? 'begin.tender' : 'begin.talk');
}

/** @param {Key} key @param {Group} group @param {string} name @param {number} count @param {HTMLElement[]} content @returns {Drawn} */
const place = (key, group, name, count, content) => ({
  key, group, name, count, isFolded: false, section: sectionOf(group, [h('h2', {}, signOf(group), name), ...content]),
});

/** @param {Group} group @param {HTMLElement[]} content */
const sectionOf = (group, content) => h('section', { class: 'opened-part stack', id: freshId('part'), 'data-group': group }, content);

/** @param {Group} group @returns {SVGSVGElement | null} */
const signOf = (group) => (SIGNS[group] ? icon(SIGNS[group]) : null);

/**
 * What is ruled out: folded, but never out of sight.
 * @param {Document} document @param {Act[]} acts
 * @returns {Drawn}
 */
function ruledOut(document, acts) {
  const group = 'not-this-time';
  const name = t(`group.${group}`);
  const section = sectionOf(group, [
    h('details', { class: 'ruled-out-acts' },
      h('summary', { 'data-key': group }, h('h2', {}, signOf(group), t('opened.chip', { name, n: acts.length }))),
      h('p', { class: 'begin' }, t(`begin.${group}`)),
      actRows(document, acts, true)),
    h('ul', { class: 'plain-list ruled-out-names' }, acts.map((act) => h('li', {}, shortName(act)))),
  ]);
  return { key: group, group, name, count: acts.length, section, isFolded: true };
}

/** @param {Whole} whole @param {Opened} opened */
const wholeOf = (whole, { document, pair, isChanged }) =>
  openedQuestion({ document, whole, pair, changed: isChanged(whole.question.id) });
