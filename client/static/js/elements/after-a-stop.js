/** What each wants right after a stop, out of what was opened. Needs little else, as a stop may wait for nothing. */

import { pick, textOr } from '../i18n.js';
import { readableRounds } from '../model/opened-rounds.js';
import { inWords, withColon } from './words.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {{ mine: string[], theirs: string[] }} OfEach */
/** @typedef {{ question: Question, mine: string[] | null, theirs: string[] | null }} Answered in words; null: left blank */

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
 * @param {Answered[]} found in the order of the chapters @param {'mine' | 'theirs'} who
 * @returns {string[]} of one person; a later answer to the same question replaces the earlier one, and a blank replaces nothing. Where
 *   several questions were answered, each is named: what somebody wants when a call has broken off is not what they want otherwise
 */
function newestOf(found, who) {
  const last = new Map(found.flatMap(({ question, [who]: words }) => (words === null ? [] : [[question.id, { question, words }]])));
  const said = [...last.values()].filter(({ words }) => words.length > 0);
  if (said.length < 2) return said.flatMap(({ words }) => words);
  return said.map(({ question: { id, prompt }, words }) =>
    `${withColon(textOr(`card.about.${id}`, pick(prompt)))} ${words.join('; ')}`);
}

/**
 * @param {Conversation} conversation @param {(question: Question) => boolean} wanted
 * @returns {Answered[]} from every opened round, the newest last
 */
const answered = (conversation, wanted) =>
  (conversation.view?.chapters ?? []).flatMap(({ qhash: chapter, sections }) => sections.flatMap((view) => {
    const document = conversation.documentOf(chapter);
    const questions = document?.sections.find(({ id }) => id === view.id)?.questions.filter(wanted) ?? [];
    const rounds = readableRounds(view, (round) => conversation.rounds.opened(chapter, view.id, round));
    return rounds.flatMap(({ opened }) => (!document || !('mine' in opened) ? [] : questions.map((question) => ({
      question,
      mine: wants(document, question, opened.mine.answers[question.id]),
      theirs: wants(document, question, opened.theirs.answers[question.id]),
    }))));
  }));

/**
 * @param {QuestionSet} document @param {Question} question @param {any} answer validated
 * @returns {string[] | null} in words, without “I do not know yet”; null: left blank
 */
function wants(document, question, answer) {
  const words = inWords(document, question, answer);
  const unsure = inWords(document, question, (question.options ?? []).flatMap(({ id, talk }) => (talk ? [id] : [])));
  return words.length === 0 ? null : words.filter((line) => !unsure.includes(line));
}
