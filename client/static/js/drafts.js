/**
 * What is being filled in, in this tab's own storage only: it goes with the tab, and no other page reads it.
 */

/** @typedef {import('./types.js').Answers} Answers */
/** @typedef {import('./last-time.js').LastTime} LastTime */

/** @type {Map<string, string>} when the tab may not store anything, a draft lives as long as the page */
const memory = new Map();

/** @param {string[]} parts */
const keyOf = (...parts) => ['overture.draft', ...parts].join('/');

/** @param {string} key @param {string} text */
function put(key, text) {
  memory.set(key, text);
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // Full or switched off: the copy in memory serves.
  }
}

/** @param {string} key @returns {any} */
function get(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? memory.get(key) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {string} key */
function remove(key) {
  memory.delete(key);
  sessionStorage.removeItem(key);
}

/** @param {string} id @param {string} chapter @param {string} section @returns {Answers | null} */
export const load = (id, chapter, section) => get(keyOf(id, chapter, section));

/** @param {string} id @param {string} chapter @param {string} section @param {Answers} answers */
export const save = (id, chapter, section, answers) => put(keyOf(id, chapter, section), JSON.stringify(answers));

/** @param {string} id @param {string} chapter @param {string} section */
export function clear(id, chapter, section) {
  remove(keyOf(id, chapter, section));
  remove(keyOf(id, chapter, section, 'last-time'));
}

/** @param {string} id @param {string} chapter @param {string} section @returns {LastTime | null} out of a file */
export const loadLastTime = (id, chapter, section) => get(keyOf(id, chapter, section, 'last-time'));

/** @param {string} id @param {string} chapter @param {string} section @param {LastTime} last */
export const saveLastTime = (id, chapter, section, last) => put(keyOf(id, chapter, section, 'last-time'), JSON.stringify(last));

/** @param {string} id @param {string} chapter @param {string} section @returns {string | null} a note not yet sent */
export const loadNote = (id, chapter, section) => get(keyOf(id, chapter, section, 'note'));

/** @param {string} id @param {string} chapter @param {string} section @param {string} text */
export const saveNote = (id, chapter, section, text) => put(keyOf(id, chapter, section, 'note'), JSON.stringify(text));
