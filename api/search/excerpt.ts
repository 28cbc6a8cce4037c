import { type FoldedTerm, unspaced } from './terms.ts';

/**
 * The piece of a text that shows why it was found, with the matches between U+E000 and U+E001. PostgreSQL's
 * ts_headline would miss the accents that the index ignores.
 */
export const markStart = '\uE000';
export const markEnd = '\uE001';

const excerptLength = 180;
/** Context before the first match. */
const leadLength = 50;
/** A match further down than this is not looked for: it would cost more than the search. */
const searchedLength = 50_000;
const maxMatches = 100;

/** Letters that NFKD does not take apart, as PostgreSQL's unaccent writes them. */
const letters: Record<string, string> = {
  ß: 'ss',
  ı: 'i',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ð: 'd',
  ħ: 'h',
};

type Match = { from: number; to: number; what: number };

/** An excerpt of `text` for what was searched; its beginning when no match is found in it. */
export function excerptOf(text: string, terms: FoldedTerm[]): string {
  const plain = text
    .slice(0, searchedLength)
    .replace(/[\uE000\uE001]/g, '')
    .toWellFormed();
  const matches = matchesIn(plain, terms);
  const first = bestStart(matches);
  const from = startOf(plain, (matches[first]?.from ?? 0) - leadLength);
  const to = endOf(plain, from + excerptLength);
  let shown = from > 0 ? '…' : '';
  let at = from;
  for (const match of matches.slice(first)) {
    if (match.from < at) continue;
    if (match.to > to) break;
    shown += `${plain.slice(at, match.from)}${markStart}${plain.slice(match.from, match.to)}${markEnd}`;
    at = match.to;
  }
  shown += plain.slice(at, to);
  return `${shown}${to < plain.length || text.length > searchedLength ? '…' : ''}`
    .replace(/\s+/g, ' ')
    .trim();
}

function matchesIn(plain: string, terms: FoldedTerm[]): Match[] {
  const wanted = terms.filter((term) => !term.isExcluded && term.folded !== '');
  if (wanted.length === 0) return [];
  const pattern = new RegExp(wanted.map((term) => `(${patternOf(term)})`).join('|'), 'gu');
  const { folded, origin } = fold(plain);
  const found: Match[] = [];
  for (const match of folded.matchAll(pattern)) {
    const what = match.slice(1).findIndex((group) => group !== undefined);
    const end = match.index + match[0].length;
    found.push({ from: origin(match.index), to: origin(end - 1, true), what });
    if (found.length === maxMatches) break;
  }
  return found;
}

function patternOf({ folded, isPhrase }: FoldedTerm): string {
  const body = folded.split(' ').join('[^\\p{L}\\p{N}]+');
  if (folded.search(unspaced) >= 0) return body;
  const isPrefix = !isPhrase && folded.length >= 3;
  return `(?<![\\p{L}\\p{N}])${body}${isPrefix ? '[\\p{L}\\p{N}]*' : '(?![\\p{L}\\p{N}])'}`;
}

/** Where the excerpt shows most different words: the first match of the richest window. */
function bestStart(matches: Match[]): number {
  let best = 0;
  let most = 0;
  matches.forEach((match, at) => {
    const inWindow = matches
      .slice(at, at + 20)
      .filter(({ to }) => to < match.from + excerptLength - leadLength);
    const kinds = new Set(inWindow.map(({ what }) => what)).size;
    if (kinds > most) [best, most] = [at, kinds];
  });
  return best;
}

type Folded = { folded: string; origin: (at: number, isEnd?: boolean) => number };

/** Lower case without accents, and where each of its characters came from. */
function fold(plain: string): Folded {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
  if (/^[\u0000-\u007F]*$/.test(plain))
    return { folded: plain.toLowerCase(), origin: (at, isEnd = false) => (isEnd ? at + 1 : at) };
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of plain) {
    const next = at + character.length;
    const bare = letters[character.toLowerCase()] ?? bareOf(character);
    for (let n = 0; n < bare.length; n++) {
      starts.push(at);
      ends.push(next);
    }
    folded += bare;
    // An accent that follows as a character of its own belongs to its letter.
    if (bare === '' && ends.length > 0) ends[ends.length - 1] = next;
    at = next;
  }
  return { folded, origin: (index, isEnd = false) => (isEnd ? ends[index] : starts[index]) ?? plain.length };
}

// Only Latin, Greek and Cyrillic lose their accents: a Thai vowel or a kana's voicing is a letter of its own.
const bareOf = (character: string) =>
  character
    .normalize('NFKD')
    .replace(/[\u0300-\u036F]/g, '')
    .normalize('NFC')
    .toLowerCase();

/** Forward to the next beginning of a word, if one is near. */
function startOf(plain: string, wanted: number): number {
  if (wanted <= 0) return 0;
  const space = plain.slice(wanted, wanted + 20).search(/\s/);
  if (space >= 0) return wanted + space + 1;
  return isLowSurrogate(plain, wanted) ? wanted + 1 : wanted;
}

/** Back to the last end of a word, if one is near. */
function endOf(plain: string, wanted: number): number {
  if (wanted >= plain.length) return plain.length;
  const space = plain.slice(wanted - 20, wanted).search(/\s\S*$/);
  if (space >= 0) return wanted - 20 + space;
  return isLowSurrogate(plain, wanted) ? wanted - 1 : wanted;
}

const isLowSurrogate = (text: string, at: number) => /[\uDC00-\uDFFF]/.test(text[at] ?? '');
