/** Words for stopping that differ, out of what was opened. */

import { WORD_QUESTIONS } from '../model/stop-words.js';
import { gathered, roomOf } from './standing-gathered.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/stop-words.js').Clash} Clash */

/**
 * Lists the words for stopping that differ, as the model finds them.
 * @param {Conversation} conversation
 * @returns {{ room: string, kind: Clash['kind'], words: { who: 'me' | 'them', text: string }[] }[]} `room`: of the section
 */
export const differingWords = (conversation) =>
  gathered(conversation).flatMap(({ chapter, whole }) => whole.open.flatMap(({ section, clash }) => {
    if (!clash) return [];
    const [mine, theirs] = conversation.role === 'A' ? [clash.mine, clash.theirs] : [clash.theirs, clash.mine];
    const words = [{ who: /** @type {const} */ ('me'), text: mine }, { who: /** @type {const} */ ('them'), text: theirs }]
      .filter(({ text }) => text !== '');
    return [{ room: roomOf(conversation, chapter, section), kind: clash.kind, words }];
  }));

/**
 * Names the questions of a section at which words for stopping differ. Only where it has such a question is everything compared.
 * @param {Conversation} conversation
 * @param {string} chapter
 * @param {import('../model/types.js').Question[]} questions of the section
 * @returns {Map<string, Clash['kind']>} which words differ, by the id of the question
 */
export const clashingQuestions = (conversation, chapter, questions) => {
  if (!questions.some(({ id }) => WORD_QUESTIONS.includes(id))) return new Map();
  const open = gathered(conversation).find((each) => each.chapter === chapter)?.whole.open ?? [];
  return new Map(open.flatMap(({ question, clash }) => (clash ? [[question, clash.kind]] : [])));
};
