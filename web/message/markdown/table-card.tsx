import { type ComponentProps, useRef } from 'react';
import {
  type ExtraProps,
  extractTableDataFromElement,
  tableDataToCSV,
  tableDataToMarkdown,
} from 'streamdown';
import { m } from '../../lib/messages.ts';
import { CopyButton } from '../copy-button.tsx';

const toCsv = (table: HTMLTableElement): string => tableDataToCSV(extractTableDataFromElement(table));

const rules: Record<string, string> = { left: ':---', center: ':---:', right: '---:' };

/** Streamdown's Markdown says nothing of how its columns are aligned. */
function toMarkdown(table: HTMLTableElement): string {
  const [head, , ...rows] = tableDataToMarkdown(extractTableDataFromElement(table)).split('\n');
  const columns = [...table.querySelectorAll<HTMLElement>('thead th')];
  const rule = columns.map((column) => rules[column.style.textAlign] ?? '---').join(' | ');
  return [head, `| ${rule} |`, ...rows].join('\n');
}

/** A table with its own sideways scroll, so that the page never scrolls sideways. */
export function TableCard({ node: _, className: __, ...props }: ComponentProps<'table'> & ExtraProps) {
  const table = useRef<HTMLTableElement>(null);
  const as = (format: (table: HTMLTableElement) => string) => () =>
    table.current ? format(table.current) : '';
  return (
    <div className="card group/table relative">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard. */}
      <div className="table-scroll" tabIndex={0}>
        <table ref={table} {...props} />
      </div>
      <div className="card-foot">
        <CopyButton text={as(toCsv)} label={m.copyTable()} shown="CSV" />
        <CopyButton text={as(toMarkdown)} label={m.copyTableMarkdown()} shown="Markdown" />
      </div>
    </div>
  );
}
