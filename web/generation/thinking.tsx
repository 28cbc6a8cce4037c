import { useEffect, useState } from 'react';
import { m } from '../lib/messages.ts';

const countFromMs = 3_000;

/** Shown until the first text: a pulse at once, the seconds once it takes long. */
export function Thinking({ since }: { since: number | undefined }) {
  const elapsedMs = useElapsed(since);
  return (
    <p className="thinking">
      <span className="thinking-dot" aria-hidden />
      <span>{m.thinking()}</span>
      {elapsedMs >= countFromMs && (
        <span className="tabular-nums" aria-hidden>
          {m.seconds({ count: Math.floor(elapsedMs / 1_000) })}
        </span>
      )}
    </p>
  );
}

function useElapsed(since: number | undefined): number {
  const [now, setNow] = useState(since ?? 0);
  useEffect(() => {
    if (since === undefined) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [since]);
  return since === undefined ? 0 : Math.max(0, now - since);
}
