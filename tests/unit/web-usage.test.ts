import { expect, test } from 'vitest';
import { dollars } from '../../web/lib/format.ts';
import { filterPresets, presetQuery } from '../../web/preset/filter-presets.ts';
import { asMarkdown } from '../../web/settings/export-feedback.ts';
import { byDay, byModel, niceCeiling, periodOf, sumOf, tokensOf } from '../../web/usage/report.ts';

const row = (day: number, id: string, tokens: number, costMicros: number | null = 1) => ({
  start: `2026-05-0${day}T00:00:00.000Z`,
  model: { id, displayName: id.toUpperCase() },
  usage: { inputTokens: tokens, outputTokens: 0, costMicros },
});
const rows = [row(1, 'a', 10), row(1, 'b', 30, null), row(3, 'a', 15)];

test('the period is the last UTC days with today', () => {
  expect(periodOf(7, Date.parse('2026-05-07T13:00:00Z'))).toEqual({
    from: '2026-05-01T00:00:00.000Z',
    to: '2026-05-08T00:00:00.000Z',
  });
});

test('models come by their tokens, and a sum knows whether a price was missing', () => {
  const models = byModel(rows);

  expect(models.map(({ id, sum }) => [id, tokensOf(sum), sum.isPartial, sum.hasPrice])).toEqual([
    ['b', 30, true, false],
    ['a', 25, false, true],
  ]);
  expect(sumOf(rows.map(({ usage }) => usage))).toMatchObject({ micros: 2, isPartial: true, hasPrice: true });
});

test('each day of the period is there, its parts in the order of the models', () => {
  const period = { from: '2026-05-01T00:00:00.000Z', to: '2026-05-04T00:00:00.000Z' };

  expect(byDay(rows, byModel(rows), period).map(({ parts, tokens }) => ({ parts, tokens }))).toEqual([
    {
      parts: [
        { model: 0, tokens: 30 },
        { model: 1, tokens: 10 },
      ],
      tokens: 40,
    },
    { parts: [], tokens: 0 },
    { parts: [{ model: 1, tokens: 15 }], tokens: 15 },
  ]);
});

test.each([
  [1, 1],
  [7, 10],
  [88_382, 100_000],
  [101, 200],
  [450, 500],
])('the line above bars of %i is at %i', (most, line) => {
  expect(niceCeiling(most)).toBe(line);
});

test.each([
  [0, '0.00'],
  [9_360, '0.00936'],
  [1_234_567, '1.23'],
])('%i millionths of a dollar read %s', (micros, text) => {
  expect(dollars(micros).replace(/[^\d.]/g, '')).toBe(text);
});

test('a preset is asked for by / at the start of a single line', () => {
  expect(presetQuery('/')).toBe('');
  expect(presetQuery('/re view')).toBe('re view');
  expect(presetQuery('a /re')).toBeNull();
  expect(presetQuery('/a\nb')).toBeNull();
});

test('presets that begin with what was typed come before those that only have it', () => {
  const presets = ['Preview', 'Review', 'Translate'].map((name) => ({ name }));

  expect(filterPresets(presets, 'REV').map(({ name }) => name)).toEqual(['Review', 'Preview']);
  expect(filterPresets(presets, '')).toHaveLength(3);
  expect(filterPresets(presets, 'zzz')).toEqual([]);
});

test('an exported opinion reads as a document', () => {
  const opinion = {
    rating: 'DOWN' as const,
    note: 'Too\nlong',
    ratedAt: '2026-05-01T00:00:00Z',
    conversation: 'Penguins',
    model: 'gpt-4.1',
    question: 'Who?',
    answer: 'They.',
  };

  expect(asMarkdown([opinion])).toBe(
    '## 👎 Penguins\n\n2026-05-01T00:00:00Z · gpt-4.1\n\n> Too\n> long\n\n### Question\n\nWho?\n\n### Answer\n\nThey.',
  );
});
