/**
 * What a hub says of itself. It comes from the hub alone and may be anything, so only what fits is shown: text as text,
 * and links of four kinds that can run nothing here.
 */

import { isText } from './json.js';
import { LIMITS } from './limits.js';

/** @typedef {import('./types.js').Text} Text */
/** @typedef {{ label: string, url: string }} HelpLink */
/** @typedef {{ id: string, term: Text, text: Text }} Term */
/**
 * @typedef {{ qhash: string, id: string, title: Text, for_whom: Text, minutes: number }} QuestionSetCard what a person reads of
 * a question set before they choose it
 */
/** @typedef {{ operator: string, help: HelpLink[], glossary: Term[] }} About */

const LINK = /^(https?:\/\/|tel:|mailto:)[^\s]+$/;

/** @param {any} given @returns {given is HelpLink} */
const isHelpLink = (given) =>
  typeof given?.label === 'string' && given.label.trim() !== '' && typeof given.url === 'string' &&
  LINK.test(given.url);

/** @param {any} given @returns {given is Term} */
const isTerm = (given) =>
  typeof given?.id === 'string' && /^[a-z0-9-]+$/.test(given.id) && isText(given.term) && isText(given.text);

/** @param {any} given @returns {given is QuestionSetCard} */
const isCard = (given) =>
  typeof given?.qhash === 'string' && /^[\w-]+$/.test(given.qhash) && typeof given.id === 'string' &&
  isText(given.title) && isText(given.for_whom) && Number.isSafeInteger(given.minutes) && given.minutes > 0;

/** @param {any} value @returns {boolean} whether no text in it is too long to be shown */
const isShort = (value) =>
  typeof value === 'string' ? value.length <= LIMITS.text : typeof value !== 'object' || value === null || Object.values(value).every(isShort);

/** @template T @param {any} given @param {(each: any) => each is T} fits @returns {T[]} */
const fitting = (given, fits) => (Array.isArray(given) ? given.slice(0, LIMITS.list).filter((each) => isShort(each) && fits(each)) : []);

/**
 * Reads what a hub says of itself.
 * @param {any} given by the hub
 * @returns {About} what of it can be shown
 * Source: docs/protocol.md, "HTTP".
 */
export const readAbout = (given) => ({
  operator: typeof given?.operator === 'string' ? given.operator.slice(0, LIMITS.text) : '',
  help: fitting(given?.help, isHelpLink),
  glossary: fitting(given?.glossary, isTerm),
});

/**
 * Reads which question sets a hub offers.
 * @param {any} given by the hub
 * @returns {QuestionSetCard[]} those of which everything can be shown
 * Source: docs/protocol.md, "HTTP".
 */
export const readCards = (given) => fitting(given, isCard);
