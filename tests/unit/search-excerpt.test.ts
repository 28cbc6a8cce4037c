import { expect, test } from 'vitest';
import { excerptOf, markEnd, markStart } from '../../api/search/excerpt.ts';

const term = (folded: string, rest = {}) => ({
  text: folded,
  folded,
  isPhrase: false,
  isExcluded: false,
  ...rest,
});
const shown = (text: string, ...terms: ReturnType<typeof term>[]) =>
  excerptOf(text, terms).replaceAll(markStart, '[').replaceAll(markEnd, ']');

test('a word is marked to its end, wherever it begins', () => {
  expect(shown('He was running. They run; a prune does not.', term('run'))).toBe(
    'He was [running]. They [run]; a prune does not.',
  );
});

test('accents, capitals and ligatures do not hide a match', () => {
  expect(shown('Wir fahren über München.', term('munchen'), term('uber'))).toBe(
    'Wir fahren [über] [München].',
  );
  expect(shown('Die STRAẞE und die Straße', term('strasse'))).toBe('Die [STRAẞE] und die [Straße]');
  expect(shown('İstanbul’da ılık', term('istanbul'), term('ilik'))).toBe('[İstanbul]’da [ılık]');
  expect(shown('caf\u0065\u0301 noir', term('cafe'))).toBe('[cafe\u0301] noir');
});

test('a phrase is marked as one, across lines and punctuation', () => {
  expect(shown('The quick,\nbrown fox. A quick fox.', term('quick brown', { isPhrase: true }))).toBe(
    'The [quick, brown] fox. A quick fox.',
  );
});

test('writing without spaces is marked inside its run', () => {
  expect(shown('我在北京大学读书。', term('北京'))).toBe('我在[北京]大学读书。');
});

test('a long text is shown where most of the words are', () => {
  const text = `${'alpha nothing '.repeat(50)} here alpha meets beta at last ${'and so on '.repeat(50)}`;

  const excerpt = shown(text, term('alpha'), term('beta'));

  expect(excerpt).toContain('[alpha] meets [beta]');
  expect(excerpt.length).toBeLessThan(230);
  expect(excerpt).toMatch(/^….*…$/);
});

test('what is excluded is not marked, and marks in the text itself are no marks', () => {
  expect(shown('cat and dog', term('cat'), term('dog', { isExcluded: true }))).toBe('[cat] and dog');
  expect(shown(`a ${markStart}trap${markEnd} cat`, term('cat'))).toBe('a trap [cat]');
});

test('without a match it is the beginning', () => {
  expect(shown('Hello there', term('zebra'))).toBe('Hello there');
  expect(shown('', term('zebra'))).toBe('');
});

test('a surrogate pair is never cut', () => {
  for (let pad = 0; pad < 8; pad++) {
    const excerpt = excerptOf(`${'x'.repeat(pad)}${'😀'.repeat(300)}zebra${'😀'.repeat(300)}`, [
      term('zebra'),
    ]);
    expect(excerpt.isWellFormed()).toBe(true);
  }
});
