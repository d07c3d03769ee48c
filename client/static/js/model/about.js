/**
 * What a hub says of itself. It comes from the hub alone and may be anything, so only what fits is shown: text as text,
 * and links of four kinds that can run nothing here.
 */

/** @typedef {import('./types.js').Text} Text */
/** @typedef {{ label: string, url: string }} HelpLink */
/** @typedef {{ id: string, term: Text, text: Text }} Term */
/** @typedef {{ operator: string, help: HelpLink[], glossary: Term[] }} About */

const LINK = /^(https?:\/\/|tel:|mailto:)[^\s]+$/;

/** @param {any} given @returns {given is Text} */
const isText = (given) =>
  typeof given === 'object' && given !== null && !Array.isArray(given) && Object.keys(given).length > 0 &&
  Object.values(given).every((text) => typeof text === 'string');

/** @param {any} given @returns {given is HelpLink} */
const isHelpLink = (given) =>
  typeof given?.label === 'string' && given.label.trim() !== '' && typeof given.url === 'string' &&
  LINK.test(given.url);

/** @param {any} given @returns {given is Term} */
const isTerm = (given) =>
  typeof given?.id === 'string' && /^[a-z0-9-]+$/.test(given.id) && isText(given.term) && isText(given.text);

/** @template T @param {any} given @param {(each: any) => each is T} fits @returns {T[]} */
const fitting = (given, fits) => (Array.isArray(given) ? given.filter(fits) : []);

/**
 * Reads what a hub says of itself.
 * @param {any} given by the hub
 * @returns {About} what of it can be shown
 * Source: docs/protocol.md, "HTTP".
 */
export const readAbout = (given) => ({
  operator: typeof given?.operator === 'string' ? given.operator : '',
  help: fitting(given?.help, isHelpLink),
  glossary: fitting(given?.glossary, isTerm),
});
