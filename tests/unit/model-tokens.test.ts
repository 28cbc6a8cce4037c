import { countTokens as exact } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { countText } from '../../api/model/token-count.ts';
import { countTokens } from '../../api/model/tokens.ts';

const prose = 'The quick brown fox went home — quietly.\n\n```js\nconst a = b.map((x) => x * 2);\n```\n';

test('ordinary text is counted as the tokenizer counts it', () => {
  expect(countText('')).toBe(0);
  expect(countText('Hello, world!')).toBe(exact('Hello, world!'));
  const whole = exact(prose.repeat(200));
  expect(Math.abs(countText(prose.repeat(200)) - whole) / whole).toBeLessThan(0.01);
});

test('the name of a special token in a message is text', () => {
  expect(countText('<|endoftext|>')).toBeGreaterThan(1);
});

test.each([
  ['letters without a space', 'a'.repeat(100_000)],
  ['spaces', ' '.repeat(100_000)],
  ['emoji', '😀👩‍👩‍👧'.repeat(10_000)],
  ['punctuation', '=-'.repeat(50_000)],
])('100,000 characters of %s are counted within two seconds', (_name, text) => {
  const startedAt = performance.now();

  expect(countText(text)).toBeGreaterThan(0);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('a text of millions of characters is judged by samples, about right', () => {
  const text = 'word '.repeat(1_000_000);

  expect(countText(text) / 1_000_000).toBeCloseTo(1, 1);
});

test('counts come from another thread, in the order of the texts', async () => {
  expect(await countTokens(['one', 'one two', ''])).toEqual([1, 2, 0]);
  expect(await countTokens([])).toEqual([]);
});
