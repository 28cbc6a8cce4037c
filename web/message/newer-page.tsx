import { type RefObject, useRef } from 'react';
import { useQuery } from 'urql';
import { threadPage } from '../graphql/first-pages.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { NewerPageQuery, readMessages } from './thread-document.ts';
import { TurnView, toTurns } from './turn.tsx';
import { useNear } from './use-near.ts';

type Props = { conversationId: string; after: string; scroller: RefObject<HTMLElement | null> };

/** The messages behind a cursor, loaded when a reader comes near, with the page behind them below. */
export function NewerPage({ conversationId, after, scroller }: Props) {
  const sentinel = useRef<HTMLDivElement>(null);
  const isWanted = useNear(sentinel, scroller);
  const [{ data, error }, load] = useQuery({
    query: NewerPageQuery,
    variables: { id: conversationId, first: threadPage.last, after },
    pause: !isWanted,
  });
  const thread = data?.node?.__typename === 'Conversation' ? data.node.thread : null;

  if (error && !thread) {
    const retry = <Button onClick={() => load({ requestPolicy: 'network-only' })}>{m.tryAgain()}</Button>;
    return (
      <Notice kind="error" action={retry}>
        {m.threadFailed()}
      </Notice>
    );
  }
  if (!thread) {
    return (
      <div ref={sentinel} className="turn">
        <Skeleton label={m.loadingMessages()} widths={['70%', '90%', '55%']} />
      </div>
    );
  }
  const { hasNextPage, endCursor } = thread.pageInfo;
  const turns = toTurns(readMessages(thread.nodes));
  return (
    <>
      {turns.map((turn, index) => (
        <TurnView
          key={turn.key}
          turn={turn}
          isLast={!hasNextPage && index === turns.length - 1}
          isFilling={false}
        />
      ))}
      {hasNextPage && endCursor && (
        <NewerPage conversationId={conversationId} after={endCursor} scroller={scroller} />
      )}
    </>
  );
}
