import { Conversation } from '../conversation/schema.ts';
import { builder, type Context, signedIn } from '../graphql/builder.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import { Model, modelNamed } from '../model/schema.ts';
import { ValidationError } from '../platform/domain-error.ts';
import { ownedBy } from '../platform/viewer.ts';
import { ApiToken } from '../user/api-tokens-schema.ts';
import { Usage } from './schema.ts';
import {
  type Bucket,
  type BucketRow,
  type Report,
  reportUsage,
  topConversations,
  type UsageSum,
} from './service.ts';

const UsageBucket = builder.enumType('UsageBucket', {
  description: 'Bucket of a usage report.',
  values: { DAY: { description: 'One UTC day.' }, MONTH: { description: 'One UTC month.' } } as const,
});

const UsageRow = builder.objectRef<BucketRow>('UsageRow').implement({
  description: 'Usage of one model in one bucket.',
  fields: (t) => ({
    start: t.expose('start', { type: 'DateTime', description: 'Start of the bucket.' }),
    model: t.field({
      type: Model,
      description: 'Model.',
      resolve: ({ modelName }, _args, { catalog }) => modelNamed(catalog, modelName),
    }),
    usage: t.expose('usage', { type: Usage, description: 'Usage.' }),
  }),
});

type ConversationShape = { conversation: typeof Conversation.$inferType | null; usage: UsageSum };

const ConversationUsage = builder.objectRef<ConversationShape>('ConversationUsage').implement({
  description: 'Usage of one conversation in a period.',
  fields: (t) => ({
    conversation: t.field({
      type: Conversation,
      nullable: true,
      description: 'Conversation; null if it was deleted.',
      resolve: ({ conversation }) => conversation,
    }),
    usage: t.expose('usage', { type: Usage, description: 'Usage.' }),
  }),
});

const UsageReport = builder.objectRef<Report>('UsageReport').implement({
  description: 'Usage in a period. It is the ledger: what was deleted since is in it.',
  fields: (t) => ({
    total: t.expose('total', { type: Usage, description: 'Sum over all buckets.' }),
    buckets: t.field({
      type: [UsageRow],
      description: 'Non-empty buckets, oldest first.',
      resolve: ({ buckets }) => buckets,
    }),
    conversations: t.field({
      type: [ConversationUsage],
      description: 'The conversations that took most tokens, largest first.',
      args: { first: t.arg.int({ defaultValue: 10, description: 'How many, 1-50.' }) },
      resolve: (report, { first }, context) => conversationsOf(context, report, first ?? 10),
    }),
  }),
});

async function conversationsOf(
  context: Context,
  report: Pick<Report, 'period' | 'apiTokenId'>,
  first: number,
): Promise<ConversationShape[]> {
  if (first < 1 || first > 50) throw topLevelError('BAD_USER_INPUT', '`first` must be between 1 and 50.');
  const { db, viewer } = signedIn(context);
  const rows = await topConversations({ db, viewer }, report, first);
  const kept = await db.prisma.conversation.findMany({
    where: {
      id: { in: rows.map(({ conversationId }) => conversationId) },
      deletedAt: null,
      ...ownedBy(viewer),
    },
  });
  const byId = new Map(kept.map((conversation) => [conversation.id, conversation]));
  return rows.map(({ conversationId, usage }) => {
    return { conversation: byId.get(conversationId) ?? null, usage };
  });
}

const periodArgs = builder.args((t) => ({
  from: t.field({ type: 'DateTime', required: true, description: 'Inclusive start.' }),
  to: t.field({
    type: 'DateTime',
    required: true,
    description: 'Exclusive end, at most 400 days later by DAY.',
  }),
  bucket: t.field({ type: UsageBucket, defaultValue: 'DAY', description: 'Bucket size.' }),
}));

type Asked = { from: Date; to: Date; bucket?: Bucket | null; apiTokenId: string | null };

async function reportFor(context: Context, { from, to, bucket, apiTokenId }: Asked): Promise<Report> {
  try {
    return await reportUsage(signedIn(context), { from, to }, bucket ?? 'DAY', apiTokenId);
  } catch (error) {
    // A query has no union of errors.
    if (error instanceof ValidationError) throw topLevelError('BAD_USER_INPUT', error.message);
    throw error;
  }
}

builder.prismaObjectFields('User', (t) => ({
  usage: t.field({
    type: UsageReport,
    description: 'Usage in a period, summed per bucket and model. Viewer only.',
    args: periodArgs,
    resolve: (_user, args, context) => reportFor(context, { ...args, apiTokenId: null }),
  }),
}));

builder.prismaObjectFields(ApiToken, (t) => ({
  usage: t.field({
    type: UsageReport,
    description: 'What was asked for by this token in a period, summed per bucket and model.',
    args: periodArgs,
    resolve: ({ id }, args, context) => reportFor(context, { ...args, apiTokenId: id }),
  }),
}));
