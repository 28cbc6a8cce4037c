import { useEffect, useState } from 'react';

/** A clock that is wrong by hours must not make anybody wait for hours. */
const longestMs = 3_600_000;

/** Whole seconds until an instant, as they pass; 0 when it is over, or when there is none. */
export function useCountdown(until: string | null | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  const leftMs = until ? Math.min(Math.max(0, Date.parse(until) - now), longestMs) : 0;
  const isRunning = leftMs > 0;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isRunning]);
  return Math.ceil(leftMs / 1_000);
}
