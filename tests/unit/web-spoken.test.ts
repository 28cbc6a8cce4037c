import { expect, test } from 'vitest';
import { spokenLength, toSpeech } from '../../web/generation/spoken.ts';

const spoken = (text: string) => text.slice(0, spokenLength(text));

test('a growing text is spoken by whole sentences, in scripts without spaces, too', () => {
  expect(spoken('One is done. Two is no')).toBe('One is done.');
  expect(spoken('Version 1.2 is no')).toBe('');
  expect(spoken('一つ。二つ')).toBe('一つ。');
  expect(spoken('# Title\nText')).toBe('# Title\n');
});

test('open code is not spoken, closed code is named', () => {
  expect(spoken('Look.\n```js\nlet x = 1;\nlet')).toBe('Look.\n');
  expect(toSpeech('Look.\n```js\nlet x = 1;\n```\nDone.')).toBe('Look. code. Done.');
});

test('marks of markdown are not read out', () => {
  expect(toSpeech('## A **bold** [link](https://example.com)\n- one\n2. two `code`')).toBe(
    'A bold link one two code',
  );
});

test('a hundred kilobytes of brackets are spoken at once, and not to their end', { timeout: 2_000 }, () => {
  expect(toSpeech('[**_![a'.repeat(15_000)).length).toBeLessThanOrEqual(20_000);
});
