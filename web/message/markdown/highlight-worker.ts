import { createCodePlugin } from '@streamdown/code';
import type { HighlightToken } from 'streamdown';
import type { Asked, Coloured, Token } from './highlighter.ts';

/**
 * The highlighter, beside the page: the first line in a language alone takes it 100 ms. Tells only the lines that have
 * changed since it was last asked about a block.
 */
const themes: ['github-light-default', 'github-dark-default'] = [
  'github-light-default',
  'github-dark-default',
];
/** The theme's grey for comments misses a contrast of 4.5 on our card; this is GitHub's own later one. */
const readable: Record<string, string> = { '#6E7781': '#59636E' };

const highlighter = createCodePlugin({ themes });
const told = new Map<number, HighlightToken[][]>();

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  const { block, code, language, isOpen } = data;
  if (!highlighter.supportsLanguage(language as never)) return tell({ block, from: 0, lines: [] });
  const answer = ({ tokens }: { tokens: HighlightToken[][] }) => {
    const before = told.get(block) ?? [];
    if (isOpen) told.set(block, tokens);
    else told.delete(block);
    // Settled lines keep their identity from one answer to the next.
    const changed = tokens.findIndex((line, index) => line !== before[index]);
    const from = changed < 0 ? tokens.length : changed;
    tell({ block, from, lines: tokens.slice(from).map((line) => line.map(toToken)) });
  };
  const known = highlighter.highlight(
    { code, language: language as never, themes, isIncomplete: isOpen },
    answer,
  );
  if (known) answer(known);
});

const tell = (coloured: Coloured): void => postMessage(coloured);

function toToken({ content, color, htmlStyle }: HighlightToken): Token {
  const light = htmlStyle?.color ?? color ?? '';
  return { content, light: readable[light] ?? light, dark: htmlStyle?.['--shiki-dark'] ?? light };
}
