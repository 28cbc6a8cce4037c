import type { ReactNode } from 'react';
import { wholeNumber } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import type { Day, ModelSum } from './report.ts';
import { dayName } from './usage-chart.tsx';

export type Cells = { key: string; name: ReactNode; cells: string[] };

/** Names with their tokens and costs. */
export function UsageTable({ title, head, rows }: { title: string; head: string; rows: Cells[] }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-medium">{title}</h2>
      <Numbers heads={[head, m.usageInput(), m.usageOutput(), m.usageCost()]} rows={rows} />
    </section>
  );
}

/** The chart's numbers, for whoever cannot see it or wants to copy them. */
export function DayTable({ days, models }: { days: Day[]; models: ModelSum[] }) {
  const used = days.filter(({ tokens }) => tokens > 0).toReversed();
  const rows = used.map(({ start, parts, tokens }) => ({
    key: start,
    name: dayName(start),
    cells: [
      ...models.map((_, model) => wholeNumber(parts.find((part) => part.model === model)?.tokens ?? 0)),
      wholeNumber(tokens),
    ],
  }));
  return (
    <details className="mt-3 text-sm">
      <summary className="cursor-pointer text-ink-soft">{m.usageTable()}</summary>
      <Numbers heads={[m.usageDay(), ...models.map(({ name }) => name), m.usageTokens()]} rows={rows} />
    </details>
  );
}

function Numbers({ heads, rows }: { heads: string[]; rows: Cells[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="numbers">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, cells }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed.
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
