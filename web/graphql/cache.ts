import { type Cache, cacheExchange, type Entity, type UpdateResolver } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import type { Exchange } from 'urql';
import { graphql } from './generated/gql.ts';
import type {
  DeleteConversationInput,
  DeleteConversationMutation,
  ForkConversationMutation,
  UpdateConversationInput,
} from './generated/graphql.ts';

/** Newest page of a thread; new turns are appended to it, so everybody must ask for it by the same arguments. */
export const threadPage = { last: 40 } as const;

const withoutId = () => null;

/** Types that live inside their parent. Without this list graphcache warns, and stores nothing wrong either way. */
const keys = Object.fromEntries(
  [
    'ConversationConnection ConversationEdge MessageConnection MessageEdge PageInfo Usage ServerInfo',
    'SendMessagePayload ForkConversationPayload OutlineEntryConnection OutlineEntryEdge StopGenerationPayload UpdateConversationPayload DeleteConversationPayload',
    'SearchHitConnection SearchHitEdge',
    'ValidationError ValidationIssue NotFoundError ConflictError LimitError ModelUnavailableError',
    'GenerationSnapshot GenerationDelta GenerationEnded',
    'ContextUsage UsageReport UsageRow ConversationUsage PresetConnection FeedbackConnection Feedback',
    'CreatePresetPayload UpdatePresetPayload DeletePresetPayload RestorePresetPayload',
    'UpdateProfilePayload RateMessagePayload',
  ]
    .join(' ')
    .split(' ')
    .map((typename) => [typename, withoutId]),
);

/**
 * Without a schema graphcache guesses whether `ValidationError` may be an interface of `SendMessagePayload`, and warns
 * that it guesses. It stores those fields under a payload that nobody reads; a schema would cost 5 KiB.
 */
const guesses = /^(Heuristic Fragment Matching|Invalid undefined)/;

function warn(severity: 'debug' | 'error' | 'warn', message: string): void {
  if (severity === 'debug' || guesses.test(message)) return;
  // biome-ignore lint/suspicious/noConsole: graphcache speaks only in development, to whoever broke its rules.
  console[severity](message);
}

/** What a change makes out of date is asked for again where it is shown. */
const viewerField = (field: string) => (_result: unknown, _args: unknown, cache: Cache) => {
  const viewer = cache.resolve('Query', 'viewer');
  if (typeof viewer === 'string') invalidate(cache, viewer, field);
};

function invalidate(cache: Cache, entity: string, field: string): void {
  for (const { fieldName, arguments: args } of cache.inspectFields(entity)) {
    if (fieldName === field) cache.invalidate(entity, fieldName, args ?? undefined);
  }
}

const outdates: Record<string, UpdateResolver> = {
  createPreset: viewerField('presets'),
  updatePreset: viewerField('presets'),
  deletePreset: viewerField('presets'),
  restorePreset: viewerField('presets'),
  rateMessage: viewerField('feedback'),
  updateConversation(_result, { input }, cache) {
    const { conversationId: id, systemPrompt } = input as UpdateConversationInput;
    const key = cache.keyOfEntity({ __typename: 'Conversation', id });
    if (systemPrompt != null && key) invalidate(cache, key, 'context');
  },
};

/** Normalised cache. Text that streams never enters it; only the ended message does. */
export function createCache(): Exchange {
  return cacheExchange({
    keys,
    logger: warn,
    resolvers: { User: { conversations: relayPagination() } },
    updates: {
      Mutation: {
        sendMessage: landTurn as UpdateResolver,
        editMessage: landTurn as UpdateResolver,
        regenerateMessage: landTurn as UpdateResolver,
        continueMessage: landTurn as UpdateResolver,
        forkConversation: landFork as UpdateResolver,
        deleteConversation: forgetConversation as UpdateResolver,
        ...outdates,
      },
    },
    optimistic: {
      updateConversation: ({ input }: { input: UpdateConversationInput }) => ({
        __typename: 'UpdateConversationPayload',
        conversation: {
          __typename: 'Conversation',
          id: input.conversationId,
          ...(input.title == null ? {} : { title: input.title }),
          ...(input.modelId == null ? {} : { model: { __typename: 'Model', id: input.modelId } }),
        },
      }),
      deleteConversation: ({ input }: { input: DeleteConversationInput }) => ({
        __typename: 'DeleteConversationPayload',
        deletedConversationId: input.conversationId,
      }),
    },
  });
}

type ListField = { entity: Entity; field: string };

/** Every loaded page of a connection field, as keys of the connections. */
function loadedPages(cache: Cache, { entity, field }: ListField): string[] {
  return cache
    .inspectFields(entity)
    .filter(({ fieldName }) => fieldName === field)
    .map(({ fieldKey }) => cache.resolve(entity, fieldKey))
    .filter((key): key is string => typeof key === 'string');
}

const viewerConversations = (cache: Cache): ListField => ({
  entity: (cache.resolve('Query', 'viewer') as string | null) ?? null,
  field: 'conversations',
});

function nodeKeys(cache: Cache, page: string): string[] {
  return (cache.resolve(page, 'nodes') as string[] | null) ?? [];
}

function forgetConversation(
  { deleteConversation }: DeleteConversationMutation,
  _args: unknown,
  cache: Cache,
): void {
  if (deleteConversation.__typename !== 'DeleteConversationPayload') return;
  const id = deleteConversation.deletedConversationId;
  const gone = cache.keyOfEntity({ __typename: 'Conversation', id });
  for (const page of loadedPages(cache, viewerConversations(cache))) {
    cache.link(
      page,
      'nodes',
      nodeKeys(cache, page).filter((key) => key !== gone),
    );
  }
  cache.link('Query', 'node', { id }, null);
}

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
      conversation: { id: string };
      userMessage: { id: string; parent: { id: string } | null } | null;
      assistantMessage: { id: string; parent: { id: string } | null };
    };

/** Puts a sent turn at the end of its thread and its conversation on the list, so that nothing has to be loaded. */
function landTurn(result: Record<string, SentTurn>, _args: unknown, cache: Cache): void {
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
  putOnTop(cache, key);
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

function landFork({ forkConversation: fork }: ForkConversationMutation, _args: unknown, cache: Cache): void {
  if (fork.__typename !== 'ForkConversationPayload') return;
  const key = cache.keyOfEntity({ __typename: 'Conversation', id: fork.conversation.id });
  if (key) putOnTop(cache, key);
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

function putOnTop(cache: Cache, conversationKey: string): void {
  const pages = loadedPages(cache, viewerConversations(cache));
  const first = pages[0];
  if (!first || pages.some((page) => nodeKeys(cache, page).includes(conversationKey))) return;
  cache.link(first, 'nodes', [conversationKey, ...nodeKeys(cache, first)]);
}
