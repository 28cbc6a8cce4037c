import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ValidationError } from '../../api/platform/domain-error.ts';
import { parseQuery } from '../../api/search/query.ts';
import { tsqueryOf } from '../../api/search/terms.ts';

const word = (text: string) => ({ text, isPhrase: false, isExcluded: false });

describe('the language of the search box', () => {
  test('has words, phrases and what must not be there', () => {
    expect(parseQuery('red "quick fox" -dog -"lazy cat"').terms).toEqual([
      word('red'),
      { text: 'quick fox', isPhrase: true, isExcluded: false },
      { text: 'dog', isPhrase: false, isExcluded: true },
      { text: 'lazy cat', isPhrase: true, isExcluded: true },
    ]);
  });

  test('has every prefix', () => {
    expect(
      parseQuery(
        'in:title role:me model:gpt project:"Big thing" before:2026-12 after:2026-11-30 is:pinned -is:archived',
      ),
    ).toEqual({
      terms: [],
      isTitleOnly: true,
      role: 'USER',
      model: 'gpt',
      project: 'big thing',
      before: new Date('2026-12-01'),
      after: new Date('2026-11-30'),
      pinned: true,
      archived: false,
    });
  });

  test('takes unknown prefixes, lone signs and open quotes as they are', () => {
    expect(parseQuery('http://example.org').terms).toEqual([word('http://example.org')]);
    expect(parseQuery('constructor:x __proto__').terms).toEqual([word('constructor:x'), word('__proto__')]);
    expect(parseQuery('"not closed').terms).toEqual([
      { text: 'not closed', isPhrase: true, isExcluded: false },
    ]);
    expect(parseQuery('“curly quotes”').terms).toEqual([
      { text: 'curly quotes', isPhrase: true, isExcluded: false },
    ]);
    expect(parseQuery('role: before:').terms).toEqual([]);
  });

  test.each([
    'before:yesterday',
    'after:2026-02-30',
    'after:2026-13',
    'before:0000',
    'after:99999',
    'is:open',
    'role:dog',
    'in:text',
  ])('refuses %s, and says what would do', (typed) => {
    expect(() => parseQuery(typed)).toThrow(ValidationError);
    expect(() => parseQuery(typed)).toThrow(/takes/);
  });

  test('never breaks, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
        try {
          parseQuery(typed);
        } catch (error) {
          expect(error).toBeInstanceOf(ValidationError);
        }
      }),
    );
  });
});

describe('the terms of a query', () => {
  const folded = (text: string, rest = {}) => ({ ...word(text), ...rest, folded: text });

  test('are the beginnings of words, from three letters on', () => {
    expect(tsqueryOf([folded('run')])).toBe(`('@/run':*)`);
    expect(tsqueryOf([folded('to')])).toBe(`('@/to')`);
  });

  test('are exact in a phrase', () => {
    expect(tsqueryOf([folded('quick fox', { isPhrase: true })])).toBe(`('@/quick' <-> '@/fox')`);
  });

  test('stand together when they were typed as one word', () => {
    expect(tsqueryOf([folded('react usestate')])).toBe(`('@/react' <-> '@/usestate':*)`);
  });

  test('are pairs of characters where words have no spaces', () => {
    expect(tsqueryOf([folded('北京大学')])).toBe(`('@/北京' & '@/京大' & '@/大学')`);
    expect(tsqueryOf([folded('茶')])).toBe(`('@/茶':*)`);
    expect(tsqueryOf([folded('python教程')])).toBe(`('@/python':* & '@/教程')`);
  });

  test('are none when nothing positive is asked for', () => {
    expect(tsqueryOf([folded('dog', { isExcluded: true }), folded('')])).toBeNull();
    expect(tsqueryOf([folded('cat'), folded('dog', { isExcluded: true })])).toBe(
      `('@/cat':*) & !('@/dog':*)`,
    );
  });
});
