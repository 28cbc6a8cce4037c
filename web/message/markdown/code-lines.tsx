import { memo } from 'react';
import type { HighlightToken } from 'streamdown';

type Props = {
  lines: string[];
  highlighted: HighlightToken[][];
  isWrapped: boolean;
  isCollapsed: boolean;
};

export function CodeLines({ lines, highlighted, isWrapped, isCollapsed }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
    <pre tabIndex={0} dir="ltr" data-wrapped={isWrapped} data-collapsed={isCollapsed}>
      <code>
        {lines.map((line, index) => (
          <CodeLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
            key={index}
            text={line}
            tokens={highlighted[index]}
            isLast={index === lines.length - 1}
          />
        ))}
      </code>
    </pre>
  );
}

type CodeLineProps = { text: string; tokens: HighlightToken[] | undefined; isLast: boolean };

const CodeLine = memo(function CodeLine({ text, tokens, isLast }: CodeLineProps) {
  const end = isLast ? '' : '\n';
  // Tokens lag behind text that is still arriving; a line that does not match yet is shown plain.
  if (!tokens || tokens.map((token) => token.content).join('') !== text) return text + end;
  return (
    <>
      {tokens.map((token, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tokens of one line never move.
        <span key={index} className="tok" style={tokenStyle(token)}>
          {token.content}
        </span>
      ))}
      {end}
    </>
  );
});

/** The theme's grey for comments misses a contrast of 4.5 on our card; this is GitHub's own later one. */
const readable: Record<string, string> = { '#6E7781': '#59636E' };

function tokenStyle({ htmlStyle, color }: HighlightToken): React.CSSProperties {
  const light = htmlStyle?.color ?? color ?? '';
  const dark = htmlStyle?.['--shiki-dark'] ?? light;
  return { '--l': readable[light] ?? light, '--d': dark } as React.CSSProperties;
}
