/** The vectors of the scene card (card.json), as the phones work it out. */

import { cardOf } from '../../../client/static/js/model/card.js';
import { standsIn } from '../../../client/static/js/model/precedence.js';
import { standing } from '../../../client/static/js/model/standing.js';
import { said } from './answers.js';
import { vectors } from './files.js';

/** @typedef {import('../../../client/static/js/model/card.js').Said} Said */
/** @typedef {import('../../../client/static/js/model/card.js').Entry} Entry */
/** @typedef {import('../../../client/static/js/model/precedence.js').Chapter} Chapter */
/** @typedef {{ name: string, chapters: any[], card: any }} Case */

const { documents: DOCUMENTS, cases } = vectors('card.json');

/** @type {Case[]} */
export const CASES = cases;

/** @param {any} chapter @returns {Chapter} */
function chapterOf({ document, rounds, notices, settled }) {
  const pair = (/** @type {any} */ { mine, theirs }) => ({ mine: { ...said(), ...mine }, theirs: { ...said(), ...theirs } });
  return {
    document: DOCUMENTS[document],
    sections: Object.entries(rounds).map(([section, all]) => ({ section, rounds: all.map(pair), newest: pair(all.at(-1)) })),
    matched: [],
    notices,
    settled: settled.map((/** @type {string[]} */ [section, text]) => ({ section, text })),
  };
}

/** @param {{ item?: string, direction?: string | null }} act @returns {string} */
const keyOf = ({ item, direction }) => (direction ? `${item}/${direction}` : `${item}`);

/** @param {Said} said @returns {unknown} */
const answerOf = ({ point }) => point.text ?? point.value ?? point.options;

/** @param {Said[]} all */
const words = (all) => all.map((each) => [each.who, answerOf(each)]);

/** @param {Entry[]} all */
const entries = (all) => all.flatMap(({ question, said: each }) => words(each).map((word) => [question, ...word]));

/** @param {import('../../../client/static/js/model/standing.js').Standing[]} wholes */
const clashes = (wholes) => wholes.flatMap(({ open }, at) => open.flatMap(({ question, clash }) =>
  (clash ? [[at, question, clash.kind, clash.mine, clash.theirs]] : [])));

/** @param {import('../../../client/static/js/model/standing.js').Standing[]} wholes */
const signals = (wholes) => wholes.flatMap(({ stopSignals: { both, mine, theirs } }, at) =>
  [...both, ...mine, ...theirs].flatMap(({ question, who, text }) => (text === undefined ? [] : [[at, question, who, text]])));

/**
 * What stands of answers that are no acts and no limits.
 * @param {import('../../../client/static/js/model/standing.js').Standing[]} wholes
 */
const stands = (wholes) => wholes.flatMap((whole, at) =>
  [whole.final, whole.shared, whole.conditions, ...[whole.plan, whole.checkIn].flatMap((each) => [each.both, each.mine, each.theirs])].flat()
    .filter(({ item }) => item === undefined)
    .map((point) => [at, point.question, point.who, answerOf({ at, who: point.who, point })]))
  .map((each) => JSON.stringify(each)).sort().map((each) => JSON.parse(each));

/**
 * Works out the card of a case.
 * @param {Case} given
 * @returns {any} in the shape of the vectors
 */
export function card({ chapters: all }) {
  const chapters = all.map(chapterOf);
  const wholes = standing(chapters, standsIn(chapters));
  const found = cardOf(wholes.map((whole, at) => ({ document: /** @type {Chapter} */ (chapters[at]).document, whole })));
  return {
    settled: found.settled?.text ?? null,
    stop: words(found.stop), slow: words(found.slow), silent: words(found.silent),
    clash: found.clash?.point.clash?.kind ?? null, clashes: clashes(wholes), signals: signals(wholes), stands: stands(wholes), plain: found.plain,
    extent: entries(found.extent), stopping: entries(found.stopping),
    never: found.never.map(keyOf).sort(), notNow: found.notNow.map(keyOf).sort(), back: found.back.map(keyOf).sort(),
    limits: entries(found.limits),
    conditions: found.conditions.map(({ who, point }) => [keyOf(point), who, point.text ?? null]),
    body: entries(found.body), risks: found.risks.map(({ point }) => point.item),
    aftercare: entries(found.aftercare), help: entries(found.help),
  };
}
