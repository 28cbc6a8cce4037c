import { type RefObject, useRef } from 'react';
import { useQuery } from 'urql';
import { threadPage } from '../graphql/first-pages.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { readMessages, ThreadPage } from './thread-document.ts';
import { TurnView, toTurns } from './turn.tsx';
import { useNear } from './use-near.ts';

type Props = {
  conversationId: string;
  before: string;
  /** A message of the thread below this page: it says which branch this is the upper part of. */
  leafId: string;
  scroller: RefObject<HTMLElement | null>;
};

/**
 * The messages before a cursor, loaded when a reader comes near, with the page before them above. One component a
 * page, so that a write to the newest page reads none of these again.
 */
export function OlderPage({ conversationId, before, leafId, scroller }: Props) {
  const sentinel = useRef<HTMLDivElement>(null);
  const isWanted = useNear(sentinel, scroller);
  const [{ data, error }, load] = useQuery({
    query: ThreadPage,
    variables: { id: conversationId, ...threadPage, before, leafId },
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
  const { hasPreviousPage, startCursor } = thread.pageInfo;
  return (
    <>
      {hasPreviousPage && startCursor && (
        <OlderPage conversationId={conversationId} before={startCursor} leafId={leafId} scroller={scroller} />
      )}
      {toTurns(readMessages(thread.nodes)).map((turn) => (
        <TurnView key={turn.key} turn={turn} isLast={false} isFilling={false} />
      ))}
    </>
  );
}
