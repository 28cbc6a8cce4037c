import { type Cache, cacheExchange, type ResolveInfo, type UpdateResolver } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import type { Exchange } from 'urql';
import type {
  DeleteConversationsInput,
  DeleteConversationsMutation,
  FeedEventsSubscription,
  ForkConversationMutation,
  RevokeShareLinkInput,
  UpdateConversationInput,
  UpdateWebhookInput,
} from './generated/graphql.ts';
import { dropConversation, type Listed, outdateLists, placeConversation } from './lists.ts';
import { landTurn } from './threads.ts';

const withoutId = () => null;

/** Types that live inside their parent. Without this list graphcache warns, and stores nothing wrong either way. */
const keys = Object.fromEntries(
  [
    'ProjectConnection OrganizeConversationsPayload MoveConversationsPayload DeleteConversationsPayload RestoreConversationsPayload EmptyTrashPayload',
    'CreateProjectPayload UpdateProjectPayload DeleteProjectPayload RestoreProjectPayload',
    'ConversationChanged ConversationDeleted MessageAdded GenerationChanged ProjectChanged ProjectDeleted ResyncRequired',
    'ConversationConnection ConversationEdge MessageConnection MessageEdge PageInfo Usage ServerInfo',
    'SendMessagePayload ForkConversationPayload ReviseMessagePayload OutlineEntryConnection OutlineEntryEdge StopGenerationPayload UpdateConversationPayload',
    'SearchHitConnection SearchHitEdge',
    'ValidationError ValidationIssue NotFoundError ConflictError LimitError ModelUnavailableError',
    'GenerationSnapshot GenerationDelta GenerationEnded',
    'ContextUsage UsageReport UsageRow ConversationUsage PresetConnection FeedbackConnection Feedback',
    'CreatePresetPayload UpdatePresetPayload DeletePresetPayload RestorePresetPayload',
    'UpdateProfilePayload RateMessagePayload',
    'ApiTokenConnection CreateApiTokenPayload RevokeApiTokenPayload UserConnection Budget UpdateUserPayload',
    'WebhookConnection WebhookDeliveryConnection CreateWebhookPayload UpdateWebhookPayload RotateWebhookSecretPayload',
    'DeleteWebhookPayload SendTestEventPayload ReplayDeliveryPayload',
    'SharedConversation SharedMessageConnection SharedMessage CreateShareLinkPayload RevokeShareLinkPayload',
    'SessionConnection RevokeSessionPayload RevokeOtherSessionsPayload DeleteAccountPayload',
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
  revokeSession: viewerField('sessions'),
  revokeOtherSessions: viewerField('sessions'),
  createApiToken: viewerField('apiTokens'),
  revokeApiToken: viewerField('apiTokens'),
  revokeShareLink: (_result, { input }, cache) =>
    cache.invalidate({ __typename: 'ShareLink', id: (input as RevokeShareLinkInput).shareLinkId }),
  createWebhook: viewerField('webhooks'),
  deleteWebhook: viewerField('webhooks'),
  createProject: viewerField('projects'),
  deleteProject: viewerField('projects'),
  restoreProject: viewerField('projects'),
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
        deleteConversations: forgetConversations as UpdateResolver,
        organizeConversations: replace as UpdateResolver,
        moveConversations: replace as UpdateResolver,
        restoreConversations: replace as UpdateResolver,
        emptyTrash: (_result, _args, cache) => outdateLists(cache, 'trash'),
        ...outdates,
      },
      Subscription: { viewerEvents: follow as UpdateResolver },
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
      updateWebhook: ({ input }: { input: UpdateWebhookInput }) => ({
        __typename: 'UpdateWebhookPayload',
        webhook: {
          __typename: 'Webhook',
          id: input.webhookId,
          ...(input.enabled == null ? {} : { enabled: input.enabled }),
        },
      }),
      deleteConversations: ({ input }: { input: DeleteConversationsInput }) => ({
        __typename: 'DeleteConversationsPayload',
        deletedConversationIds: input.conversationIds,
      }),
    },
  });
}

function forgetConversations(
  { deleteConversations: deleted }: DeleteConversationsMutation,
  { input }: { input: DeleteConversationsInput },
  cache: Cache,
  { optimistic }: ResolveInfo,
): void {
  if (deleted.__typename !== 'DeleteConversationsPayload') return;
  for (const id of deleted.deletedConversationIds) {
    dropConversation(cache, id, input.permanently ?? false);
    if (input.permanently) cache.link('Query', 'node', { id }, null);
    else cache.invalidate('Query', 'node', { id });
  }
  // Not before it is so: a list that is read again meanwhile would be taken for new.
  if (!input.permanently && !optimistic) outdateLists(cache, 'trash');
}

/** What came back from a change of many is put where it belongs now. */
function replace(
  result: Record<string, { __typename: string; conversations?: Listed[] }>,
  _args: unknown,
  cache: Cache,
): void {
  for (const payload of Object.values(result)) {
    for (const conversation of payload?.conversations ?? []) placeConversation(cache, conversation);
  }
  if ('restoreConversations' in result) outdateLists(cache, 'trash');
}

/** A change that was made in another tab, on another device or by another program. The cache sees through masks. */
function follow({ viewerEvents: event }: FeedEventsSubscription, _args: unknown, cache: Cache): void {
  switch (event.__typename) {
    case 'ConversationChanged':
      placeConversation(cache, event.conversation as unknown as Listed);
      break;
    case 'ConversationDeleted':
      dropConversation(cache, event.conversationId);
      cache.invalidate('Query', 'node', { id: event.conversationId });
      outdateLists(cache, 'trash');
      break;
    case 'ProjectChanged':
    case 'ProjectDeleted':
      viewerField('projects')(null, null, cache);
      break;
    case 'ResyncRequired':
      outdateLists(cache, 'all');
      break;
  }
}

function landFork({ forkConversation: fork }: ForkConversationMutation, _args: unknown, cache: Cache): void {
  if (fork.__typename !== 'ForkConversationPayload') return;
  placeConversation(cache, fork.conversation as unknown as Listed);
}
