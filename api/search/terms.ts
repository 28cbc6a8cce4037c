import type { SearchTerm } from './query.ts';

/**
 * From words as they were typed to the terms of the index, which `search_fold` and `search_pairs` of the database made
 * (prisma/migrations/…_search). A folded text holds letters and digits with single spaces between, nothing else.
 */
export type FoldedTerm = SearchTerm & { folded: string };

/** Stands for a shelf in the text of a tsquery; folding removes it from all words. */
export const shelfMark = '@';

/** The longest word that is indexed as a whole. */
const maxWordLength = 60;

/** Writing without spaces between words: the same characters as in the database's `search_pairs`. */
export const unspaced =
  /[\u0E01-\u0FFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3021-\u312F\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\u{20000}-\u{3FFFF}]+/gu;

/** A word of at least this length also finds longer ones that begin with it. */
const prefixLength = 3;

/** The query as text of a tsquery; null when nothing positive is asked for. */
export function tsqueryOf(terms: FoldedTerm[]): string | null {
  const wanted = terms.filter((term) => !term.isExcluded && term.folded !== '').map(expressionOf);
  if (wanted.length === 0) return null;
  const unwanted = terms.filter((term) => term.isExcluded && term.folded !== '').map(expressionOf);
  return [...wanted, ...unwanted.map((expression) => `!${expression}`)].join(' & ');
}

function expressionOf({ folded, isPhrase }: FoldedTerm): string {
  const words = folded.split(' ');
  // What was typed as one word but is several, as in `React.useState`, stands together.
  const isApart = folded.match(unspaced) !== null;
  const parts = words.flatMap((word, at) => partsOf(word, !isPhrase && at === words.length - 1));
  return `(${parts.join(isApart ? ' & ' : ' <-> ')})`;
}

function partsOf(word: string, isOpen: boolean): string[] {
  const spaced = word.split(unspaced).filter(Boolean);
  const runs = word.match(unspaced) ?? [];
  return [
    ...spaced.map((part) => term(part, isOpen && [...part].length >= prefixLength)),
    ...runs.flatMap(pairsOf),
  ];
}

/** Overlapping pairs of characters; one alone is the beginning of a pair. */
function pairsOf(run: string): string[] {
  const characters = [...run];
  if (characters.length === 1) return [term(run, true)];
  return characters.slice(1).map((second, at) => term(`${characters[at]}${second}`, false));
}

const term = (word: string, isPrefix: boolean) =>
  `'${shelfMark}/${[...word].slice(0, maxWordLength).join('')}'${isPrefix ? ':*' : ''}`;
