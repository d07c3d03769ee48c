/**
 * What has changed in a section since it was asked the last time, for each of the two. Pure.
 *
 * Only of sections that open whole: of a mutual one it would tell who took a yes back. The terminal has the same in
 * overture_partner/model/changes.py, and tests/vectors/changes.json holds for both.
 */

import { namesLimit } from './alignment.js';
import { itemKeys } from './answers.js';
import { WILLING } from './outcome.js';

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./types.js').QuestionSet} QuestionSet */
/** @typedef {import('./types.js').Section} Section */
/** @typedef {'new-limit' | 'limit-unsaid' | 'limit-still' | 'limit-lifted' | 'no-longer' | 'new-yes' | 'changed' | 'talk'} Kind
 *   `limit-still`: a hard limit has become one for this time, or for real: still a limit */
/** @typedef {{ mine: Answers, theirs: Answers }} Pair */
/** @typedef {{ who: 'mine' | 'theirs', question: string, key: string | null, kind: Kind }} Change `key` is the item's,
 *   under which that person's own answer stands; null for a question that is no item list */

/** The order in which they are told. A limit that is left blank now is not lifted: a blank is no yes. @type {Kind[]} */
const BY_WEIGHT = ['new-limit', 'limit-unsaid', 'limit-still', 'limit-lifted', 'no-longer', 'new-yes', 'changed', 'talk'];

/**
 * Lists what is different between two rounds of a section.
 * @param {QuestionSet} document @param {Section} section @param {Pair} before @param {Pair} now
 * @returns {Change[]} the weightiest first
 */
export function changesOf(document, section, before, now) {
  const found = /** @type {const} */ (['mine', 'theirs']).flatMap((who) =>
    section.questions.flatMap((question) => {
      const [was, said] = [before[who].answers[question.id], now[who].answers[question.id]];
      const rows = question.kind === 'items' ? changedRows(document, question, was, said) : whole(question, was, said);
      const talk = now[who].talk.includes(question.id) && !before[who].talk.includes(question.id);
      return [...rows, ...(talk ? [of(null, 'talk')] : [])].map((change) => ({ who, question: question.id, ...change }));
    }));
  return found.sort((left, right) => BY_WEIGHT.indexOf(left.kind) - BY_WEIGHT.indexOf(right.kind));
}

/** @param {string | null} key @param {Kind} kind */
const of = (key, kind) => ({ key, kind });

/** @param {QuestionSet} document @param {Question} question @param {any} was @param {any} said */
function changedRows(document, question, was, said) {
  const means = new Map((document.scales[question.levels ?? ''] ?? []).map((level) => [level.id, level.means]));
  return (question.items ?? []).flatMap(itemKeys).flatMap((key) => {
    const [old, now] = [was?.[key], said?.[key]];
    if (old?.level === now?.level && old?.if === now?.if) return [];
    return [of(key, kindOfRow(means.get(old?.level) ?? null, means.get(now?.level) ?? null))];
  });
}

/** @param {string | null} was what the level means; null is blank @param {string | null} said @returns {Kind} */
function kindOfRow(was, said) {
  if (was === said) return 'changed';
  if (said === 'limit') return 'new-limit';
  if (isLimit(was) && said === null) return 'limit-unsaid';
  if (was === 'limit') return isLimit(said) ? 'limit-still' : 'limit-lifted';
  if (isLimit(was) && said === 'open') return 'limit-lifted';
  const [willing, willingNow] = [was, said].map((meaning) => meaning !== null && WILLING.includes(meaning));
  if (willing) return willingNow ? 'changed' : 'no-longer';
  return willingNow ? 'new-yes' : 'changed';
}

/** @param {string | null} means @returns {boolean} of any firmness */
const isLimit = (means) => means === 'limit' || means === 'not-now' || means === 'fantasy';

/** @param {Question} question no item list @param {any} was @param {any} said */
function whole(question, was, said) {
  if (plain(was) === plain(said)) return [];
  const [before, after] = [was, said].map((answer) => question.align === 'limit' && namesLimit(question, answer));
  if (before === after) return [of(null, 'changed')];
  return [of(null, after ? 'new-limit' : said === undefined ? 'limit-unsaid' : 'limit-lifted')];
}

/** @param {any} answer which comes first in a list of options says nothing */
const plain = (answer) => JSON.stringify(Array.isArray(answer) ? [...answer].sort() : (answer ?? null));
