import { useEffect, useRef } from 'react';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

type MoreRowsProps = { isLoading: boolean; hasFailed: boolean; onNear: () => void; onRetry: () => void };

/** The end of what is loaded: coming near it asks for more. */
export function MoreRows({ isLoading, hasFailed, onNear, onRetry }: MoreRowsProps) {
  const sentinel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isLoading || hasFailed || !sentinel.current) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && onNear(),
      {
        rootMargin: '400px',
      },
    );
    observer.observe(sentinel.current);
    return () => observer.disconnect();
  }, [isLoading, hasFailed, onNear]);

  if (hasFailed) return <Button onClick={onRetry}>{m.tryAgain()}</Button>;
  return (
    <div ref={sentinel}>
      <Skeleton label={m.loadingConversations()} widths={['70%', '55%']} />
    </div>
  );
}
