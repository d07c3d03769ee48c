/** What each wants right after a stop, out of what was opened. Needs little else, as a stop may wait for nothing. */

import { readableRounds } from '../model/opened-rounds.js';
import { inWords } from './words.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {{ mine: string[], theirs: string[] }} OfEach */

/**
 * Gathers what each wants right after a stop (docs/question-sets.md, "What a question feeds").
 * @param {Conversation} conversation
 * @returns {OfEach} in words, each line once
 */
export function rightAfterAStop(conversation) {
  const found = answered(conversation, ({ gather }) => gather === 'at-a-stop');
  return { mine: newestOf(found, 'mine'), theirs: newestOf(found, 'theirs') };
}

/**
 * @param {(OfEach & { question: string })[]} found in the order of the chapters @param {'mine' | 'theirs'} who
 * @returns {string[]} of one person; a later answer to the same question replaces the earlier one, and a blank replaces nothing
 */
function newestOf(found, who) {
  const last = new Map(found.filter((each) => each[who].length > 0).map((each) => [each.question, each[who]]));
  return [...new Set([...last.values()].flat())];
}

/**
 * @param {Conversation} conversation @param {(question: Question) => boolean} wanted
 * @returns {(OfEach & { question: string })[]} from every opened round, the newest last
 */
const answered = (conversation, wanted) =>
  (conversation.view?.chapters ?? []).flatMap(({ qhash: chapter, sections }) => sections.flatMap((view) => {
    const document = conversation.documentOf(chapter);
    const questions = document?.sections.find(({ id }) => id === view.id)?.questions.filter(wanted) ?? [];
    const rounds = readableRounds(view, (round) => conversation.rounds.opened(chapter, view.id, round));
    return rounds.flatMap(({ opened }) => (!document || !('mine' in opened) ? [] : questions.map((question) => ({
      question: question.id,
      mine: inWords(document, question, opened.mine.answers[question.id]),
      theirs: inWords(document, question, opened.theirs.answers[question.id]),
    }))));
  }));
