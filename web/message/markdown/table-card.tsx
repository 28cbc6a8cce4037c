import { type ComponentProps, useRef } from 'react';
import {
  type ExtraProps,
  extractTableDataFromElement,
  tableDataToCSV,
  tableDataToMarkdown,
} from 'streamdown';
import { m } from '../../lib/messages.ts';
import { CopyButton } from '../copy-button.tsx';

/** A table with its own sideways scroll, so that the page never scrolls sideways. */
export function TableCard({ node: _, className: __, ...props }: ComponentProps<'table'> & ExtraProps) {
  const table = useRef<HTMLTableElement>(null);
  const as = (format: typeof tableDataToCSV) => () =>
    table.current ? format(extractTableDataFromElement(table.current)) : '';
  return (
    <div className="card group/table relative">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard. */}
      <div className="table-scroll" tabIndex={0}>
        <table ref={table} {...props} />
      </div>
      <div className="card-foot">
        <CopyButton text={as(tableDataToCSV)} label={m.copyTable()} shown="CSV" />
        <CopyButton text={as(tableDataToMarkdown)} label={m.copyTableMarkdown()} shown="Markdown" />
      </div>
    </div>
  );
}
