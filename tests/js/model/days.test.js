/** Days as a reader counts them, on a phone as in the terminal. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { announcedFrom, lookAgainOf, momentOf, soonFrom, soonOf, timeOf } from '../../../client/static/js/model/days.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** In the month in which the clocks change in most of Europe, on the 29th. @param {number} day @param {number} [hour] */
const march = (day, hour = 0) => new Date(2026, 2, day, hour);

test('what was chosen is read as that, and moves with the days', () => {
  const chosen = [march(27, 9), march(27, 23)].map((now) =>
    soonFrom(now).map((soon) => [soon, soonOf(timeOf(soon, now), now)]));
  assert.deepEqual(chosen, [
    [['today', 'today'], ['tomorrow', 'tomorrow'], ['days', 'days']],
    [['tomorrow', 'tomorrow'], ['days', 'days']],
  ]);
  const at = timeOf('days', march(27, 9));
  const read = [27, 28, 29, 30, 31].map((day) => soonOf(at, march(day, 20)));
  assert.deepEqual(read, ['days', 'days', 'tomorrow', 'today', null]);
});

for (const at of [-1, 0, 2 ** 31 * 4, 2 ** 53 - 1, -(2 ** 53) + 1]) {
  test(`a time that makes no sense is not shown: ${at}`, () => {
    assert.equal(soonOf(at, march(27)), null);
  });
}

for (const [to, announced] of /** @type {const} */ ([[6 * DAY, DAY], [12 * HOUR, 4 * HOUR], [3 * DAY, DAY]])) {
  test(`the end of a life of ${to / HOUR} hours is announced ${announced / HOUR} hours before`, () => {
    assert.equal(to - announcedFrom(0, to), announced);
  });
}

test('a moment is named by the day and the date', () => {
  const evening = (/** @type {number} */ day) => new Date(2026, 2, day, 21, 5).getTime() / 1000;
  const said = [27, 28, 29].map((day) => momentOf(evening(day), march(27, 9), 'en')).map((each) => [each.day, each.date]);
  assert.deepEqual(said, [
    ['today', 'Friday, March 27'],
    ['tomorrow', 'Saturday, March 28'],
    ['date', 'Sunday, March 29'],
  ]);
});

test('by a clock that may name no day, it is a date while the conversation can be meant', () => {
  const life = { from: march(10, 12).getTime() / 1000, to: march(12, 12).getTime() / 1000 };
  const said = [march(10), march(11, 9), march(25), march(27)].map((at) => lookAgainOf(at.getTime() / 1000, march(11), life));
  assert.deepEqual(said, [null, 'date', 'date', null]);
  assert.equal(lookAgainOf(march(12).getTime() / 1000, march(11), null), 'tomorrow');
});
