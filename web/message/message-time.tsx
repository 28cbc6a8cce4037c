import { useEffect, useState } from 'react';
import { formatDate } from '../lib/format.ts';

const restMs = 3_000;
const timeOf = (instant: string | number) => formatDate(instant, { dateStyle: 'medium', timeStyle: 'short' });

let isAtRest = false;
const rest = new Promise<void>((resolve) =>
  setTimeout(() => {
    // The first date loads the browser's tables: now, and not when a thread is opened.
    timeOf(0);
    isAtRest = true;
    resolve();
  }, restMs),
);

/** When a message was sent, shown beside its buttons. Nobody looks there first, and the first date costs a page 40 ms. */
export function MessageTime({ at }: { at: string }) {
  const [isWritten, setIsWritten] = useState(isAtRest);
  useEffect(() => {
    if (!isWritten) void rest.then(() => setIsWritten(true));
  }, [isWritten]);
  return (
    <time className="order-first px-1.5 text-xs text-ink-soft" dateTime={at}>
      {isWritten && timeOf(at)}
    </time>
  );
}
