import { useEffect } from 'react';
import { getDraft, queuedPlaces } from '../composer/draft-store.ts';
import { isPending, threadKeyOf } from '../composer/sends.ts';
import { useViewer } from '../user/viewer.ts';
import { keptAsks } from './kept-asks.ts';
import { useAsk, useDeliver } from './use-ask.ts';

const nothing = () => {};

/** What waited for a connection when the page was left goes on waiting, and is sent under its key. */
export function useResumeSends(onStarted: (path: string) => void): void {
  const viewerId = useViewer().id;
  const deliver = useDeliver({ onStarted, onBehind: nothing });
  const ask = useAsk({ onStarted, onBehind: nothing });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what an earlier page left is there once.
  useEffect(() => {
    for (const place of queuedPlaces(viewerId)) {
      const { attempt } = getDraft(place);
      if (attempt && !isPending(threadKeyOf(place.conversationId))) void deliver(place, attempt);
    }
    for (const asked of keptAsks(viewerId)) {
      if (!isPending(threadKeyOf(asked.conversationId))) void ask(asked);
    }
  }, [viewerId]);
}
