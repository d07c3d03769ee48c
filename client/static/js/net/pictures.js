/**
 * The table of 256 pictures with spoken names (docs/protocol.md, "Pairing"), fetched only when two people compare.
 */

/** @typedef {{ picture: string, name: string }} Picture an emoji, and what to call it aloud */

/** @type {Promise<readonly Picture[]> | undefined} */
let table;

/** @param {string} path beside the scripts @returns {Promise<any>} */
async function fetched(path) {
  const response = await fetch(new URL(`../../${path}`, import.meta.url));
  if (!response.ok) throw new TypeError(`${path}: ${response.status}`);
  return response.json();
}

/** @param {string} language @returns {Promise<readonly Picture[]>} */
async function load(language) {
  /** @type {[[string, string][], Record<string, string>]} */
  const [pairs, names] = await Promise.all([
    fetched('pictures.json'),
    language === 'en' ? {} : fetched(`locales/${language}/pictures.json`),
  ]);
  return Object.freeze(pairs.map(([picture, name]) => ({ picture, name: names[name] ?? name })));
}

/**
 * The pictures that bytes name, one each. One fetch serves every call after it; a failed one is tried again by the next
 * call.
 * @param {ArrayLike<number>} bytes of `sas`: each is a place in the table
 * @param {string} [language] of the names; the pictures are the same in all
 * @returns {Promise<Picture[]>}
 * @throws {TypeError} the table could not be loaded
 * Source: docs/protocol.md, "Pictures".
 */
export async function showPictures(bytes, language = 'en') {
  table ??= load(language);
  try {
    const all = await table;
    return Array.from(bytes, (byte) => /** @type {Picture} */ (all[byte]));
  } catch (error) {
    table = undefined;
    throw error;
  }
}
