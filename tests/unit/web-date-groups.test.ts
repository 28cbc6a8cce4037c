import { expect, test } from 'vitest';
import { groupByDate } from '../../web/conversation/date-groups.ts';

const now = new Date(2026, 10, 22, 9, 30);
const at = (year: number, month: number, day: number, hour = 12) => ({
  updatedAt: new Date(year, month - 1, day, hour).toISOString(),
});
const labels = (...items: { updatedAt: string }[]) => groupByDate(items, now).map(({ label }) => label);

test('days are the reader’s calendar days, not stretches of 24 hours', () => {
  expect(labels(at(2026, 11, 22, 1), at(2026, 11, 21, 23))).toEqual(['Today', 'Yesterday']);
});

test('older conversations fall into weeks, a month, then named months', () => {
  const groups = labels(
    at(2026, 11, 15),
    at(2026, 11, 14),
    at(2026, 10, 23),
    at(2026, 10, 22),
    at(2025, 3, 1),
  );

  expect(groups).toEqual(['Previous 7 days', 'Previous 30 days', 'October', 'March 2025']);
});

test('a conversation from the near future, by another clock, counts as today', () => {
  expect(labels(at(2026, 11, 23))).toEqual(['Today']);
});

test('the most recently active comes first, whatever order the pages came in', () => {
  const [group] = groupByDate([at(2026, 11, 22, 1), at(2026, 11, 22, 8), at(2026, 11, 22, 3)], now);

  expect(group?.items.map(({ updatedAt }) => new Date(updatedAt).getHours())).toEqual([8, 3, 1]);
});
