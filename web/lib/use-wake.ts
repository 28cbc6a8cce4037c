import { useEffect, useEffectEvent } from 'react';

const awayMs = 5_000;

/** Calls back when a person returns to the page after a while, or the network does: what is shown may be old. */
export function useWake(onWake: () => void): void {
  const wake = useEffectEvent(onWake);
  useEffect(() => {
    let hiddenAt = Date.now();
    const listening = new AbortController();
    const { signal } = listening;
    const look = () => {
      if (document.visibilityState === 'hidden') hiddenAt = Date.now();
      else if (Date.now() - hiddenAt > awayMs) wake();
    };
    document.addEventListener('visibilitychange', look, { signal });
    addEventListener('online', () => wake(), { signal });
    addEventListener('pageshow', (event) => event.persisted && wake(), { signal });
    return () => listening.abort();
  }, []);
}
