/**
 * Whether a stage that the hub has drawn has a place for everything that this phone has seen, and for what somebody takes something
 * back with. The frame is the hub's, and while its view has everything, it could leave a room out, or the way to it. What hides
 * things by its look has been left out before (fragment-check.js). Pure, over inert markup.
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
  const nav = [...stage.children].find((each) => each.localName === 'nav') ?? null;
  const [standing, talk] = [roomIn(stage, 'standing'), roomIn(stage, 'talk')];
  const whole = ['standing', 'card'].every((name) => leads(nav, name) && stands(roomIn(stage, name), `overture-${name}`, {})) &&
    stands(standing, 'overture-limit', {}) && leads(standing, 'talk') && stands(talk, 'overture-talk', {});
  const sections = sectionsIn(view);
  return whole && answersOnly(stage, sections) && sections.every(({ chapter, section, key }) => {
    const [room, place] = [roomIn(stage, key), { chapter, section: section.id }];
    const opened = [...section.earlier, section].filter(({ state, broken }) => state === 'opened' && !broken);
    if (opened.length === 0) return true;
    // In what both have said, either takes theirs back.
    const notes = section.state !== 'opened' || stands(room, 'overture-notes', place);
    return notes && leads(roomIn(stage, 'overview'), key, place) &&
      opened.every(({ round }) => stands(room, 'overture-opened', { ...place, round: String(round) }));
  });
}

/** @typedef {{ chapter: string, section: import('../model/types.js').SectionView, key: string }} Entry `key`: id of its room */

/** @param {View} view @returns {Entry[]} */
const sectionsIn = ({ chapters }) => chapters.flatMap(({ qhash, sections }, number) =>
  sections.map((section) => ({ chapter: qhash, section, key: `${number === 0 ? '' : `chapter-${number + 1}-`}section-${section.id}` })));

/**
 * Whether only rooms in which somebody answers are drawn as such: the ways to the other rooms are away in them (questions.css).
 * @param {Element} stage @param {Entry[]} sections @returns {boolean}
 */
const answersOnly = (stage, sections) =>
  [...stage.children].every((room) => room.getAttribute('data-state') !== 'open' ||
    sections.some(({ section, key }) => key === room.id && section.state === 'open'));

/**
 * Whether something to tap can be seen: by its own words, or by the title of the section that it belongs to, which the phone draws.
 * @param {Element} element @param {Record<string, string>} [titled] @returns {boolean}
 */
function isWorded({ children, textContent }, titled) {
  if (children.length === 0) return /[\p{L}\p{N}]/u.test(textContent ?? '');
  return titled !== undefined && [...children].every((each) => is(each, 'overture-text', { part: 'title', ...titled }));
}

/** @param {Element} element @param {string} name @param {Record<string, string>} attributes @returns {boolean} */
const is = (element, name, attributes) =>
  element.localName === name && Object.entries(attributes).every(([attribute, value]) => element.getAttribute(attribute) === value);

/**
 * Whether a link leads to a room that can be seen where it stands: not in another room, and not in a fold.
 * @param {Element | null} place @param {string} room @param {Record<string, string>} [titled] @returns {boolean}
 */
const leads = (place, room, titled) =>
  [...place?.querySelectorAll(`a[href="#${room}"]`) ?? []].some((link) =>
    isWorded(link, titled) && link.parentElement?.closest('section, nav, details') === place);

/**
 * A room that stands where rooms stand, and looks like one; which one is seen says the phone.
 * @param {Element} stage @param {string} id @returns {Element | null}
 */
function roomIn(stage, id) {
  const first = [...stage.children].find((each) => each.id === id);
  return first?.localName === 'section' && first.className === 'room stack' ? first : null;
}

/**
 * Right in its room, or in a fold of it that has something to tap.
 * @param {Element | null} room @param {string} name @param {Record<string, string>} attributes @returns {boolean}
 */
function stands(room, name, attributes) {
  const folds = [...room?.children ?? []].filter((each) => each.localName === 'details' && each.className !== 'state');
  const places = [room, ...folds.filter(({ firstElementChild: head }) => head?.localName === 'summary' && isWorded(head))];
  return places.flatMap((place) => [...place?.children ?? []]).some((each) => each.className === '' && is(each, name, attributes));
}
