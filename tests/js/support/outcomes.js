/** What two answers mean together, as the phones work it out, in the shape of outcomes.json. */

import { alignQuestion, sideOf } from '../../../client/static/js/model/alignment.js';
import { standsIn } from '../../../client/static/js/model/precedence.js';
import { standing } from '../../../client/static/js/model/standing.js';
import { openerOf } from '../../../client/static/js/model/talk-opener.js';
import { talkPoints } from '../../../client/static/js/model/talk-points.js';
import { said } from './answers.js';
import { vectors } from './files.js';

/** @typedef {{ [field: string]: any }} Case */
/** @typedef {import('../../../client/static/js/model/types.js').Answers} Answers */

export const { document: DOCUMENT, ...VECTORS } = vectors('outcomes.json');

/** @param {Case | undefined} given by section @param {string} section @returns {Answers} */
const answersTo = (given, section) => ({ ...said(), ...given?.[section] });

/** @param {{ item?: string, direction?: string | null }} act @returns {string} */
const keyOf = ({ item, direction }) => (direction ? `${item}/${direction}` : `${item}`);

/**
 * How two people's answers to each question meet.
 * @param {Case} given `mine` and `theirs`, answers by section
 * @returns {Case} by question
 */
export function alignments({ mine, theirs }) {
  const answersOf = (/** @type {string} */ section) => ({ mine: answersTo(mine, section), theirs: answersTo(theirs, section) });
  return Object.fromEntries(DOCUMENT.sections.flatMap((/** @type {any} */ section) =>
    section.questions.map((/** @type {any} */ question) => {
      const pair = answersOf(section.id);
      const { state, talk, limit, final, until, rows, common = [], rest = { mine: [], theirs: [] }, missing = [] } =
        alignQuestion(question, DOCUMENT, pair.mine, pair.theirs, answersOf);
      const drawn = rows?.map((row) => ({
        key: keyOf(row), ...row.outcome, risk: row.risk !== null, experience: row.experience.map(({ who, level }) => [who, level]),
      }));
      return [question.id, { state, talk, limit, final, until, rows: drawn ?? [], common, rest, missing }];
    })));
}

/** @param {import('../../../client/static/js/model/standing.js').Point} point @returns {unknown[]} */
function pointOf({ question, who, until, final, text, options, value, item, direction, level, outcome }) {
  if (item === undefined) return [question, who, until ? 'until' : final ? 'final' : 'said', text ?? options ?? value];
  return [keyOf({ item, ...(direction && { direction }) }), who, outcome?.outcome ?? text ?? level ?? ''];
}

/** @param {Case} given @returns {import('../../../client/static/js/model/precedence.js').Chapter} */
function chapterOf({ mine, theirs, settled = {}, before = [], notices = { mine: [], theirs: [] } }) {
  const sections = DOCUMENT.sections.map((/** @type {any} */ { id }) => {
    const rounds = [...before, { mine, theirs }].map((each) => ({ mine: answersTo(each.mine, id), theirs: answersTo(each.theirs, id) }));
    return { section: id, rounds, newest: rounds.at(-1) };
  });
  const words = Object.entries(settled).map(([section, text]) => ({ section, text }));
  return { document: DOCUMENT, sections, matched: [], notices, settled: words };
}

/**
 * Where two people stand by the newest round of each section.
 * @param {Case} given as in `standings` of the vectors
 * @returns {Case}
 */
export function standingOf(given) {
  const chapters = [chapterOf(given)];
  const [whole] = standing(chapters, standsIn(chapters));
  if (!whole) throw new Error('there is one chapter');
  const each = { limits: whole.limits, plan: whole.plan, 'stop-signals': whole.stopSignals, help: whole.help };
  const lists = {
    final: whole.final, shared: whole.shared, conditions: whole.conditions, aftercare: [...whole.aftercare.mine, ...whole.aftercare.theirs],
    ...Object.fromEntries(Object.entries(each).map(([part, { both, mine: one, theirs: other }]) => [part, [...both, ...one, ...other]])),
  };
  const parts = Object.entries(lists).filter(([, points]) => points.length > 0);
  return {
    parts: Object.fromEntries(parts.map(([part, points]) => [part, points.map(pointOf)])),
    open: whole.open.map(({ question, item, direction, reason, who = null }) =>
      [item === undefined ? question : keyOf({ item, ...(direction && { direction }) }), reason, who]),
    settled_words: whole.settledWords.map(({ section, text, parts: fed }) => [section, text, fed]),
  };
}

/**
 * The points that the two talk through by one round of each section.
 * @param {Case} given `mine` is A's
 * @returns {Case[]} the name of each, and what it is about
 */
export function pointsOf(given) {
  const known = chapterOf(given);
  const [whole] = standing([known], standsIn([known]));
  if (!whole) throw new Error('there is one chapter');
  const questions = DOCUMENT.sections.flatMap((/** @type {any} */ section) => section.questions);
  return talkPoints([{ chapter: 'Q'.repeat(43), document: DOCUMENT, whole, known }]).map((point) => {
    const { id, kind, who, section, question, item, direction, reason } = point;
    const opener = openerOf(point, questions.find((/** @type {any} */ each) => each.id === question));
    return { id, kind, who, section, question, item, direction, reason, opener };
  });
}

/** The points of many conversations. @param {Case[]} given @returns {Case[][]} */
export const allPoints = (given) => given.map(pointsOf);

/** Both of the above for many conversations. @param {Case[]} given @returns {Case[]} */
export const wholes = (given) => given.map((each) => ({ questions: alignments(each), ...standingOf(each) }));

/** @param {string} key @returns {string} of the same act from the other side */
export const mirrored = (key) => (sideOf(key) === null ? key : key.endsWith('give') ? key.replace(/give$/, 'receive') : key.replace(/receive$/, 'give'));

/** @type {{ [who: string]: string }} */
const OTHER = { mine: 'theirs', theirs: 'mine' };

/** Who it is to the other of the two. @param {string | null} who @returns {string | null} */
export const turnedWho = (who) => OTHER[who ?? ''] ?? who;
