import { type RefObject, useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { threadPage } from '../graphql/cache.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { readMessages, ThreadPage } from './thread-document.ts';
import { TurnView, toTurns } from './turn.tsx';

type Props = { conversationId: string; before: string; scroller: RefObject<HTMLElement | null> };

/**
 * The messages before a cursor, loaded when a reader comes near, with the page before them above. One component a
 * page, so that a write to the newest page reads none of these again.
 */
export function OlderPage({ conversationId, before, scroller }: Props) {
  const sentinel = useRef<HTMLDivElement>(null);
  const isWanted = useNear(sentinel, scroller);
  const [{ data, error }, load] = useQuery({
    query: ThreadPage,
    variables: { id: conversationId, ...threadPage, before },
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
        <OlderPage conversationId={conversationId} before={startCursor} scroller={scroller} />
      )}
      {toTurns(readMessages(thread.nodes)).map((turn) => (
        <TurnView key={turn.key} turn={turn} isLast={false} isFilling={false} onRetry={noRetry} />
      ))}
    </>
  );
}

const noRetry = () => {};

/** Becomes true, and stays so, when the element is within one and a half views of what is shown. */
function useNear(element: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (isNear || !element.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setIsNear(true);
      },
      { root: scroller.current, rootMargin: '150% 0px 0px 0px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, scroller, isNear]);
  return isNear;
}
