/**
 * What one may set a limit on, alone and at any time: each act that is asked about, with the levels that take away more than
 * what one has said.
 */

import { hardness } from '../standing.js';
import { itemKeys } from './draft.js';
import { newestRound } from './standing-gathered.js';
import { levelsOf, sectionIn } from './words.js';

/** @typedef {import('../session.js').Conversation} Conversation */
/** @typedef {import('../types.js').QuestionSet} Document */
/** @typedef {import('../types.js').Question} Question */
/** @typedef {import('./words.js').Level} Level */
/** @typedef {ReturnType<typeof itemKeys>[number] & { levels: Level[] }} Act */
/** @typedef {{ chapter: string, document: Document, question: Question, acts: Act[] }} Choice */

/**
 * @param {Conversation} conversation
 * @returns {Choice[]} question by question. Mutual sections are left out: what is said there is told by no limit
 */
export const limitChoices = (conversation) =>
  (conversation.view?.chapters ?? []).flatMap(({ qhash, sections }) => {
    const document = conversation.documentOf(qhash);
    if (!document) return [];
    const set = setSince(conversation, qhash);
    return sections.flatMap((section) => {
      const asked = sectionIn(document, section.id);
      if (asked?.reveal !== 'both') return [];
      const last = conversation.opened(qhash, section.id, newestRound(section));
      const said = last && 'mine' in last ? last.mine.answers : {};
      return asked.questions.map((question) => ({
        chapter: qhash, document, question, acts: actsOf(document, question, said[question.id], set),
      })).filter(({ acts }) => acts.length > 0);
    });
  });

/** @param {Conversation} conversation @param {string} chapter @returns {Map<string, string>} the level of one's own notices, by act */
const setSince = (conversation, chapter) =>
  new Map(conversation.notices(chapter).filter(({ by }) => by === 'me').flatMap(({ limit }) => Object.entries(limit)));

/**
 * @param {Document} document @param {Question} question @param {any} said one's own answer that was opened last
 * @param {Map<string, string>} set
 * @returns {Act[]}
 */
function actsOf(document, question, said, set) {
  const levels = levelsOf(document, question);
  const hard = (/** @type {string | undefined} */ id) => hardness(levels.find((level) => level.id === id)?.means);
  return itemKeys(question).flatMap((key) => {
    const stands = Math.max(hard(said?.[key.key]?.level), hard(set.get(key.key)));
    const harder = levels.filter(({ id }) => hard(id) > stands);
    return harder.length > 0 ? [{ ...key, levels: harder }] : [];
  });
}
