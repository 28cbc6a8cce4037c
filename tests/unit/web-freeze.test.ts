import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capNesting } from '../../web/message/markdown/cap-nesting.ts';
import { type Frozen, freeze, hasReferences, nothingFrozen } from '../../web/message/markdown/freeze.ts';
import { piecesOf } from '../../web/message/markdown/pieces.ts';

const answer = [
  '# Title',
  'A paragraph with **bold** text.',
  '```ts\nconst a = 1;\n\nconst b = 2;\n```',
  '| a | b |\n|--|--|\n| 1 | 2 |',
  Array.from({ length: 30 }, (_, index) => `- item ${index}`).join('\n'),
  '> quoted',
  'The end.',
].join('\n\n');

const textOf = ({ done }: Frozen) => done.map(({ text }) => text).join('');

function stream(text: string, step: number) {
  let frozen = nothingFrozen;
  for (let at = step; at < text.length + step; at += step) {
    const shown = text.slice(0, at);
    const next = freeze(frozen, shown);
    expect(next.done.slice(0, frozen.done.length)).toEqual(frozen.done);
    frozen = next;
    expect(textOf(frozen) + shown.slice(frozen.length)).toBe(shown);
  }
  return frozen;
}

test('frozen chunks and the open tail are always exactly the text', () => {
  for (const step of [1, 7, 40]) expect(stream(answer, step).done.length).toBeGreaterThan(1);
});

test('any text keeps every character, however it is split', () => {
  const blocks = fc.array(
    fc.constantFrom('# h', 'text', '- a\n- b', '```\nx\n```', '> q', '| a |\n|--|', '1. x', '***'),
  );
  fc.assert(
    fc.property(blocks, fc.integer({ min: 1, max: 20 }), (parts, step) => {
      stream(parts.join('\n\n'), step);
    }),
  );
});

test('a block that is still open is not frozen', () => {
  const frozen = freeze(nothingFrozen, 'One.\n\nTwo.\n\n```ts\nconst a = 1;\n\nconst b');

  expect(textOf(frozen)).not.toContain('const');
});

test('of a long list only the last items stay open', () => {
  const list = Array.from({ length: 100 }, (_, index) => `- item ${index}`).join('\n');

  expect(list.slice(freeze(nothingFrozen, list).length).split('\n')).toHaveLength(3);
});

test('a long paragraph is settled word by word, but for what a later sign could change', () => {
  const words = (count: number) => Array.from({ length: count }, (_, n) => `word${n}`).join(' ');
  const plain = stream(`Before.\n\n${words(3_000)}\n\nBehind.\n\nAnd more.`, 40);
  const kinds = plain.done.map(({ kind }) => kind).join(' ');

  expect(kinds).toMatch(/^blocks first-part (next-part )+next-part$/);
  expect(plain.isInParagraph).toBe(false);
  for (const { kind, text } of plain.done.filter(({ kind }) => kind === 'next-part'))
    expect([kind, text]).toEqual(['next-part', expect.stringMatching(/^\p{L}/u)]);

  const bold = `**Bold.** ${words(200)} **open ${words(2_000)}`;
  const part = freeze(nothingFrozen, bold);
  expect(part).toMatchObject({ isInParagraph: true });
  expect(part.length).toBeLessThan(bold.indexOf('**open'));
});

test('texts with footnotes or link definitions are told apart', () => {
  expect(hasReferences('See [^1].\n\n[^1]: note')).toBe(true);
  expect(hasReferences('[a]: https://example.com')).toBe(true);
  expect(hasReferences('An [inline](https://example.com) link.')).toBe(false);
});

test('two kilobytes of nested list markers become plain text below the fortieth level', () => {
  const capped = capNesting('* '.repeat(1_000));

  expect(capped.match(/\*/g)).toHaveLength(40);
  expect(capped).toHaveLength(2_000);
});

test('every kind of deep nesting is capped without changing the length', () => {
  for (const bomb of ['> ', '- ', '1. ', '1) ', '+ ', '>', '> * 1. ']) {
    const text = bomb.repeat(500);
    const markers = capNesting(text).match(/[>*+-]|\d[.)]/g) ?? [];

    expect(capNesting(text)).toHaveLength(text.length);
    expect(markers.length).toBeLessThanOrEqual(40);
  }
});

test('a staircase of indented lists is capped, too', () => {
  const stairs = Array.from({ length: 300 }, (_, level) => `${' '.repeat(level * 2)}- x`).join('\n');

  expect(capNesting(stairs).match(/-/g)?.length).toBeLessThanOrEqual(40);
});

test('ordinary markdown passes the cap untouched', () => {
  expect(capNesting(answer)).toBe(answer);
  expect(capNesting('- - -\n\n* * *\n\n> > quoted twice\n\n   1. - a')).toBe(
    '- - -\n\n* * *\n\n> > quoted twice\n\n   1. - a',
  );
});

test('plain pieces are the text, none is long or cuts a character, and all but the last stay', () => {
  const text = `${'🙂'.repeat(2_500)}\n${'> a\n'.repeat(3_000)}${'x'.repeat(5_000)}`;
  const pieces = piecesOf(text);

  expect(pieces.join('')).toBe(text);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(2_000);
  for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
  for (const at of [1, 1_999, 2_000, 2_001, 7_777])
    expect(pieces.slice(0, piecesOf(text.slice(0, at)).length - 1)).toEqual(
      piecesOf(text.slice(0, at)).slice(0, -1),
    );
});
