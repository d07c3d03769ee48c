/**
 * Days as the reader counts them, by this phone's clock: when a conversation ends, when somebody would like to look again.
 * Never a countdown: days and a time of day. Pure but for the phone's time zone.
 */

/** @typedef {'today' | 'tomorrow' | 'days'} Soon */

const DAY = 24 * 3600;
/** Days that a time to look again may be away: no conversation lives longer, so anything later is a mistake or a joke. */
const FURTHEST = 14;
/** After this hour there is little left of today. */
const EVENING = 20;

/** @param {Date} date @param {number} days @param {number} hour @returns {Date} */
const dayAfter = (date, days, hour) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hour);

/** Lists the days that can be chosen to look again. @param {Date} now @returns {Soon[]} what can be chosen */
export const soonFrom = (now) => (now.getHours() < EVENING ? ['today', 'tomorrow', 'days'] : ['tomorrow', 'days']);

/** Turns such a day into a time. @param {Soon} soon @param {Date} now @returns {number} seconds since 1970 */
export function timeOf(soon, now) {
  const date = { today: dayAfter(now, 0, EVENING + 1), tomorrow: dayAfter(now, 1, 12), days: dayAfter(now, 3, 12) }[soon];
  return Math.floor(date.getTime() / 1000);
}

/** @param {number} at seconds @param {Date} now @returns {number} how many midnights lie between */
function daysUntil(at, now) {
  // Rounded, as a day has 23 or 25 hours when the clocks change.
  return Math.round((dayAfter(new Date(at * 1000), 0, 0).getTime() - dayAfter(now, 0, 0).getTime()) / (DAY * 1000));
}

/**
 * Turns a time into such a day.
 * @param {number} at seconds
 * @param {Date} now
 * @returns {Soon | null} null: nothing that is worth saying
 */
export function soonOf(at, now) {
  const days = daysUntil(at, now);
  // A time that is in no calendar is no number of days.
  if (!(days >= 0 && days <= FURTHEST)) return null;
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : 'days';
}

/**
 * Words when to look again.
 * @param {number} at seconds
 * @param {Date} now
 * @param {import('./clocks.js').Lifetime | null} lifetime where days may not be named by this clock; null: they may
 * @returns {Soon | 'date' | null} `date`: only the date is sure; null: nothing that is worth saying
 */
export const lookAgainOf = (at, now, lifetime) =>
  lifetime === null ? soonOf(at, now) : at > lifetime.from && at < lifetime.to + FURTHEST * DAY ? 'date' : null;

/**
 * From when on its end is announced: a day before, or a third of its whole life where it is short.
 * @param {number} from seconds, when this phone began with it @param {number} to seconds, when the hub deletes it
 */
export const announcedFrom = (from, to) => to - Math.min(DAY, Math.floor((to - from) / 3));

/**
 * Words a time for people.
 * @param {number} at seconds @param {Date} now @param {string} language
 * @returns {{ day: 'today' | 'tomorrow' | 'date', time: string, date: string }}
 */
export function momentOf(at, now, language) {
  const [days, moment] = [daysUntil(at, now), new Date(at * 1000)];
  return {
    day: days === 0 ? 'today' : days === 1 ? 'tomorrow' : 'date',
    time: moment.toLocaleTimeString(language, { timeStyle: 'short' }),
    date: moment.toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long' }),
  };
}

/** Finds when today is over. @param {Date} now @returns {number} seconds: the next midnight */
export const nextDay = (now) => Math.ceil(dayAfter(now, 1, 0).getTime() / 1000);
