/** What has changed since the last round, at the top of an opened section: in words, for each of you. */

import { pick, t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { mirrored, sideOf } from '../model/alignment.js';
import { actWords } from './outcome-words.js';
import { inOneLine, levelWords } from './words.js';

/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').Section} Section */
/** @typedef {import('../model/changes.js').Change} Change */
/** @typedef {import('../model/changes.js').Pair} Pair */

/**
 * Draws what has changed since the round before.
 * @param {{ document: Document, section: Section, changes: Change[], before: Pair, now: Pair }} since
 * @returns {HTMLElement}
 */
export function changedWords({ document, section, changes, before, now }) {
  const lines = changes.flatMap((change) => {
    const question = section.questions.find(({ id }) => id === change.question);
    return question ? [{ who: change.who, line: line(document, question, change, before, now) }] : [];
  });
  const groups = /** @type {const} */ (['mine', 'theirs']).map((who) =>
    ({ name: t(who === 'mine' ? 'you' : 'partner'), own: lines.filter((each) => each.who === who) }));
  return h('section', { class: 'card stack changes', 'data-part': 'changes' },
    h('h2', {}, t('changes.heading')),
    lines.length === 0 ? h('p', {}, t('changes.none')) : null,
    groups.filter(({ own }) => own.length > 0).flatMap(({ name, own }) => [
      h('h3', {}, name),
      h('ul', { class: 'plain-list standing-lines' }, own.map(({ line: drawn }) => drawn)),
    ]));
}

/** @param {Document} document @param {Question} question @param {Change} change @param {Pair} before @param {Pair} now */
function line(document, question, change, before, now) {
  const [was, is] = [before, now].map((round) => said(document, question, change, round[change.who].answers[question.id]));
  if (change.kind === 'limit-still') {
    return h('li', { class: 'standing-line', 'data-kind': change.kind },
      h('p', { class: 'standing-about' }, about(question, change)),
      h('p', { class: 'written', dir: 'auto' }, t('changes.limit-still', { was: was ?? '', now: is ?? '' })));
  }
  const isNew = change.kind === 'new-limit' || change.kind === 'new-yes';
  return h('li', { class: 'standing-line', 'data-kind': change.kind },
    h('p', { class: 'standing-about' }, h('strong', {}, t(`changes.${change.kind}`)), ' ', about(question, change)),
    change.kind === 'talk' || change.kind === 'limit-unsaid' ? null : h('p', { class: 'written', dir: 'auto' }, is ?? ''),
    isNew && was === t('answer.blank')
      ? null
      : change.kind === 'talk' ? null : h('p', { class: 'hint written', dir: 'auto' }, t('changes.before', { said: was ?? '' })));
}

/** @param {Question} question @param {Change} change @returns {string} from the reader's side */
function about(question, { who, key }) {
  if (key === null) return pick(question.prompt);
  const seen = who === 'mine' ? key : mirrored(key);
  return actWords(question, { item: seen.split('/')[0] ?? '', direction: sideOf(seen) });
}

/** @param {Document} document @param {Question} question @param {Change} change @param {any} answer @returns {string} */
function said(document, question, { key }, answer) {
  if (key !== null) return answer?.[key] ? levelWords(document, question, answer[key]) : t('answer.blank');
  return answer === undefined ? t('answer.blank') : inOneLine(document, question, answer);
}
