/** What both have said about stopping, out of what was opened: what each wants right after a stop, and words that differ. */

import { pick } from '../i18n.js';
import { gathered, newestRound } from './standing-gathered.js';
import { inWords } from './words.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {{ mine: string[], theirs: string[] }} OfEach */

/** Questions of which both answers should be one word. */
const WORDS = ['stop-word', 'slow-word'];

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
 * Finds the words for stopping that differ and of which the two have not settled one in their own words.
 * @param {Conversation} conversation
 * @returns {{ prompt: string, room: string, words: { who: 'me' | 'them', text: string }[] }[]} `room`: of the section
 */
export function differingWords(conversation) {
  const differ = new Set(gathered(conversation).flatMap(({ chapter, whole }) =>
    whole.open.filter(({ reason }) => reason === 'stop-words').map(({ question }) => `${chapter}/${question}`)));
  return answered(conversation, ({ id, kind }) => kind === 'text' && WORDS.includes(id))
    .filter(({ question, chapter, section }) => differ.has(`${chapter}/${question.id}`) && !conversation.notes.note(chapter, section)?.agreed)
    .map(({ question, room, mine, theirs }) => {
      const words = [...mine.map((text) => ({ who: /** @type {const} */ ('me'), text })), ...theirs.map((text) => ({ who: /** @type {const} */ ('them'), text }))];
      return { prompt: pick(question.prompt), room, words };
    });
}

/**
 * @param {Conversation} conversation @param {(question: Question) => boolean} wanted
 * @returns {(OfEach & { question: Question, chapter: string, section: string, room: string })[]} from the newest opened round of each section
 */
const answered = (conversation, wanted) =>
  (conversation.view?.chapters ?? []).flatMap(({ qhash: chapter, sections }, number) => sections.flatMap((view) => {
    const document = conversation.documentOf(chapter);
    const round = newestRound(view);
    const opened = round > 0 ? conversation.rounds.opened(chapter, view.id, round) : null;
    if (!document || !opened || !('mine' in opened)) return [];
    const questions = document.sections.find(({ id }) => id === view.id)?.questions.filter(wanted) ?? [];
    const room = `${number === 0 ? '' : `chapter-${number + 1}-`}section-${view.id}`;
    return questions.map((question) => ({
      question, chapter, section: view.id, room,
      mine: inWords(document, question, opened.mine.answers[question.id]),
      theirs: inWords(document, question, opened.theirs.answers[question.id]),
    }));
  }));
