import { useEffect, useEffectEvent } from 'react';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';

const retryMs = 3_000;

export function Unreachable({ onRetry }: { onRetry: () => void }) {
  const retry = useEffectEvent(onRetry);
  useEffect(() => {
    const timer = setInterval(retry, retryMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <main className="center-page" role="alert">
      <Mark size={40} />
      <h1 className="text-xl font-semibold">{m.serverUnreachable()}</h1>
      <p className="text-ink-soft">{m.serverUnreachableLead()}</p>
      <Button onClick={onRetry}>{m.tryAgain()}</Button>
    </main>
  );
}
