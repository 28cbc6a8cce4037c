import { useEffect, useRef, useState } from 'react';
import { useClient, useQuery } from 'urql';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { m } from '../lib/messages.ts';
import { useWake } from '../lib/use-wake.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ConversationRowItem } from './conversation-row.tsx';
import { groupByDate } from './date-groups.ts';
import { ConversationRow, Conversations } from './documents.ts';

const newestPage = { first: 30 };

type Props = { currentId: string | null; onLeave: () => void };

/** `onLeave` is called when the conversation that is shown has been deleted. */
export function ConversationList({ currentId, onLeave }: Props) {
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }] = useQuery({
    query: Conversations,
    variables: after ? { ...newestPage, after } : newestPage,
  });
  const client = useClient();
  // The newest page is where news is; the pages below it stay as they were loaded.
  const refresh = () =>
    void client.query(Conversations, newestPage, { requestPolicy: 'network-only' }).toPromise();
  useWake(refresh);

  const connection = data?.viewer?.conversations;
  if (!connection && error) {
    const retry = <Button onClick={refresh}>{m.tryAgain()}</Button>;
    return (
      <Notice kind="error" action={retry}>
        {m.conversationsFailed()}
      </Notice>
    );
  }
  if (!connection)
    return <Skeleton label={m.loadingConversations()} widths={['80%', '60%', '72%', '50%', '66%']} />;
  const rows = connection.nodes.map((node) => getFragmentData(ConversationRow, node));
  if (rows.length === 0) return <p className="px-2.5 py-2 text-sm text-ink-soft">{m.noConversations()}</p>;

  const { hasNextPage, endCursor } = connection.pageInfo;
  return (
    <div>
      {groupByDate(rows, new Date()).map(({ label, items }) => (
        <section key={label} aria-label={label} className="mb-3">
          <h2 className="px-2.5 py-1.5 text-xs font-medium text-ink-soft">{label}</h2>
          <ul>
            {items.map((row) => (
              <ConversationRowItem
                key={row.id}
                id={row.id}
                title={row.title}
                isCurrent={row.id === currentId}
                onDeleted={row.id === currentId ? onLeave : null}
              />
            ))}
          </ul>
        </section>
      ))}
      {hasNextPage && endCursor && (
        <MoreRows
          isLoading={fetching}
          onNear={() => setAfter(endCursor)}
          hasFailed={error != null}
          onRetry={refresh}
        />
      )}
    </div>
  );
}

type MoreRowsProps = { isLoading: boolean; hasFailed: boolean; onNear: () => void; onRetry: () => void };

function MoreRows({ isLoading, hasFailed, onNear, onRetry }: MoreRowsProps) {
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
