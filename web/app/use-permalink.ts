import { useEffect, useState } from 'react';
import { type Client, useClient, useQuery } from 'urql';
import { threadPage } from '../graphql/first-pages.ts';
import { MessagePlace, readMessages, ShowMessage, ThreadAround } from '../message/thread-document.ts';
import type { MessageNode } from '../message/turn.tsx';

type Input = {
  conversationId: string | null;
  /** The message that the address points at. */
  messageId: string | null;
  /** The newest page of the thread that is shown. */
  nodes: readonly MessageNode[];
  isReady: boolean;
};

/** A part of the thread around a message, where the newest page does not hold it. */
export type ThreadWindow = {
  nodes: readonly MessageNode[];
  olderCursor: string | null;
  newerCursor: string | null;
};

export type Permalink = { state: 'none' | 'loading' | 'shown' | 'missing'; window: ThreadWindow | null };

/**
 * Opens a message where it stands: its branch becomes the shown one, once, when the address is opened; and where it is
 * far from the end, the part of the thread around it is loaded instead of the newest page.
 */
export function usePermalink({ conversationId, messageId, nodes, isReady }: Input): Permalink {
  const client = useClient();
  const [opened, setOpened] = useState<{ messageId: string; isFound: boolean } | null>(null);
  const isNear = nodes.some(({ id }) => id === messageId);
  const isOpened = opened !== null && opened.messageId === messageId;

  useEffect(() => {
    if (!conversationId || !messageId || !isReady || isOpened) return;
    if (isNear) return setOpened({ messageId, isFound: true });
    let isCurrent = true;
    void openBranch(client, conversationId, messageId).then((isFound) => {
      if (isCurrent) setOpened({ messageId, isFound });
    });
    return () => {
      isCurrent = false;
    };
  }, [client, conversationId, messageId, isReady, isOpened, isNear]);

  const isWindowed = isOpened && opened.isFound && !isNear;
  const [{ data, error }] = useQuery({
    query: ThreadAround,
    variables: { id: conversationId ?? '', around: messageId ?? '', ...threadPage },
    pause: !isWindowed,
    requestPolicy: 'cache-and-network',
  });

  if (!messageId) return { state: 'none', window: null };
  if (isNear) return { state: 'shown', window: null };
  if (isOpened && (!opened.isFound || error)) return { state: 'missing', window: null };
  const thread = isWindowed && data?.node?.__typename === 'Conversation' ? data.node.thread : null;
  const windowNodes = readMessages(thread?.nodes ?? []);
  if (!thread || !windowNodes.some(({ id }) => id === messageId)) return { state: 'loading', window: null };
  const { hasPreviousPage, startCursor, hasNextPage, endCursor } = thread.pageInfo;
  return {
    state: 'shown',
    window: {
      nodes: windowNodes,
      olderCursor: hasPreviousPage ? (startCursor ?? null) : null,
      newerCursor: hasNextPage ? (endCursor ?? null) : null,
    },
  };
}

/** Makes the branch of a message the shown one, unless it is; false if there is no such message here. */
async function openBranch(client: Client, conversationId: string, messageId: string): Promise<boolean> {
  const { data } = await client.query(MessagePlace, { id: messageId }, { requestPolicy: 'network-only' });
  const node = data?.node;
  if (node?.__typename !== 'Message' || node.conversation.id !== conversationId) return false;
  if (node.leaf.id === node.conversation.activeLeaf?.id) return true;
  const input = { conversationId, activeMessageId: messageId };
  const shown = await client.mutation(ShowMessage, { input, ...threadPage });
  return shown.data?.updateConversation.__typename === 'UpdateConversationPayload';
}
