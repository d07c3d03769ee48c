/**
 * What one may set a limit on, alone and at any time: each act that is asked about, with the levels that take away more than
 * what one has said.
 */

import { hardness, meets } from '../model/precedence.js';
import { itemSides } from './answer-keys.js';
import { standsOf } from './standing-gathered.js';
import { levelsOf, sectionIn } from './words.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('./words.js').Level} Level */
/** @typedef {import('../model/precedence.js').Word} Word */
/** @typedef {ReturnType<typeof itemSides>[number] & { levels: Level[] }} Act */
/** @typedef {{ chapter: string, document: Document, question: Question, acts: Act[] }} Choice */

/**
 * Lists the acts on which a limit can be set.
 * @param {Conversation} conversation
 * @returns {Choice[]} question by question, each act once: a limit on it holds in every chapter. What only a mutual section asks is
 *   there too, whatever somebody marked in it
 */
export function limitChoices(conversation) {
  const own = standsOf(conversation, conversation.role).limits.filter(({ who }) => who === 'mine');
  /** @type {Set<string>} */
  const offered = new Set();
  return (conversation.view?.chapters ?? []).flatMap(({ qhash, sections }) => {
    const document = conversation.documentOf(qhash);
    if (!document) return [];
    const asked = sections.map(({ id }) => sectionIn(document, id)).flatMap((section) => (section && section.reveal !== 'never' ? section.questions : []));
    return asked.flatMap((question) => {
      const acts = harderActs(document, question, own).filter(({ key }) => !offered.has(key));
      acts.forEach(({ key }) => offered.add(key));
      return acts.length > 0 ? [{ chapter: qhash, document, question, acts }] : [];
    });
  });
}

/** @param {Document} document @param {Question} question @param {Word[]} own one's limits @returns {Act[]} */
function harderActs(document, question, own) {
  return itemSides(question).flatMap((each) => {
    const act = { item: each.item.id, direction: each.side };
    // A limit without a direction covers both directions, but a limit on one direction does not cover the whole act.
    const said = own.filter((word) => meets(word.act, act) && (word.act.direction === null || act.direction !== null));
    const stands = Math.max(0, ...said.map(({ means }) => hardness(means)));
    const levels = levelsOf(document, question).filter(({ means }) => hardness(means) > stands);
    return levels.length > 0 ? [{ ...each, levels }] : [];
  });
}
