/**
 * What time it is, where two clocks may be wrong: the phone's, and the hub's, which is told on each connection. Neither is
 * believed alone: a phone's clock may be put right at any moment, and a hub may lie. Pure: the terminal has the same in model/clocks.py,
 * and tests/vectors/clocks.json holds the two together (docs/protocol.md, "Time").
 */

/** @typedef {{ hub: number, at: number }} Measure the hub's time, and when it was told by a clock that nobody sets; both in seconds */
/** @typedef {{ from: number, to: number }} Lifetime seconds: when the conversation began and when the hub deletes it, by the hub's clock */

/** Two clocks that are right may differ by less. */
const SLACK = 3600;
/** Seconds that a conversation lives at most. */
const LONGEST_LIFE = 6 * 24 * 3600;

/**
 * Takes in what a hub tells of its time.
 * @param {Measure | null} last that was believed
 * @param {unknown} told seconds, unchecked
 * @param {number} steady seconds, by the monotonic clock
 * @param {Lifetime} lifetime
 * @returns {Measure | null} the last one, where this is none, where the conversation has not begun or is over by it, or where it
 * goes back
 * Source: docs/protocol.md, "Time".
 */
export function measured(last, told, steady, { from, to }) {
  if (typeof told !== 'number' || !Number.isSafeInteger(told)) return last;
  const before = last === null ? from : timeBy(last, steady);
  return told > Math.max(from, before) - SLACK && told < Math.min(to, from + LONGEST_LIFE) + SLACK ? { hub: told, at: steady } : last;
}

/** Computes the time by the hub's clock. @param {Measure} measure @param {number} steady seconds @returns {number} seconds */
export const timeBy = ({ hub, at }, steady) => hub + (steady - at);

/**
 * Tells whether days may be named by a phone's clock: the hub's agrees with it, or, where the hub has told none, it can be right, since
 * a conversation that is there has begun and is not over. By any other clock any day would be another.
 * @param {number} now seconds, by the phone's clock
 * @param {number | null} hub seconds, by the hub's; null: it has told none that is believed
 * @param {Lifetime} lifetime
 * @returns {boolean}
 * Source: docs/protocol.md, "Time".
 */
export const namesDays = (now, hub, { from, to }) =>
  hub === null ? now > from - SLACK && now < to + SLACK : Math.abs(now - hub) < SLACK;
