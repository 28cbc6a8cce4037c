import { Lexer, type Token, type Tokens } from 'marked';
import { capNesting } from './cap-nesting.ts';
import { isMathOpen } from './math-marks.ts';

/** Whole blocks, or a part of a long paragraph: its first, or one that goes on with it. */
export type Chunk = { text: string; kind: 'blocks' | 'first-part' | 'next-part' };

/** Text cut into chunks that are settled and a tail that may still change its meaning, or goes on with a paragraph. */
export type Frozen = { done: readonly Chunk[]; length: number; isInParagraph: boolean };

export const nothingFrozen: Frozen = { done: [], length: 0, isInParagraph: false };

const openTokens = 2;
const longList = 8;
const openItems = 3;
const longParagraph = 4_000;
const openCharacters = 1_000;

/**
 * Moves settled blocks from the tail into `done`, so that a commit costs what its last block costs, however long the
 * answer is. The last two blocks stay open (a table or a setext heading is recognised late), of a long list its
 * last three items, and of a long paragraph its last thousand characters. Only ever appends: done chunks keep their
 * identity and React skips them.
 */
export function freeze(frozen: Frozen, text: string): Frozen {
  const tail = capNesting(text.slice(frozen.length));
  const tokens = Lexer.lex(tail, { gfm: true });
  if (!tail.startsWith(tokens.map((token) => token.raw).join(''))) return frozen;
  const { length, isInParagraph } = frozen.isInParagraph ? paragraphLength(tokens) : settledLength(tokens);
  if (length === 0 || isMathOpen(tail.slice(0, length))) return frozen;
  const kind = frozen.isInParagraph ? 'next-part' : isInParagraph ? 'first-part' : 'blocks';
  const chunk: Chunk = { text: tail.slice(0, length), kind };
  return { done: [...frozen.done, chunk], length: frozen.length + length, isInParagraph };
}

type Settled = Pick<Frozen, 'length' | 'isInParagraph'>;

const blocks = (length: number): Settled => ({ length, isInParagraph: false });

/** What goes on with a paragraph that is frozen in part: all of it once another block has begun. */
function paragraphLength(tokens: readonly Token[]): Settled {
  const [first, second] = tokens;
  if (!first) return { length: 0, isInParagraph: true };
  return second ? blocks(first.raw.length) : { length: partLength(first), isInParagraph: true };
}

function settledLength(tokens: readonly Token[]): Settled {
  const last = tokens.at(-1);
  if (last && isList(last) && last.items.length > longList) {
    return blocks(rawLength(tokens.slice(0, -1)) + rawLength(last.items.slice(0, -openItems)));
  }
  const part = last ? partLength(last) : 0;
  if (part > 0 && tokens.length === 1) return { length: part, isInParagraph: true };
  if (part > 0) return blocks(rawLength(tokens.slice(0, -1)));
  return blocks(tokens.length > openTokens + 1 ? rawLength(tokens.slice(0, -openTokens)) : 0);
}

/** Something that a later sign could pair with. */
const unpaired = /[*_~`<[]|\$\$/;
/** Between two words, of which the second can begin nothing but a paragraph. */
const betweenWords = / (?=\p{L})/gu;

/** How much of a long paragraph means the same whatever follows; 0 if it is not long, or no paragraph. */
function partLength(token: Token): number {
  if (!isParagraph(token) || token.raw.length < longParagraph) return 0;
  const most = token.raw.length - openCharacters;
  let start = 0;
  let length = 0;
  for (const inline of token.tokens) {
    const sign = inline.type === 'text' ? inline.raw.search(unpaired) : -1;
    const sure = sign < 0 ? inline.raw : inline.raw.slice(0, sign);
    if (inline.type === 'text')
      for (const { index } of sure.matchAll(betweenWords))
        if (start + index < most) length = start + index + 1;
    start += inline.raw.length;
    if (sign >= 0 || start >= most) break;
  }
  return length;
}

const isParagraph = (token: Token): token is Tokens.Paragraph => token.type === 'paragraph';

const isList = (token: Token): token is Tokens.List => token.type === 'list';

const rawLength = (tokens: readonly { raw: string }[]): number =>
  tokens.reduce((sum, { raw }) => sum + raw.length, 0);

/** Footnotes and link definitions mean something across blocks: such a text is rendered once more as a whole. */
export const hasReferences = (text: string): boolean => /\[\^|^ {0,3}\[[^\]]+\]:/m.test(text);
