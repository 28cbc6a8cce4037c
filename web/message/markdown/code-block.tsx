import { WrapTextIcon } from 'lucide-react';
import { isValidElement, memo, type ReactNode, useState } from 'react';
import { type HighlightToken, useIsCodeFenceIncomplete } from 'streamdown';
import { m } from '../../lib/messages.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { CopyButton } from '../copy-button.tsx';
import { useHighlight } from './use-highlight.ts';

const collapseOverLines = 60;

/** A fenced code block: language, wrap, copy, highlighting once the highlighter has arrived. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const isOpen = useIsCodeFenceIncomplete();
  const [wasOpen] = useState(isOpen);
  const [isWrapped, setIsWrapped] = useState(false);
  const [isExpanded, setIsExpanded] = useState(false);
  const { code, language } = readFence(children);
  const highlighted = useHighlight({ code, language, isOpen });
  const lines = code.split('\n');
  // What was watched while it grew stays as it is: nothing may jump.
  const isLong = lines.length > collapseOverLines && !wasOpen;

  return (
    <figure className="card code-card">
      <figcaption className="card-head">
        <span>{language || m.code()}</span>
        <span className="flex items-center gap-0.5">
          <IconButton
            label={m.wrapLines()}
            size="small"
            isPressed={isWrapped}
            onClick={() => setIsWrapped(!isWrapped)}
          >
            <WrapTextIcon size={15} />
          </IconButton>
          <CopyButton text={() => code} label={m.copyCode()} isLabelShown />
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard. */}
      <pre tabIndex={0} dir="ltr" data-wrapped={isWrapped} data-collapsed={isLong && !isExpanded}>
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
      {isLong && (
        <button type="button" className="card-more" onClick={() => setIsExpanded(!isExpanded)}>
          {isExpanded ? m.showFewerLines() : m.showAllLines({ lines: lines.length })}
        </button>
      )}
    </figure>
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

function readFence(children: ReactNode): { code: string; language: string } {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children))
    return { code: '', language: '' };
  const { className = '', children: text } = children.props;
  return {
    code: String(text ?? '').replace(/\n$/, ''),
    language: /language-(\S+)/.exec(className)?.[1] ?? '',
  };
}
