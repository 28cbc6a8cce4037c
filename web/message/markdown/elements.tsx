import { type ComponentProps, createElement, type JSX } from 'react';
import type { Components, ExtraProps } from 'streamdown';
import { m } from '../../lib/messages.ts';
import { CodeBlock } from './code-block.tsx';
import { Formula } from './formula.tsx';
import { ImageChip } from './image-chip.tsx';
import { MarkdownLink } from './markdown-link.tsx';
import { TableCard } from './table-card.tsx';

type Props = ComponentProps<'div'> & ExtraProps;

/** streamdown's own elements bring utility classes; ours are bare and styled by styles/markdown.css. */
const bare =
  (tag: keyof JSX.IntrinsicElements, className?: string) =>
  ({ node: _, className: given, ...props }: Props) =>
    createElement(tag, { ...props, className: className ?? given });

const TaskBox = ({ node: _, ...props }: ComponentProps<'input'> & ExtraProps) => (
  <input {...props} aria-label={props.checked ? m.taskDone() : m.taskOpen()} />
);

/** Models leave the corner of a table empty. It heads nothing, so it is no header to a screen reader. */
function HeadCell({ node: _, className: __, ...props }: ComponentProps<'th'> & ExtraProps) {
  return props.children ? <th {...props} /> : <td {...props} />;
}

const isMath = (className?: string) => className?.includes('language-math') ?? false;

function InlineCode({ node: _, ...props }: ComponentProps<'code'> & ExtraProps) {
  if (isMath(props.className)) return <Formula source={String(props.children ?? '')} isDisplay={false} />;
  return <code {...props} />;
}

/**
 * Headings start below the message's own h2, so that a screen reader's outline stays true; models begin with # or ##
 * as they like.
 */
export const elements = {
  h1: bare('h3', 'h1'),
  h2: bare('h3', 'h2'),
  h3: bare('h4', 'h3'),
  h4: bare('h5', 'h4'),
  h5: bare('h6', 'h4'),
  h6: bare('h6', 'h4'),
  p: bare('p'),
  ul: bare('ul'),
  ol: bare('ol'),
  li: bare('li'),
  strong: bare('strong'),
  blockquote: bare('blockquote'),
  hr: bare('hr'),
  sub: bare('sub'),
  sup: bare('sup'),
  section: bare('section'),
  thead: bare('thead'),
  tbody: bare('tbody'),
  tr: bare('tr'),
  th: HeadCell,
  td: bare('td'),
  code: InlineCode,
  table: TableCard,
  input: TaskBox,
  pre: CodeBlock,
  a: MarkdownLink,
  img: ImageChip,
} as Components;
