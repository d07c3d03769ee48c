/**
 * Whether a stage that the hub has drawn has a place for everything that this phone has seen. The frame is the hub's, and while
 * its view has everything, it could leave a room out, or hide what stands in one. Pure, over inert markup.
 */

/** @typedef {import('../model/types.js').View} View */

/**
 * Checks that a stage has room for all that was seen.
 * @param {Element} stage checked
 * @param {View} view joined to the log
 * @returns {boolean}
 */
export function drawsAll(stage, view) {
  if (view.pairing || !view.ready.me) return true;
  if (!isShown(stage)) return false;
  const nav = [...stage.children].find((each) => each.localName === 'nav' && isShown(each)) ?? null;
  const whole = ['standing', 'card'].every((name) => leads(nav, name) && stands(roomIn(stage, name), `overture-${name}`, {}));
  return whole && view.chapters.every(({ qhash, sections }, number) => sections.every((section) => {
    const key = `${number === 0 ? '' : `chapter-${number + 1}-`}section-${section.id}`;
    const room = roomIn(stage, key);
    const opened = [...section.earlier, section].filter(({ state, broken }) => state === 'opened' && !broken);
    if (opened.length === 0) return true;
    return leads(roomIn(stage, 'overview'), key) && opened.every(({ round }) =>
      stands(room, 'overture-opened', { chapter: qhash, section: section.id, round: String(round) }));
  }));
}

/** What hides a thing or what is in it, if only from those who have it read out; and the classes that do. */
const HIDING = ['hidden', 'aria-hidden', 'role'];
const HIDING_CLASSES = ['foot', 'late', 'print-only', 'rail', 'sr-only', 'status-spoken'];

/** @param {Element} element @returns {boolean} whether nothing of its own hides it */
const isShown = (element) =>
  !HIDING.some((name) => element.hasAttribute(name)) && !HIDING_CLASSES.some((name) => element.classList.contains(name));

/** @param {Element | null} place @param {string} room @returns {boolean} whether a link in it leads there that is shown */
const leads = (place, room) =>
  [...place?.querySelectorAll(`a[href="#${room}"]`) ?? []].some((link) => {
    /** @type {Element | null} */
    let each = link;
    while (each && each !== place && isShown(each)) each = each.parentElement;
    return each === place;
  });

/** @param {Element} stage @param {string} id @returns {Element | null} a room that stands where rooms stand, and looks like one; which one is seen says the phone */
const roomIn = (stage, id) =>
  [...stage.children].find((each) => each.localName === 'section' && each.id === id && each.className === 'room stack' &&
    !each.hasAttribute('aria-hidden') && !each.hasAttribute('role')) ?? null;

/**
 * Right in its room, or in a fold of it, and shown.
 * @param {Element | null} room @param {string} name @param {Record<string, string>} attributes @returns {boolean}
 */
function stands(room, name, attributes) {
  const places = room ? [room, ...[...room.children].filter((each) => each.localName === 'details' && isShown(each))] : [];
  return places.flatMap((place) => [...place.children]).some((each) =>
    each.localName === name && each.className === '' && isShown(each) &&
    Object.entries(attributes).every(([attribute, value]) => each.getAttribute(attribute) === value));
}
