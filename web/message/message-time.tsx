import { useEffect, useState } from 'react';
import { formatDate } from '../lib/format.ts';

const restMs = 1_500;
let isAtRest = false;
const rest = new Promise<void>((resolve) =>
  setTimeout(() => {
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
      {isWritten && formatDate(at, { dateStyle: 'medium', timeStyle: 'short' })}
    </time>
  );
}
