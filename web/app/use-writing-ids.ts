import { useMemo } from 'react';
import { useQuery } from 'urql';
import { WritingMessages } from '../conversation/documents.ts';
import { isFinal } from '../generation/streams.ts';

type Written = { id: string; parent?: Written | null };

const lineOf = (message: Written | null | undefined): string[] =>
  message ? [message.id, ...lineOf(message.parent)] : [];

/** When the cache learns of something, urql looks again, and then asks the server for what the cache lacks. */
const cacheAlone = { fetch: () => Promise.reject(new Error('Read from the cache alone.')) };

/** The messages of a conversation, on any branch, below which an answer is being written, and those answers. */
export function useWritingIds(conversationId: string | null): readonly string[] {
  const [{ data }] = useQuery({
    query: WritingMessages,
    variables: { id: conversationId ?? '' },
    pause: conversationId === null,
    requestPolicy: 'cache-only',
    context: cacheAlone,
  });
  const active = data?.node?.__typename === 'Conversation' ? data.node.activeGenerations : [];
  const ids = active.filter(({ status }) => !isFinal(status)).flatMap(({ message }) => lineOf(message));
  const all = ids.join(' ');
  return useMemo(() => all.split(' '), [all]);
}
