/**
 * What is being filled in, in this tab's own storage only: it goes with the tab, and no other page reads it. Where this
 * phone has a lock, drafts are under it too.
 */

import { decryptText, encryptText } from './lock.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('./last-time.js').LastTime} LastTime */

const PREFIX = 'overture.draft';

/** @type {Map<string, string>} what the tab could not store: newer than what it has stored, and there as long as the page is */
const memory = new Map();

/** Fires `unstored` for each draft that could not be stored, and lives as long as the page. */
export const draftTrouble = new EventTarget();

/** @param {string[]} parts */
const keyOf = (...parts) => [PREFIX, ...parts].join('/');

/** @param {string} key @param {string} text */
function put(key, text) {
  try {
    sessionStorage.setItem(key, encryptText(text));
    memory.delete(key);
  } catch {
    // Full or switched off. What is stored under this name, if anything, was written earlier.
    memory.set(key, text);
    draftTrouble.dispatchEvent(new Event('unstored'));
  }
}

/** @param {string} key @returns {string | null} null: there is none, or it cannot be read in this page */
function textOf(key) {
  try {
    return memory.get(key) ?? decryptText(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

/** @param {string} key @returns {any} */
function get(key) {
  try {
    return JSON.parse(textOf(key) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {string} key */
function remove(key) {
  memory.delete(key);
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Without storage there is no other copy.
  }
}

/** Removes everything that was being written in this tab. @param {string} id of a conversation that leaves this phone */
export function erase(id) {
  const isOwn = (/** @type {string} */ key) => key.startsWith(`${keyOf(id)}/`);
  for (const key of [...memory.keys(), ...stored()].filter(isOwn)) remove(key);
}

/** @returns {string[]} */
function stored() {
  try {
    return Object.keys(sessionStorage);
  } catch {
    return [];
  }
}

/** Stores every draft of this tab anew, as the lock of this phone changes. @param {() => void} change changes it */
export function reencryptDrafts(change) {
  const texts = stored().filter((key) => key.startsWith(PREFIX)).flatMap((key) => {
    const text = textOf(key);
    return text === null ? [] : [{ key, text }];
  });
  change();
  // Removed first, also for the room: a locked draft is longer, and where it does not fit, the readable one must not stay.
  for (const { key } of texts) remove(key);
  for (const { key, text } of texts) put(key, text);
}

/**
 * Lists every draft of a conversation.
 * @param {string} id
 * @returns {[string, string][]} everything that is being written in this tab, names and texts, but for what is for oneself alone
 */
export function all(id) {
  const start = `${keyOf(id)}/`;
  const keys = new Set([...stored(), ...memory.keys()].filter((key) => key.startsWith(start) && key !== keyOf(id, 'carried')));
  return [...keys].flatMap((key) => {
    const text = textOf(key);
    return text === null ? [] : [[key.slice(start.length), text]];
  });
}

/**
 * Goes on here with what was being written on another phone.
 * @param {string} id of the conversation
 * @param {[string, string][]} drafts names and texts
 */
export function importAll(id, drafts) {
  for (const [name, text] of drafts) put(keyOf(id, name), text);
}

/**
 * Reads a draft. A tab that was duplicated still has that of an earlier round, which another tab has sealed: it is none of this one.
 * @param {string} id
 * @param {string} chapter
 * @param {string} section
 * @param {number} round
 * @returns {Answers | null}
 */
export function load(id, chapter, section, round) {
  const kept = get(keyOf(id, chapter, section));
  return kept?.round === round ? kept.answers : null;
}

/**
 * Stores a draft.
 * @param {string} id
 * @param {string} chapter
 * @param {string} section
 * @param {number} round
 * @param {Answers} answers
 */
export const save = (id, chapter, section, round, answers) => put(keyOf(id, chapter, section), JSON.stringify({ round, answers }));

/**
 * Removes everything that was kept for a section that is sealed now.
 * @param {string} id
 * @param {string} chapter
 * @param {string} section
 */
export function clear(id, chapter, section) {
  remove(keyOf(id, chapter, section));
  remove(keyOf(id, chapter, section, 'last-time'));
  remove(keyOf(id, chapter, section, 'step'));
}

/**
 * Reads at which question somebody was.
 * @param {string} id
 * @param {string} chapter
 * @param {string} section
 * @param {number} round
 * @returns {number} from 0
 */
export function loadStep(id, chapter, section, round) {
  const at = get(keyOf(id, chapter, section, 'step'));
  return at?.round === round ? at.step : 0;
}

/**
 * Stores at which question somebody is.
 * @param {string} id
 * @param {string} chapter
 * @param {string} section
 * @param {{ round: number, step: number }} at
 */
export const saveStep = (id, chapter, section, at) => put(keyOf(id, chapter, section, 'step'), JSON.stringify(at));

/**
 * Reads what was answered the last time. It is for the round that it was filled in for, as a draft is.
 * @param {string} id
 * @param {string} chapter
 * @param {string} section
 * @param {number} round
 * @returns {LastTime | null} out of a file
 */
export function loadLastTime(id, chapter, section, round) {
  const kept = get(keyOf(id, chapter, section, 'last-time'));
  return kept?.round === round ? kept.last : null;
}

/**
 * Stores what was answered the last time.
 * @param {string} id
 * @param {string} chapter
 * @param {string} section
 * @param {number} round
 * @param {LastTime} last
 */
export const saveLastTime = (id, chapter, section, round, last) =>
  put(keyOf(id, chapter, section, 'last-time'), JSON.stringify({ round, last }));

/**
 * Reads the draft of a note.
 * @param {string} id
 * @param {string} chapter
 * @param {string} section
 * @returns {{ text: string, basedOn: number } | null} a note not yet sent, and the number of the one that it changes
 */
export function loadNote(id, chapter, section) {
  const kept = get(keyOf(id, chapter, section, 'note'));
  return typeof kept?.text === 'string' && kept.text !== '' ? kept : null;
}

/**
 * Stores the draft of a note.
 * @param {string} id
 * @param {string} chapter
 * @param {string} section
 * @param {{ text: string, basedOn: number }} draft
 */
export const saveNote = (id, chapter, section, draft) => put(keyOf(id, chapter, section, 'note'), JSON.stringify(draft));

/** Removes the draft of a note. @param {string} id @param {string} chapter @param {string} section */
export const clearNote = (id, chapter, section) => remove(keyOf(id, chapter, section, 'note'));

/**
 * Stores the private answers, for the page that follows.
 * @param {string} id
 * @param {[string, Answers][]} answers what is for oneself alone, while one page follows the other
 */
export const savePrivate = (id, answers) => put(keyOf(id, 'carried'), JSON.stringify(answers));

/** Reads and removes the private answers. @param {string} id @returns {[string, Answers][]} they are stored no longer */
export function removePrivate(id) {
  const answers = get(keyOf(id, 'carried')) ?? [];
  remove(keyOf(id, 'carried'));
  return answers;
}
