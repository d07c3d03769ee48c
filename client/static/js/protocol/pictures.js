/**
 * The table of 256 pictures with spoken names (docs/protocol.md, "Pairing"), fetched only when two people compare.
 */

/** @typedef {{ picture: string, name: string }} Picture an emoji, and what to call it aloud */

/** @type {Promise<readonly Picture[]> | undefined} */
let table;

/** @returns {Promise<readonly Picture[]>} */
async function load() {
  const response = await fetch(new URL('../../pictures.json', import.meta.url));
  if (!response.ok) throw new Error('The pictures could not be loaded. Check the connection and try again.');
  /** @type {[string, string][]} */
  const pairs = await response.json();
  return Object.freeze(pairs.map(([picture, name]) => ({ picture, name })));
}

/**
 * The pictures at the given places, as `pictures` of pairing.js gives them. One fetch serves every call after it; a
 * failed one is tried again by the next call.
 * @param {readonly number[]} places 0 to 255
 * @returns {Promise<Picture[]>}
 */
export async function showPictures(places) {
  table ??= load();
  try {
    const all = await table;
    return places.map((place) => /** @type {Picture} */ (all[place]));
  } catch (error) {
    table = undefined;
    throw error;
  }
}
