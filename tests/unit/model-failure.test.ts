import { describe, expect, test } from 'vitest';
import { inWords, retryAfterMs } from '../../api/model/failure.ts';

describe('a wait in words', () => {
  test.each([
    [0, '1 second'],
    [1_000, '1 second'],
    [1_001, '2 seconds'],
    [60_000, '60 seconds'],
    [100_000, '2 minutes'],
    [3_600_000, '60 minutes'],
    [7_000_000, '2 hours'],
  ])('%i ms is %s', (ms, words) => {
    expect(inWords(ms)).toBe(words);
  });
});

describe('how long a server asks to wait', () => {
  test.each([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['milliseconds, which are more exact', { 'retry-after': '7', 'retry-after-ms': '6500' }, 6_500],
    [
      'a date, read against the clock of the server',
      { 'retry-after': 'Sun, 22 Nov 2026 10:00:20 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' },
      20_000,
    ],
    [
      'a date that has passed',
      { 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' },
      0,
    ],
    ['nothing', {}, null],
    ['nonsense', { 'retry-after': 'soon' }, null],
  ])('%s', (_name, headers, expected) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>))).toBe(expected);
  });
});
