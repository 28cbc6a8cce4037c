import type { Cache } from '@urql/exchange-graphcache';
import { create } from 'zustand';
import type { ConversationFilter } from './generated/graphql.ts';

/** Keeps the cached lists of conversations true when one of them changes, here or on another device. */
export type Listed = {
  id: string;
  archived: boolean;
  pinned: boolean;
  deletedAt?: string | null;
  temporaryUntil?: string | null;
  project?: { id: string } | null;
};

type Page = { key: string; filter: ConversationFilter; isFirst: boolean };

function pages(cache: Cache): Page[] {
  const viewer = cache.resolve('Query', 'viewer');
  if (typeof viewer !== 'string') return [];
  return cache.inspectFields(viewer).flatMap(({ fieldName, fieldKey, arguments: args }) => {
    if (fieldName !== 'conversations') return [];
    const key = cache.resolve(viewer, fieldKey);
    const filter = (args?.filter ?? {}) as ConversationFilter;
    return typeof key === 'string' ? [{ key, filter, isFirst: !args?.after }] : [];
  });
}

const nodesOf = (cache: Cache, page: string): string[] =>
  ((cache.resolve(page, 'nodes') as string[] | null) ?? []).filter((key) => typeof key === 'string');

function fits({ archived, pinned, projectId, inTrash }: ConversationFilter, conversation: Listed): boolean {
  if (conversation.temporaryUntil) return false;
  return (
    Boolean(inTrash) === Boolean(conversation.deletedAt) &&
    (archived == null || archived === conversation.archived) &&
    (pinned == null || pinned === conversation.pinned) &&
    (projectId == null || projectId === conversation.project?.id)
  );
}

/** Puts a conversation into the lists that it belongs to and takes it out of the others. Lists are sorted where shown. */
export function placeConversation(cache: Cache, conversation: Listed): void {
  const key = cache.keyOfEntity({ __typename: 'Conversation', id: conversation.id });
  if (!key) return;
  const all = pages(cache);
  for (const { key: page, filter, isFirst } of all) {
    // What was found by title is a picture of that moment.
    if (filter.title) continue;
    const nodes = nodesOf(cache, page);
    const isThere = nodes.includes(key);
    if (!fits(filter, conversation)) {
      if (isThere)
        cache.link(
          page,
          'nodes',
          nodes.filter((node) => node !== key),
        );
      continue;
    }
    const alike = all.filter((other) => JSON.stringify(other.filter) === JSON.stringify(filter));
    const isListed = alike.some((other) => nodesOf(cache, other.key).includes(key));
    if (isFirst && !isListed) cache.link(page, 'nodes', [key, ...nodes]);
  }
}

/** Takes a conversation out of every list; out of the trash, too, if it is gone for good. */
export function dropConversation(cache: Cache, id: string, isForGood = false): void {
  const gone = cache.keyOfEntity({ __typename: 'Conversation', id });
  for (const { key, filter } of pages(cache)) {
    if (filter.inTrash && !isForGood) continue;
    const nodes = nodesOf(cache, key);
    if (gone && nodes.includes(gone))
      cache.link(
        key,
        'nodes',
        nodes.filter((node) => node !== gone),
      );
  }
}

/** How often lists were outdated: a list that was read in several pages then begins anew with its first one. */
export const useOutdatings = create<{ all: number; trash: number }>(() => ({ all: 0, trash: 0 }));

/** Makes every list be read again: after events were missed, or of the trash after something went there. */
export function outdateLists(cache: Cache, which: 'all' | 'trash'): void {
  useOutdatings.setState((counts) => ({ ...counts, [which]: counts[which] + 1 }));
  const viewer = cache.resolve('Query', 'viewer');
  if (typeof viewer !== 'string') return;
  for (const { fieldName, arguments: args } of cache.inspectFields(viewer)) {
    if (fieldName === 'projects' && which === 'all') cache.invalidate(viewer, fieldName, args ?? undefined);
    if (fieldName !== 'conversations') continue;
    const { inTrash } = (args?.filter ?? {}) as ConversationFilter;
    if (which === 'all' || inTrash) cache.invalidate(viewer, fieldName, args ?? undefined);
  }
}
