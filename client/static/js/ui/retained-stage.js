/**
 * The stage as this phone knows it, for as long as the hub shows less than it has shown before, or cannot be reached: everything that
 * was seen stays within reach, with a sentence that says so. The same rooms and elements as the hub draws (client/templates/fragments/).
 */

import { h } from './dom.js';
import { t } from '../i18n.js';

/** @typedef {import('../model/types.js').SectionView} SectionView */
/** @typedef {import('../model/types.js').View} View */
/** @typedef {{ chapter: string, key: string, section: SectionView }} Room */

/** @typedef {'older' | 'apart'} Why the hub shows an older state, or cannot be reached */

/** Draws the stage from what this phone has seen. @param {View} view joined to the log @param {Why} why @returns {string} */
export function retainedStage(view, why) {
  if (!view.ready.me) {
    return h('main', { id: 'stage', tabindex: '-1', class: 'stack', 'data-screen': 'ready', 'data-paused': 'none' },
      h('h1', {}, t('held.ready')), explained(why), phone('ready', { id: 'ready' }), ending()).outerHTML;
  }
  const rooms = view.chapters.flatMap(({ qhash, sections }, number) =>
    sections.map((section) => ({ chapter: qhash, key: `${number === 0 ? '' : `chapter-${number + 1}-`}section-${section.id}`, section })));
  const paused = view.paused.me ? (view.paused.them ? 'both' : 'me') : view.paused.them ? 'them' : 'none';
  return h('main', { id: 'stage', tabindex: '-1', 'data-screen': 'talk', 'data-paused': paused, 'data-expires': String(view.expires) },
    h('nav', { class: 'rooms', 'aria-label': t('held.rooms') },
      ['overview', 'standing', 'card'].map((room) => h('a', { href: `#${room}` }, t(`held.${room}`)))),
    room('overview',
      h('h1', {}, t('held.title')),
      explained(why),
      h('ol', { class: 'sections', id: 'sections-held' }, rooms.map(card)),
      ending()),
    rooms.map((each) => sectionRoom(each, why)),
    room('standing', h('h1', {}, t('held.standing')), h('p', {}, h('a', { href: '#talk' }, t('held.talk'))),
      phone('standing', { id: 'where-we-stand' }), phone('limit', { id: 'standing-limit' })),
    room('talk', h('h1', {}, t('held.talk')), phone('talk', { id: 'the-talk' })),
    room('card', h('h1', {}, t('held.card')), phone('card', { id: 'scene-card' }),
      h('div', { class: 'row card-tools' }, phone('limit', { id: 'card-limit' }), phone('print', { id: 'card-print' })),
      phone('begin', { id: 'begin-scene' })),
  ).outerHTML;
}

/** @param {Why} why @returns {HTMLElement} */
const explained = (why) =>
  h('div', { class: 'banner stack', id: 'held' }, why === 'apart'
    ? [h('p', {}, h('strong', {}, t('held.apart'))), h('p', {}, t('held.apart-do'))]
    : [h('p', {}, h('strong', {}, t('held.heading'))), h('p', {}, t('held.stays')), h('p', {}, t('held.do'))]);

/** @returns {HTMLElement} */
const ending = () =>
  h('div', { class: 'row' }, h('button', { type: 'button', id: 'end', class: 'button button-quiet', 'data-act': 'end' }, t('resting.end')));

/** @param {string} id @param {...(Node | Node[] | null)} content @returns {HTMLElement} */
const room = (id, ...content) => h('section', { class: 'room stack', id, hidden: true }, ...content);

/** @param {string} name @param {Record<string, string>} attributes @returns {HTMLElement} */
const phone = (name, attributes) => h(`overture-${name}`, { 'data-phone': '', ...attributes });

/** @param {Room} room @returns {HTMLElement} */
const title = ({ chapter, section }) => phone('text', { part: 'title', chapter, section: section.id });

/** @param {Room} room @returns {HTMLElement} */
const card = ({ key, ...rest }) =>
  h('li', { class: 'card card-section', id: `card-${key}`, 'data-state': rest.section.state },
    h('a', { class: 'card-link', href: `#${key}` }, title({ key, ...rest })),
    h('span', { class: 'tag', 'data-status': rest.section.state }, t(`held.${rest.section.state}`)));

/** @param {Room} entry @param {Why} why @returns {HTMLElement} */
function sectionRoom(entry, why) {
  const { chapter, key, section } = entry;
  /** @param {string} name @param {number} round @param {string} [state] */
  const element = (name, round, state) => phone(name, {
    id: `${name}-${key}-${round}`, chapter, section: section.id, round: String(round), ...(state ? { state } : {}),
  });
  return room(key,
    h('h1', {}, title(entry)),
    h('p', { class: 'banner' }, t(why === 'apart' ? 'held.apart' : 'held.short')),
    DRAWN[section.state](section, element),
    section.state === 'opened' ? phone('notes', { id: `notes-${key}`, chapter, section: section.id }) : null,
    section.earlier.filter(({ state }) => state === 'opened').map(({ round }) =>
      h('details', { class: 'earlier', id: `earlier-${key}-${round}` }, h('summary', {}, t('resting.round', { n: round })), element('opened', round))),
    h('p', {}, h('a', { class: 'back', href: '#overview' }, t('held.back'))));
}

/** @type {Record<SectionView['state'], (section: SectionView, element: (name: string, round: number, state?: string) => HTMLElement) => HTMLElement>} */
const DRAWN = {
  open: ({ round }, element) => element('questions', round),
  sealed: ({ round }, element) => element('sealed', round, 'sealed'),
  'both-sealed': ({ round }, element) => element('sealed', round, 'both-sealed'),
  opened: ({ round }, element) => element('opened', round),
  broken: ({ round }, element) => element('broken', round),
};
