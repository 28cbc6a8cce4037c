import { type RefObject, useRef } from 'react';
import { useQuery } from 'urql';
import type { SharedThreadQuery } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import type { MessageWords } from '../message/message-words.ts';
import { useNear } from '../message/use-near.ts';
import { WordsView } from '../message/words-view.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { SharedThread } from './documents.ts';

type Node = NonNullable<SharedThreadQuery['sharedConversation']>['messages']['nodes'][number];

/** What is shared has no IDs: a message is known by its place on its page. */
export const wordsOf = (nodes: readonly Node[], page: string): MessageWords[] =>
  nodes.map(({ role, text, modelName }, index) => ({ id: `${page} ${index}`, role, text, modelName }));

type Props = { token: string; after: string; scroller: RefObject<HTMLElement | null> };

/** The messages behind a cursor, loaded when a reader comes near, with the page behind them below. */
export function SharedPage({ token, after, scroller }: Props) {
  const sentinel = useRef<HTMLDivElement>(null);
  const isWanted = useNear(sentinel, scroller);
  const [{ data, error }, load] = useQuery({
    query: SharedThread,
    variables: { token, after },
    pause: !isWanted,
    requestPolicy: 'network-only',
  });
  if (!data && error) {
    const retry = <Button onClick={() => load({ requestPolicy: 'network-only' })}>{m.tryAgain()}</Button>;
    return (
      <Notice kind="error" action={retry}>
        {m.threadFailed()}
      </Notice>
    );
  }
  if (!data) {
    return (
      <div ref={sentinel}>
        <Skeleton label={m.loadingMessages()} widths={['70%', '90%', '55%']} />
      </div>
    );
  }
  // Taken back meanwhile: the cache has told the page above, which shows nothing any more.
  if (!data.sharedConversation) return null;
  const { nodes, pageInfo } = data.sharedConversation.messages;
  return (
    <>
      <WordsView messages={wordsOf(nodes, after)} />
      {pageInfo.hasNextPage && pageInfo.endCursor && (
        <SharedPage token={token} after={pageInfo.endCursor} scroller={scroller} />
      )}
    </>
  );
}
