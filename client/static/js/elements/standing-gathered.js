/**
 * Everything that where the two stand is made of: what was opened, what was written together, what was taken back since.
 * Always from the side of Person 1 (seat A), so that both phones gather the same.
 */

import { actOf } from '../mutual-ids.js';
import { hardActs, hardness, limitedActs, standing } from '../standing.js';
import { levelsOf } from './words.js';

/** @typedef {import('../session.js').Conversation} Conversation */
/** @typedef {import('../types.js').QuestionSet} Document */
/** @typedef {import('../types.js').Question} Question */
/** @typedef {import('../types.js').SectionView} SectionView */
/** @typedef {import('../mutual-ids.js').Act} Act */
/** @typedef {{ document: Document, whole: import('../standing.js').Standing, words: { section: string, text: string }[],
 *   back: Set<string>, tightened: Map<string, string>[], unreadable: boolean }} Gathered tightened: new limits of Person 1
 *   and of Person 2, by act; unreadable: something was taken back that cannot be read here */

/** What a level may mean that a notice sets: it can only take away. */
const TIGHTENING = ['limit', 'not-now', 'fantasy'];

/** @param {string} act @returns {string} the same act, seen from the other side: what one gives the other receives */
export function mirrored(act) {
  if (act.endsWith('/give')) return act.replace(/\/give$/, '/receive');
  return act.replace(/\/receive$/, '/give');
}

/**
 * @param {Conversation} conversation
 * @param {string} chapter
 * @returns {Gathered | null} null: nothing is known of this chapter yet
 */
export function gathered(conversation, chapter) {
  const document = conversation.documentOf(chapter);
  const view = conversation.view?.chapters.find((each) => each.qhash === chapter);
  if (!document || !view) return null;
  const words = view.sections.flatMap(({ id }) => {
    const note = conversation.note(chapter, id);
    return note && note.agreed && note.text !== null ? [{ section: id, text: note.text }] : [];
  });
  const met = matched(conversation, chapter, view.sections);
  const limits = met.some(({ acts }) => acts.length > 0) ? limitsOf(conversation) : [];
  const opened = openedWhole(conversation, chapter, view.sections);
  const whole = standing(document, opened, met, limits, hardOf(conversation));
  return { document, whole, words, ...noticed(conversation, chapter, document) };
}

/**
 * @param {Conversation} conversation
 * @returns {Act[]} every limit in all chapters that stands now: out of what was opened last, and set since
 */
export const limitsOf = (conversation) =>
  (conversation.view?.chapters ?? []).flatMap(({ qhash, sections }) => {
    const document = conversation.documentOf(qhash);
    if (!document) return [];
    const since = noticed(conversation, qhash, document).tightened.flatMap((acts) => [...acts.keys()].map(parsed));
    return [...limitedActs(document, openedWhole(conversation, qhash, sections)), ...since];
  });

/** @param {Conversation} conversation @param {string} chapter @returns {Set<string>} acts that either has taken back since */
export function takenBack(conversation, chapter) {
  const document = conversation.documentOf(chapter);
  return document ? noticed(conversation, chapter, document).back : new Set();
}

/** @param {Conversation} conversation @returns {Act[]} what a hard limit stands on, in whichever chapter it was said */
const hardOf = (conversation) =>
  (conversation.view?.chapters ?? []).flatMap(({ qhash, sections }) => {
    const document = conversation.documentOf(qhash);
    return document ? hardActs(document, openedWhole(conversation, qhash, sections)) : [];
  });

/** @param {SectionView} section @returns {number} the round that was opened last, 0 for none */
export const newestRound = (section) =>
  Math.max(0, ...[section, ...section.earlier].filter(({ state }) => state === 'opened').map(({ round }) => round));

/** @param {Conversation} conversation @param {string} chapter @param {SectionView} section what was opened of it last */
function newest(conversation, chapter, section) {
  const round = newestRound(section);
  return round > 0 ? conversation.opened(chapter, section.id, round) : null;
}

/** @param {Conversation} conversation @param {string} chapter @param {SectionView[]} sections @returns {import('../standing.js').Opened[]} */
const openedWhole = (conversation, chapter, sections) =>
  sections.flatMap((section) => {
    const last = newest(conversation, chapter, section);
    if (!last || !('mine' in last)) return [];
    const [mine, theirs] = conversation.role === 'A' ? [last.mine, last.theirs] : [last.theirs, last.mine];
    return [{ section: section.id, mine, theirs }];
  });

/** @param {Conversation} conversation @param {string} chapter @param {SectionView[]} sections @returns {import('../standing.js').Matched[]} */
const matched = (conversation, chapter, sections) =>
  sections.flatMap((section) => {
    const last = newest(conversation, chapter, section);
    return last && 'matches' in last ? [{ section: section.id, acts: last.matches.map((id) => actOf(id, 'A')) }] : [];
  });

/**
 * @param {Conversation} conversation @param {string} chapter @param {Document} document
 * @returns {Pick<Gathered, 'back' | 'tightened' | 'unreadable'>}
 */
function noticed(conversation, chapter, document) {
  /** @type {Set<string>} */
  const back = new Set();
  const tightened = [new Map(), new Map()];
  let unreadable = false;
  for (const notice of conversation.notices(chapter)) {
    const byA = (notice.by === 'me') === (conversation.role === 'A');
    const fromA = (/** @type {string} */ key) => (byA ? key : mirrored(key));
    unreadable ||= notice.unreadable;
    notice.withdraw.forEach((key) => back.add(fromA(key)));
    Object.entries(notice.limit).forEach(([key, level]) => {
      back.add(fromA(key));
      const own = tightened[byA ? 0 : 1];
      // The hardest that was said counts, whatever was said after it: alone one takes away and never gives back.
      if (hard(document, key, level) > hard(document, key, own?.get(fromA(key)))) own?.set(fromA(key), level);
    });
  }
  return { back, tightened, unreadable };
}

/** @param {Document} document @param {string} act @param {string | undefined} level @returns {number} 0 for what is no limit */
function hard(document, act, level) {
  const question = level === undefined ? null : findAct(document, act, level)?.question;
  return hardness(question ? levelsOf(document, question).find(({ id }) => id === level)?.means : undefined);
}

/** @param {string} act @returns {Act} */
function parsed(act) {
  const [item = '', side] = act.split('/');
  return { item, direction: side === 'give' || side === 'receive' ? side : null };
}

/**
 * @param {Document} document @param {string} act @param {string} level
 * @returns {{ question: Question, act: Act } | null} null unless this is an item that is asked with this level, and the
 *   level takes something away
 */
export function findAct(document, act, level) {
  const found = parsed(act);
  const question = document.sections.flatMap((section) => section.questions)
    .find((each) => (each.items ?? []).some((item) => item.id === found.item) && levelsOf(document, each).some(
      (known) => known.id === level && TIGHTENING.includes(known.means)));
  return question ? { question, act: found } : null;
}
