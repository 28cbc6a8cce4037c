import { timeSpan } from '../lib/format.ts';
import { m } from '../lib/messages.ts';

/** When it can be tried again. A timer within an alert: its seconds are not read out one by one. */
export function RetryTime({ seconds }: { seconds: number }) {
  if (seconds === 0) return null;
  return (
    <span role="timer" aria-live="off">
      {' '}
      {m.retryIn({ time: timeSpan(seconds) })}
    </span>
  );
}
