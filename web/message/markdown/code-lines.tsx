import { memo } from 'react';
import type { Token } from './highlighter.ts';

type Props = {
  lines: string[];
  highlighted: Token[][];
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

type CodeLineProps = { text: string; tokens: Token[] | undefined; isLast: boolean };

const CodeLine = memo(function CodeLine({ text, tokens, isLast }: CodeLineProps) {
  const end = isLast ? '' : '\n';
  const known = tokens?.map(({ content }) => content).join('');
  // Colours lag behind text that is still arriving: what has come since is plain, and so is a line that has changed.
  if (!tokens || known === undefined || !text.startsWith(known)) return text + end;
  return (
    <>
      {tokens.map(({ content, light, dark }, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: tokens of one line never move.
          key={index}
          className="tok"
          style={{ '--l': light, '--d': dark } as React.CSSProperties}
        >
          {content}
        </span>
      ))}
      {text.slice(known.length) + end}
    </>
  );
});
