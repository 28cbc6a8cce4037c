import { useEffect, useEffectEvent } from 'react';
import { m } from '../lib/messages.ts';
import { OfflinePage, QueuedNote } from '../offline/offline-page.tsx';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';

const retryMs = 3_000;

/** Until the server answers: what this browser kept for reading, or that there is nothing to see. */
export function Unreachable({ onRetry }: { onRetry: () => void }) {
  const retry = useEffectEvent(onRetry);
  useEffect(() => {
    const timer = setInterval(retry, retryMs);
    return () => clearInterval(timer);
  }, []);
  const page = (
    <main className="center-page" role="alert">
      <Mark size={40} />
      <h1 className="text-xl font-semibold">{m.serverUnreachable()}</h1>
      <p className="text-ink-soft">{m.serverUnreachableLead()}</p>
      <QueuedNote />
      <Button onClick={onRetry}>{m.tryAgain()}</Button>
    </main>
  );
  return <OfflinePage otherwise={page} />;
}
