/**
 * Everything that where the two stand is made of: what was opened, what was written together, what was taken back since.
 */

import { isEqual } from '../model/equal.js';
import { actOf } from '../model/mutual-ids.js';
import { roomAt } from '../model/notices.js';
import { readableRounds } from '../model/opened-rounds.js';
import { standing } from '../model/standing.js';
import { standsIn } from '../model/precedence.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').SectionView} SectionView */
/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/precedence.js').Chapter} Chapter */
/** @typedef {{ chapter: string, document: Document, whole: import('../model/standing.js').Standing,
 *   known: Chapter, unreadable: boolean, unsent: boolean }} Gathered unreadable: something was taken back that
 *   cannot be read here; unsent: something was taken back or limited here that the hub has not acknowledged */

/** @typedef {{ chapters: ReturnType<typeof knownChapters>, stands: import('../model/precedence.js').Stands }} Known as one seat sees it */

/** The last result: every element asks for it at every change, and few changes affect it. @type {WeakMap<Conversation, Map<Role, Known>>} */
const lastKnown = new WeakMap();
/** @type {WeakMap<Known, Gathered[]>} */
const lastGathered = new WeakMap();

/**
 * Gathers where the two stand in all chapters.
 * @param {Conversation} conversation
 * @returns {Gathered[]} by chapter, from the side of Person 1 (seat A), so that both phones gather the same; the same array until
 *   something in it changes
 */
export function gathered(conversation) {
  const known = knownTo(conversation, 'A');
  const before = lastGathered.get(known);
  if (before) return before;
  const wholes = standing(known.chapters.map(({ chapter }) => chapter), known.stands);
  const all = known.chapters.flatMap(({ qhash, chapter, unreadable, unsent }, at) => {
    const whole = wholes[at];
    return whole ? [{ chapter: qhash, document: chapter.document, whole, known: chapter, unreadable, unsent }] : [];
  });
  lastGathered.set(known, all);
  return all;
}

/** @param {Conversation} conversation @param {Role} seat @returns {Known} the same object until something in it changes */
function knownTo(conversation, seat) {
  const bySeat = lastKnown.get(conversation) ?? new Map();
  const [chapters, before] = [knownChapters(conversation, seat), bySeat.get(seat)];
  if (before && isEqual(chapters, before.chapters)) return before;
  const known = { chapters, stands: standsIn(chapters.map(({ chapter }) => chapter)) };
  lastKnown.set(conversation, bySeat.set(seat, known));
  return known;
}

/**
 * Looks up what was opened last of a section that opens whole.
 * @param {Conversation} conversation
 * @param {string} chapter
 * @returns {import('../model/alignment.js').AnswersOf} from the reader's side
 */
export const answersIn = (conversation, chapter) => (id) => {
  const section = conversation.view?.chapters.find(({ qhash }) => qhash === chapter)?.sections.find((each) => each.id === id);
  const last = section ? newest(conversation, chapter, section) : null;
  return last && 'mine' in last ? last : null;
};

/**
 * Gathers what both have said of acts.
 * @param {Conversation} conversation
 * @param {Role} seat whose side it is seen from
 * @returns {import('../model/precedence.js').Stands} the same object until something in it changes
 */
export const standsOf = (conversation, seat) => knownTo(conversation, seat).stands;

/**
 * @param {Conversation} conversation @param {Role} seat
 * @returns {{ qhash: string, chapter: Chapter, unreadable: boolean, unsent: boolean }[]} those of which the questions are here
 */
const knownChapters = (conversation, seat) =>
  (conversation.view?.chapters ?? []).flatMap(({ qhash, sections }) => {
    const document = conversation.documentOf(qhash);
    if (!document) return [];
    const turned = conversation.role !== seat;
    const received = conversation.notes.notices(qhash);
    const by = (/** @type {'me' | 'them'} */ who) => received.filter((notice) => notice.by === who);
    const notices = turned ? { mine: by('them'), theirs: by('me') } : { mine: by('me'), theirs: by('them') };
    const matched = sections.flatMap((section) => {
      const last = newest(conversation, qhash, section);
      return last && 'matches' in last ? [{ section: section.id, acts: last.matches.map((id) => actOf(id, seat)) }] : [];
    });
    const whole = sections.map((section) => openedWhole(conversation, qhash, section, turned));
    const settled = sections.flatMap(({ id }) => {
      const note = conversation.notes.note(qhash, id);
      return note && note.agreed && note.text !== null ? [{ section: id, text: note.text }] : [];
    });
    const unreadable = received.some((notice) => notice.unreadable);
    const unsent = [...received, ...sections.map(({ id }) => conversation.notes.note(qhash, id))].some((said) => said?.waiting);
    return [{ qhash, chapter: { document, sections: whole, matched, notices, settled }, unreadable, unsent }];
  });

/** @param {Conversation} conversation @param {string} chapter @param {SectionView} section every round that was opened of it, the oldest first */
const everyRound = (conversation, chapter, section) =>
  readableRounds(section, (round) => conversation.rounds.opened(chapter, section.id, round)).map(({ opened }) => opened);

/** @param {Conversation} conversation @param {string} chapter @param {SectionView} section what was opened of it last */
const newest = (conversation, chapter, section) => everyRound(conversation, chapter, section).at(-1) ?? null;

/**
 * @param {Conversation} conversation @param {string} chapter @param {SectionView} section @param {boolean} turned
 * @returns {Chapter['sections'][number]}
 */
function openedWhole(conversation, chapter, section, turned) {
  const rounds = everyRound(conversation, chapter, section).flatMap((round) =>
    (!('mine' in round) ? [] : [turned ? { mine: round.theirs, theirs: round.mine } : round]));
  return { section: section.id, rounds, newest: rounds.at(-1) ?? null };
}

/**
 * Names the room of a section.
 * @param {Conversation} conversation
 * @param {string} chapter
 * @param {string} section
 * @returns {string} the id under which the hub draws it
 */
export function roomOf(conversation, chapter, section) {
  return roomAt(Math.max((conversation.view?.chapters ?? []).findIndex(({ qhash }) => qhash === chapter), 0), section);
}
