import type { Cache } from '@urql/exchange-graphcache';
import { threadPage } from './first-pages.ts';
import { graphql } from './generated/gql.ts';
import { type Listed, placeConversation } from './lists.ts';

const NewThread = graphql(`
  fragment NewThread on Conversation {
    id
    thread(last: $last) {
      nodes {
        id
      }
      pageInfo {
        hasPreviousPage
        startCursor
      }
    }
  }
`);

/** The part of `SendMessage`'s answer that lists depend on; a cache sees through fragment masks. */
type SentTurn =
  | { __typename: 'ValidationError' }
  | {
      __typename: 'SendMessagePayload';
      conversation: Listed;
      userMessage: { id: string; parent: { id: string } | null } | null;
      assistantMessage: { id: string; parent: { id: string } | null };
    };

/** Puts a sent turn at the end of its thread and its conversation on the list, so that nothing has to be loaded. */
export function landTurn(result: Record<string, SentTurn>, _args: unknown, cache: Cache): void {
  const added = Object.values(result).find((value) => value?.__typename === 'SendMessagePayload');
  if (added?.__typename !== 'SendMessagePayload') return;
  const { conversation, userMessage, assistantMessage } = added;
  const key = cache.keyOfEntity({ __typename: 'Conversation', id: conversation.id });
  if (!key) return;

  const turn = [userMessage, assistantMessage]
    .map((message) => message && cache.keyOfEntity({ __typename: 'Message', id: message.id }))
    .filter((messageKey): messageKey is string => typeof messageKey === 'string');
  const isFirst = userMessage !== null && userMessage.parent === null;
  if (isFirst) startThread(cache, conversation.id);
  cache.link('Query', 'node', { id: conversation.id }, key);

  const page = cache.resolve(key, 'thread', threadPage);
  if (typeof page === 'string') {
    const before = (userMessage ?? assistantMessage).parent?.id;
    const kept = pathTo(cache, page, before).filter((message) => !turn.includes(message));
    cache.link(page, 'nodes', [...kept, ...turn]);
  }
  placeConversation(cache, conversation);
}

function startThread(cache: Cache, conversationId: string): void {
  if (cache.resolve({ __typename: 'Conversation', id: conversationId }, 'thread', threadPage)) return;
  cache.writeFragment(
    NewThread,
    {
      __typename: 'Conversation',
      id: conversationId,
      thread: {
        __typename: 'MessageConnection',
        nodes: [],
        pageInfo: { __typename: 'PageInfo', hasPreviousPage: false, startCursor: null },
      },
    } as never,
    threadPage,
  );
}

/** The page up to the message that the new turn follows: a branch shows itself, not what it branched from. */
function pathTo(cache: Cache, page: string, parentId: string | undefined): string[] {
  // A root starts a thread of its own.
  if (!parentId) return [];
  const nodes = nodeKeys(cache, page);
  const parent = cache.keyOfEntity({ __typename: 'Message', id: parentId });
  const at = parent ? nodes.indexOf(parent) : -1;
  return at < 0 ? nodes : nodes.slice(0, at + 1);
}

function nodeKeys(cache: Cache, page: string): string[] {
  return (cache.resolve(page, 'nodes') as string[] | null) ?? [];
}
