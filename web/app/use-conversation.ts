import { useEffect } from 'react';
import { useClient, useQuery } from 'urql';
import { ConversationHead, ConversationNews } from '../conversation/documents.ts';
import { useStreams } from '../generation/streams-context.ts';
import { threadPage } from '../graphql/first-pages.ts';
import { useWake } from '../lib/use-wake.ts';
import { readMessages, ThreadPage } from '../message/thread-document.ts';

/** One conversation with the newest page of its thread, kept true when it is opened and when its reader comes back. */
export function useConversation(id: string | null, isBusy: boolean) {
  const variables = { id: id ?? '' };
  const [head] = useQuery({ query: ConversationHead, variables, pause: id === null });
  const [page, load] = useQuery({
    query: ThreadPage,
    variables: { ...variables, ...threadPage },
    pause: id === null,
  });
  const reload = () => load({ requestPolicy: 'network-only' });

  // A paused query keeps the data of the conversation before it.
  const isOurs = id !== null && page.data?.node?.id === id;
  const conversation = isOurs && page.data?.node?.__typename === 'Conversation' ? page.data.node : null;
  const nodes = readMessages(conversation?.thread.nodes ?? []);
  const lastId = nodes.at(-1)?.id ?? null;
  const shownLeafId =
    head.data?.node?.__typename === 'Conversation' && head.data.node.id === id
      ? head.data.node.activeLeaf?.id
      : null;
  useNews({ id, lastId, isLoaded: conversation !== null, reload });
  useLeaf({ shownLeafId: shownLeafId ?? null, lastId, isBusy, reload });

  return {
    state: stateOf({
      id,
      isLoaded: conversation !== null,
      isFetching: page.fetching,
      hasFailed: page.error != null,
    }),
    nodes,
    olderCursor: conversation?.thread.pageInfo.hasPreviousPage
      ? (conversation.thread.pageInfo.startCursor ?? null)
      : null,
    head:
      id !== null && head.data?.node?.__typename === 'Conversation' && head.data.node.id === id
        ? head.data.node
        : null,
    lastGeneration: nodes.at(-1)?.generation ?? null,
    reload,
  };
}

type Loading = { id: string | null; isLoaded: boolean; isFetching: boolean; hasFailed: boolean };

function stateOf({
  id,
  isLoaded,
  isFetching,
  hasFailed,
}: Loading): 'new' | 'ready' | 'loading' | 'failed' | 'missing' {
  if (id === null) return 'new';
  if (isLoaded) return 'ready';
  if (isFetching) return 'loading';
  return hasFailed ? 'failed' : 'missing';
}

type Leaf = { shownLeafId: string | null; lastId: string | null; isBusy: boolean; reload: () => void };

/** Another tab or device has moved on: its news is in the cache (use-feed), and the thread follows. */
function useLeaf({ shownLeafId, lastId, isBusy, reload }: Leaf): void {
  const isBehind = shownLeafId !== null && lastId !== null && shownLeafId !== lastId && !isBusy;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once per move.
  useEffect(() => {
    if (isBehind) reload();
  }, [isBehind, shownLeafId]);
}

type News = { id: string | null; lastId: string | null; isLoaded: boolean; reload: () => void };

/** Attaches to answers that another tab started, and loads the thread again if it has moved on. */
function useNews({ id, lastId, isLoaded, reload }: News): void {
  const client = useClient();
  const streams = useStreams();

  const look = async () => {
    if (!id) return;
    const { data } = await client.query(ConversationNews, { id }, { requestPolicy: 'network-only' });
    const node = data?.node;
    if (data && !node) reload();
    if (node?.__typename !== 'Conversation') return;
    for (const { id, createdAt } of node.activeGenerations) streams.follow(id, createdAt);
    if (node.activeLeaf && node.activeLeaf.id !== lastId) reload();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once per opening, not whenever the thread grows.
  useEffect(() => {
    if (isLoaded) void look();
  }, [id, isLoaded]);
  useWake(look);
}
