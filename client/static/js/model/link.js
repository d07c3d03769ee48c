/**
 * What stands behind the # of a link: a code or the secret of a move, and beside it the hub, where the link leads to a page
 * that no hub serves. Pure.
 */

/** @param {string} text @returns {string} as it was before a messenger has escaped it */
function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Reads what stands behind the # of a link.
 * @param {string} text
 * @returns {{ secret: string, hub: string | null }} `hub`: its origin as the link has it, unchecked; null: the link names none
 * Source: docs/protocol.md, "The code".
 */
export function readFragment(text) {
  const [secret = '', ...hub] = unescaped(text).split('@');
  return { secret, hub: hub.length > 0 ? hub.join('@') : null };
}

/**
 * Writes what stands behind the # of a link.
 * @param {string} secret
 * @param {string | null} hub its origin; null: the page of the link is the hub's own
 * @returns {string}
 */
export const writeFragment = (secret, hub) => (hub === null ? secret : `${secret}@${hub}`);
