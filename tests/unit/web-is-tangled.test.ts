import { expect, test } from 'vitest';
import { isTangled } from '../../web/message/markdown/is-tangled.ts';
import { sampleAnswer } from '../support/sample-answer.ts';

/** Which texts a parser must not see. */

const bombs = ['![', '[', '[a](', '**a*', '*a ', '__a ', '~~a ', '[a][', '[^a', '`a``', '<a ', '$a$$ '];

test.each(bombs)('20 KB of %s are tangled, also behind prose and in a quote', (seed) => {
  const bomb = seed.repeat(20_000 / seed.length);

  expect(isTangled(bomb)).toBe(true);
  expect(isTangled(`Well.\n\n> ${bomb}`)).toBe(true);
  expect(isTangled(bomb.replaceAll(/(.{100})/g, '$1\n'))).toBe(true);
});

test.each([
  ['addresses', 'www.a.'],
  ['logins', 'a@b.'],
  ['bullets', '* '],
  ['mixed bullets', '* 1. - + '],
  ['quotes in quotes', `${'> '.repeat(30)}a\n`],
  ['code blocks', '\n```\n~~~'],
])('20 KB of %s are tangled', (_, seed) => {
  expect(isTangled(seed.repeat(20_000 / seed.length))).toBe(true);
});

test.each(['<!--\n```\n-->\n\n', '$$\n```\n$$\n\n', '- a\n  ```\n\n', '```a`b\n\n'])(
  'what only looks like a fence hides nothing: %j',
  (start) => {
    expect(isTangled(start + '!['.repeat(5_000))).toBe(true);
  },
);

test('long answers of ordinary markup are not', () => {
  const item = '- **One**: see [the manual](https://example.org/a_b_c) and `f(x)`, *or not*.\n';
  const row = '| **a** | `b` | *c* | [d](e) |\n';
  const code = `\`\`\`json\n${'  {"a_b_c": [[1], [2]], "d_e_f": "*"},\n'.repeat(2_000)}\`\`\`\n`;

  expect(isTangled(`${sampleAnswer}\n\n`.repeat(50))).toBe(false);
  expect(isTangled(item.repeat(500))).toBe(false);
  expect(isTangled(`| a | b | c | d |\n|---|---|---|---|\n${row.repeat(80)}`)).toBe(false);
  expect(isTangled(`Look:\n\n${code}\nand\n${code}`)).toBe(false);
  expect(
    isTangled(
      `See https://example.org/a_b and ask ann@example.org. ${'www.example.org '.repeat(50)}`.repeat(3),
    ),
  ).toBe(false);
  expect(isTangled(code.slice(-400).concat('\n').repeat(100))).toBe(false);
  expect(isTangled('```sh\nnpm start\n```\n\nThen:\n\n'.repeat(200))).toBe(false);
  expect(isTangled('- a\n  - b\n    - c\n      > d\n        1. e\n'.repeat(400))).toBe(false);
  expect(isTangled(`${'-'.repeat(80)}\n\n> > > said\n\n`.repeat(100))).toBe(false);
  expect(isTangled('All in **one** line, _again_ and again. '.repeat(90))).toBe(false);
});
