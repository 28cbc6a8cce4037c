import { Lexer, type Token, type Tokens } from 'marked';
import { capNesting } from './cap-nesting.ts';
import { isMathOpen } from './math-marks.ts';

/** Text cut into chunks that are settled and a tail that may still change its meaning. */
export type Frozen = { done: readonly string[]; length: number };

export const nothingFrozen: Frozen = { done: [], length: 0 };

const openTokens = 2;
const longList = 8;
const openItems = 3;

/**
 * Moves settled blocks from the tail into `done`, so that a commit costs what its last block costs, however long the
 * answer is. The last two blocks stay open (a table or a setext heading is recognised late), and of a long list its
 * last three items. Only ever appends: done chunks keep their identity and React skips them.
 */
export function freeze(frozen: Frozen, text: string): Frozen {
  const tail = capNesting(text.slice(frozen.length));
  const tokens = Lexer.lex(tail, { gfm: true });
  if (!tail.startsWith(tokens.map((token) => token.raw).join(''))) return frozen;
  const length = settledLength(tokens);
  if (length === 0 || isMathOpen(tail.slice(0, length))) return frozen;
  return { done: [...frozen.done, tail.slice(0, length)], length: frozen.length + length };
}

function settledLength(tokens: readonly Token[]): number {
  const last = tokens.at(-1);
  if (last && isList(last) && last.items.length > longList) {
    return rawLength(tokens.slice(0, -1)) + rawLength(last.items.slice(0, -openItems));
  }
  return tokens.length > openTokens + 1 ? rawLength(tokens.slice(0, -openTokens)) : 0;
}

const isList = (token: Token): token is Tokens.List => token.type === 'list';

const rawLength = (tokens: readonly { raw: string }[]): number =>
  tokens.reduce((sum, { raw }) => sum + raw.length, 0);

/** Footnotes and link definitions mean something across blocks: such a text is rendered once more as a whole. */
export const hasReferences = (text: string): boolean => /\[\^|^ {0,3}\[[^\]]+\]:/m.test(text);
