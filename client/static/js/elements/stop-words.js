/** What both have said about stopping, out of what was opened: what each wants right after a stop, and words that differ. */

import { pick } from '../i18n.js';
import { gathered, newestRound, roomOf } from './standing-gathered.js';
import { inWords } from './words.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/stop-words.js').Clash} Clash */
/** @typedef {{ mine: string[], theirs: string[] }} OfEach */

/**
 * Gathers what each wants right after a stop (docs/question-sets.md, "What a question feeds").
 * @param {Conversation} conversation
 * @returns {OfEach} in words, each line once
 */
export function rightAfterAStop(conversation) {
  const found = answered(conversation, ({ gather }) => gather === 'at-a-stop');
  const of = (/** @type {'mine' | 'theirs'} */ who) => [...new Set(found.flatMap((each) => each[who]))];
  return { mine: of('mine'), theirs: of('theirs') };
}

/**
 * Lists the words for stopping that differ, as the model finds them.
 * @param {Conversation} conversation
 * @returns {{ prompt: string, room: string, kind: Clash['kind'], words: { who: 'me' | 'them', text: string }[] }[]} `room`: of the section
 */
export const differingWords = (conversation) =>
  gathered(conversation).flatMap(({ chapter, document, whole }) => whole.open.flatMap(({ section, question: id, clash }) => {
    if (!clash) return [];
    const question = document.sections.flatMap(({ questions }) => questions).find((each) => each.id === id);
    const [mine, theirs] = conversation.role === 'A' ? [clash.mine, clash.theirs] : [clash.theirs, clash.mine];
    const words = [{ who: /** @type {const} */ ('me'), text: mine }, { who: /** @type {const} */ ('them'), text: theirs }];
    return [{ prompt: pick(question?.prompt), room: roomOf(conversation, chapter, section), kind: clash.kind, words }];
  }));

/**
 * Names the questions of a chapter at which words for stopping differ.
 * @param {Conversation} conversation
 * @param {string} chapter
 * @returns {Map<string, Clash['kind']>} which words differ, by the id of the question
 */
export const clashingQuestions = (conversation, chapter) => {
  const open = gathered(conversation).find((each) => each.chapter === chapter)?.whole.open ?? [];
  return new Map(open.flatMap(({ question, clash }) => (clash ? [[question, clash.kind]] : [])));
};

/**
 * @param {Conversation} conversation @param {(question: Question) => boolean} wanted
 * @returns {OfEach[]} from the newest opened round of each section
 */
const answered = (conversation, wanted) =>
  (conversation.view?.chapters ?? []).flatMap(({ qhash: chapter, sections }) => sections.flatMap((view) => {
    const document = conversation.documentOf(chapter);
    const round = newestRound(view);
    const opened = round > 0 ? conversation.rounds.opened(chapter, view.id, round) : null;
    if (!document || !opened || !('mine' in opened)) return [];
    const questions = document.sections.find(({ id }) => id === view.id)?.questions.filter(wanted) ?? [];
    return questions.map((question) => ({
      mine: inWords(document, question, opened.mine.answers[question.id]),
      theirs: inWords(document, question, opened.theirs.answers[question.id]),
    }));
  }));
