/**
 * What has happened that a person should not miss: sections that opened, limits and taking-backs of the partner, questions that
 * were added. Pure. Each has a name by which this phone knows whether it was seen.
 */

/** @typedef {import('./types.js').View} View */
/** @typedef {{ by: 'me' | 'them', withdraw: string[], limit: Record<string, string>, unreadable?: boolean }} Taken a notice of either seat,
 *   as it was opened, if it could be */
/**
 * @typedef {object} Notice
 * @property {string} name
 * @property {'opened' | 'added' | 'limit' | 'back'} kind
 * @property {string} chapter
 * @property {string | null} section that opened
 * @property {string[]} items ids of the acts that a limit or a taking-back is about; none where that cannot be read here
 * @property {string} room where there is more of it
 */

/**
 * Names the room of a section, as the hub does.
 * @param {number} at place of its chapter in the conversation, from 0
 * @param {string} section
 * @returns {string}
 */
export const roomAt = (at, section) => `${at === 0 ? '' : `chapter-${at + 1}-`}section-${section}`;

/**
 * Lists everything that there has been to notice, seen or not.
 * @param {View} view
 * @param {(chapter: string) => readonly Taken[]} takenIn what either has taken back or set a limit on, oldest first
 * @returns {Notice[]} by chapter
 */
export const noticesIn = (view, takenIn) =>
  view.chapters.flatMap(({ qhash: chapter, sections }, at) => [
    ...(at > 0 ? [notice('added', chapter, chapter, 'overview')] : []),
    ...sections.filter(({ state }) => state === 'opened').map(({ id, round }) =>
      ({ ...notice('opened', chapter, `${chapter}/${id}/${round}`, roomAt(at, id)), section: id })),
    ...takenIn(chapter).filter(({ by }) => by === 'them').map(({ withdraw, limit, unreadable = false }, number) => {
      const limited = Object.keys(limit);
      const items = [...withdraw, ...limited].map((key) => key.replace(/\/.*/, ''));
      // Once it can be read it is another: what it says was not seen before.
      const about = `${chapter}/${number}${unreadable ? '/unread' : ''}`;
      return { ...notice(limited.length > 0 ? 'limit' : 'back', chapter, about, 'standing'), items };
    }),
  ]);

/** @param {Notice['kind']} kind @param {string} chapter @param {string} about @param {string} room @returns {Notice} */
const notice = (kind, chapter, about, room) =>
  ({ name: `${kind === 'back' || kind === 'limit' ? 'taken' : kind}/${about}`, kind, chapter, section: null, items: [], room });

/**
 * Lists the names of everything that a view shows to have happened, whether or not it can be read yet.
 * @param {View} view
 * @returns {string[]}
 */
export const namesIn = (view) =>
  noticesIn(view, (chapter) => (view.chapters.find(({ qhash }) => qhash === chapter)?.notices.theirs ?? [])
    .map(() => ({ by: 'them', withdraw: [], limit: {} }))).map(({ name }) => name);
