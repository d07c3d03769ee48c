/**
 * What comes next in one asking of a section, whether it opens whole or is mutual. The hub has these rules too, and is relied on for
 * none of them. Pure: the terminal has the same function in model/next_round_act.py, and tests/vectors/rounds.json holds the two together.
 */

/** @typedef {import('./types.js').Round} Round */

/**
 * @typedef {object} Held what is stored here of a round
 * @property {string | null} commit digest of one's own commit, where it was made here
 * @property {boolean} inner what was in the partner's commit is stored: it was sealed by them, and it is sound
 * @property {boolean} released one's own release is stored: the partner may have seen what was sealed here
 * @property {boolean} opened it is open, and nothing is left to do
 * @property {boolean} seen it was opened here before, and has only to be read again
 * @property {string | null} broken why it can never be opened here
 * @property {boolean} burnt it was handed over to another phone unreleased, which may release it there
 */

/**
 * @typedef {object} RoundFacts
 * @property {boolean} mutual whether the section is mutual, by the document
 * @property {Held} held
 * @property {Pick<Round, 'mine' | 'theirs' | 'broken'>} shown the round as the log joined with the view has it
 * @property {boolean} paused by either person, whether or not the hub has acknowledged it; or a scene is stopped
 * @property {boolean} scene whether a scene is running or stopped
 * @property {boolean} ready whether both are ready
 * @property {boolean} newest whether this is the newest round of its section
 */

/**
 * - `nothing`: wait for another view.
 * - `commit`: send one's own commit.
 * - `open-commit`: open the partner's commit and store what is in it.
 * - `release`: send one's own release against what was in the partner's commit.
 * - `open-release`: open the partner's release, and with it their answers or the matches.
 * - `report`: tell the hub that the round cannot be opened here.
 * - `shut`: nothing can come of the round here any more: erase what was kept for it.
 * - `elsewhere`: the commit was not made here, so it is released and opened where it was made.
 * @typedef {'nothing' | 'commit' | 'open-commit' | 'release' | 'open-release' | 'report' | 'shut' | 'elsewhere'} RoundAct
 */

/**
 * Decides what comes next in a round.
 * @param {Readonly<RoundFacts>} facts looked up just before: a pause holds at once
 * @returns {RoundAct}
 * Source: docs/protocol.md, "Sealed answers" and "Mutual sections".
 */
export function nextRoundAct(facts) {
  const { held, shown } = facts;
  if (held.opened) return 'nothing';
  if (held.broken !== null) return shown.broken ? 'nothing' : 'report';
  if (shown.mine.commit === null) {
    const mayCommit = facts.ready && facts.newest && !facts.paused && !facts.scene && !shown.broken;
    return mayCommit && held.commit !== null ? 'commit' : 'nothing';
  }
  if (!shown.theirs || shown.theirs.commit === null) return 'nothing';
  // The other phone may release the same seal against another commit.
  if (held.burnt) return 'shut';
  if (held.commit !== shown.mine.commit) return 'elsewhere';
  return exchangeAct(facts, shown.theirs);
}

/**
 * What comes next when both commits are there, and one's own was made here.
 * @param {Readonly<RoundFacts>} facts @param {import('./types.js').Slots} theirs @returns {RoundAct}
 */
function exchangeAct({ mutual, held, shown, paused }, theirs) {
  const isExchanged = held.inner && held.released && theirs.release !== null;
  // Whoever reports a round once they have read it does not keep their own answers back by that.
  if (shown.broken && !isExchanged) return mutual ? 'shut' : 'nothing';
  if (paused) return isExchanged && held.seen ? 'open-release' : 'nothing';
  if (!held.inner) return 'open-commit';
  if (isExchanged) return 'open-release';
  return shown.mine.release === null ? 'release' : 'nothing';
}
