/** Which rounds of a section were opened. */

/** @typedef {import('./types.js').SectionView} SectionView */

/**
 * Lists the rounds of a section that were opened.
 * @param {SectionView} section
 * @returns {number[]} the oldest first
 */
export const openedRounds = (section) =>
  [section, ...section.earlier].filter(({ state }) => state === 'opened').map(({ round }) => round).sort((one, other) => one - other);

/**
 * Finds the newest opened round of a section.
 * @param {SectionView} section
 * @returns {number} the round that was opened last, 0 for none
 */
export const newestRound = (section) => openedRounds(section).at(-1) ?? 0;
