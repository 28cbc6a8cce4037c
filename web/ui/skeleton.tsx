import type { ReactNode } from 'react';

/** Grey bars where something is about to be; they show after a moment, so that fast answers do not flicker. */
export function Skeleton({ label, widths }: { label: string; widths: readonly string[] }): ReactNode {
  return (
    <div role="status" className="skeleton">
      <span className="sr-only">{label}</span>
      {widths.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of bars.
        <div key={index} style={{ width }} />
      ))}
    </div>
  );
}
