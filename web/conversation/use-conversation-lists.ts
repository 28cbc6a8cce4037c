import { useState } from 'react';
import { useQuery } from 'urql';
import { chatsPage, pinnedPage } from '../graphql/first-pages.ts';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import type { ConversationFilter, ConversationRowFragment } from '../graphql/generated/graphql.ts';
import { useOutdatings } from '../graphql/lists.ts';
import { ConversationRow, Conversations } from './documents.ts';

/**
 * The conversations that pass a filter, page by page. The cache joins the pages; when it has outdated them all, only
 * the page that is asked for would come back, so the list then begins anew with its first one.
 */
export function usePages(filter: ConversationFilter) {
  const { all, trash } = useOutdatings();
  const key = JSON.stringify([filter, all, filter.inTrash && trash]);
  const [page, setPage] = useState<{ key: string; after: string } | null>(null);
  const after = page?.key === key ? page.after : null;
  const [{ data, error, fetching, stale }, load] = useQuery({
    query: Conversations,
    variables: { first: chatsPage.first, filter, ...(after ? { after } : {}) },
  });
  const connection = data?.viewer?.conversations;
  const endCursor = connection?.pageInfo.hasNextPage ? (connection.pageInfo.endCursor ?? null) : null;
  return {
    rows: connection?.nodes.map((node) => getFragmentData(ConversationRow, node)) ?? null,
    hasFailed: error != null,
    isLoading: fetching || stale,
    endCursor,
    more: () => endCursor && setPage({ key, after: endCursor }),
    reload: () => load({ requestPolicy: 'network-only' }),
  };
}

export function usePinned(isPaused: boolean): readonly ConversationRowFragment[] {
  const [{ data }] = useQuery({ query: Conversations, variables: pinnedPage, pause: isPaused });
  const rows = (data?.viewer?.conversations.nodes ?? []).map((node) =>
    getFragmentData(ConversationRow, node),
  );
  return rows.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt));
}
