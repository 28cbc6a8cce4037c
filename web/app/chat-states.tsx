import { Link } from 'wouter';
import { m } from '../lib/messages.ts';
import { homePath } from '../lib/paths.ts';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

export function ChatSkeleton() {
  return (
    <div className="min-h-0 flex-1 overflow-hidden">
      <div className="thread">
        <Skeleton label={m.loadingMessages()} widths={['45%', '92%', '84%', '88%', '40%']} />
      </div>
    </div>
  );
}

export function ChatMissing({ hasFailed, onRetry }: { hasFailed: boolean; onRetry: () => void }) {
  return (
    <div className="center-page" role="alert">
      <Mark size={40} />
      <h1 className="text-xl font-semibold">{hasFailed ? m.threadFailed() : m.notFound()}</h1>
      {hasFailed ? (
        <Button onClick={onRetry}>{m.tryAgain()}</Button>
      ) : (
        <>
          <p className="text-ink-soft">{m.notFoundLead()}</p>
          <Link href={homePath} className="link">
            {m.newChat()}
          </Link>
        </>
      )}
    </div>
  );
}
