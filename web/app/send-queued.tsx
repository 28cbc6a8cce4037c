import { useEffect } from 'react';
import { useClient } from 'urql';
import type { DraftPlace } from '../composer/draft-store.ts';
import { getQueued, putQueued, type Queued } from '../composer/queue.ts';
import { isPending, threadKeyOf } from '../composer/sends.ts';
import { useEnding } from '../generation/streams-context.ts';
import { threadPage } from '../graphql/first-pages.ts';
import { readMessages, ThreadPage } from '../message/thread-document.ts';
import { useAsk } from './use-ask.ts';

type Waiting = { place: DraftPlace; queued: Queued };

/** Sends what is queued, each when its answer has ended, in whatever chat one is meanwhile. */
export default function SendQueued({ queue }: { queue: readonly Waiting[] }) {
  return queue.map((waiting) => <SendWhenEnded key={waiting.queued.key} {...waiting} />);
}

function SendWhenEnded({ place, queued }: Waiting) {
  const { goes, generationId } = queued;
  const ending = useEnding(generationId);
  const deliver = useDeliverQueued();
  // biome-ignore lint/correctness/useExhaustiveDependencies: decided once for an ending, or for a word of its writer.
  useEffect(() => {
    if (ending === null || goes === 'told') return;
    if (ending === 'COMPLETED' || goes === 'ended') void deliver(place, queued);
    else putQueued(place, { ...queued, goes: 'told' });
  }, [ending, goes]);
  return null;
}

/** What is on its way: an effect may run twice. */
const underway = new Set<string>();
const nothing = () => {};

/** Sends it once. What is refused waits for its writer, and its text stays where it is. */
function useDeliverQueued() {
  const client = useClient();
  const ask = useAsk({ onStarted: nothing, onBehind: nothing });
  return async (place: DraftPlace, { key, text, temperature, parentId }: Queued) => {
    const { conversationId } = place;
    if (underway.has(key) || !conversationId) return;
    underway.add(key);
    const page = { id: conversationId, ...threadPage };
    const isSent =
      !isPending(threadKeyOf(conversationId)) &&
      (await ask({
        conversationId,
        request: {
          kind: 'sendMessage',
          input: { idempotencyKey: key, conversationId, parentId, text, temperature },
        },
        shown: { text, afterMessageId: parentId, isBranch: false },
      }));
    underway.delete(key);
    const queued = getQueued(place);
    if (queued?.key === key) putQueued(place, isSent ? null : { ...queued, goes: 'told' });
    // It may have followed an answer on a branch that is not shown.
    const node = client.readQuery(ThreadPage, page)?.data?.node;
    const nodes = node?.__typename === 'Conversation' ? readMessages(node.thread.nodes) : [];
    if (isSent && !nodes.some(({ id }) => id === parentId))
      await client.query(ThreadPage, page, { requestPolicy: 'network-only' });
  };
}
