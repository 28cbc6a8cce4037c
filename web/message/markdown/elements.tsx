import { type ComponentProps, createElement, type JSX } from 'react';
import type { Components, ExtraProps } from 'streamdown';
import { CodeBlock } from './code-block.tsx';
import { ImageChip } from './image-chip.tsx';
import { MarkdownLink } from './markdown-link.tsx';
import { TableCard } from './table-card.tsx';

/** streamdown's own elements bring utility classes; ours are bare and styled by styles/markdown.css. */
function bare(tag: keyof JSX.IntrinsicElements, className?: string) {
  return function Bare({ node: _, className: given, ...props }: ComponentProps<'div'> & ExtraProps) {
    return createElement(tag, { ...props, className: className ?? given });
  };
}

/** Headings start below the message's own heading, so that a screen reader's outline stays true. */
export const elements = {
  h1: bare('h3', 'h1'),
  h2: bare('h4', 'h2'),
  h3: bare('h5', 'h3'),
  h4: bare('h6', 'h4'),
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
  th: bare('th'),
  td: bare('td'),
  code: bare('code'),
  table: TableCard,
  pre: CodeBlock,
  a: MarkdownLink,
  img: ImageChip,
} as Components;
