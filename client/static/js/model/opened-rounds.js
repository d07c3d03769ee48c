/** Which rounds of a section were opened. */

/** @typedef {import('./types.js').OpenedRound} OpenedRound */
/** @typedef {import('./types.js').SectionView} SectionView */

/** @param {SectionView} section @returns {number[]} the rounds of which both releases are there, the oldest first */
const openedRounds = (section) =>
  [section, ...section.earlier].filter(({ state }) => state === 'opened').map(({ round }) => round).sort((one, other) => one - other);

/**
 * Gathers what was opened of a section, as far as it can be read here: what a newer round has brought, and cannot be opened, takes
 * nothing away of what was opened before.
 * @param {SectionView} section
 * @param {(round: number) => OpenedRound | null} opened what a round has come to on this phone
 * @returns {{ round: number, opened: Exclude<OpenedRound, { problem: any }> }[]} the oldest first
 */
export const readableRounds = (section, opened) =>
  openedRounds(section).flatMap((round) => {
    const found = opened(round);
    return found && !('problem' in found) ? [{ round, opened: found }] : [];
  });
