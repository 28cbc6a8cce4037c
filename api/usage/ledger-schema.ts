import { queryFromInfo } from '@pothos/plugin-prisma';
import { builder } from '../graphql/builder.ts';
import { encodeGlobalId } from '../graphql/global-id.ts';
import { connectionOf, newestFirst, pagePaths } from '../graphql/pages.ts';
import { Model, modelNamed } from '../model/schema.ts';
import { ownedBy } from '../platform/viewer.ts';
import { Usage } from './schema.ts';

/** The ledger itself, for those who take their data with them; reports sum it. */
const UsagePurpose = builder.enumType('UsagePurpose', {
  description: 'What a call of a model was for.',
  values: {
    ANSWER: { description: 'An answer in a conversation.' },
    TITLE: { description: 'The title of a conversation.' },
    COMPLETION: { description: 'An answer through `/v1/chat/completions` that was not kept.' },
  } as const,
});

const UsageEntry = builder.prismaObject('UsageEntry', {
  description: 'One call of a model, as it stands in the ledger.',
  fields: (t) => ({
    purpose: t.expose('purpose', { type: UsagePurpose, description: 'What it was for.' }),
    conversationId: t.id({
      select: { conversationId: true },
      description: 'ID of its conversation, which may be deleted since; of nothing for COMPLETION.',
      resolve: ({ conversationId }) => encodeGlobalId('Conversation', conversationId),
    }),
    model: t.field({
      type: Model,
      select: { modelName: true },
      description: 'Model.',
      resolve: ({ modelName }, _args, { catalog }) => modelNamed(catalog, modelName),
    }),
    usage: t.field({
      type: Usage,
      select: { inputTokens: true, cachedInputTokens: true, outputTokens: true, costMicros: true },
      description: 'Tokens, and the cost at the prices of that time.',
      resolve: ({ costMicros, ...counts }) => ({
        ...counts,
        costMicros: costMicros === null ? null : Number(costMicros),
      }),
    }),
    isEstimated: t.exposeBoolean('isEstimated', {
      description: 'Whether the counts are ours, because the call was cut before the provider told its own.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it ended.' }),
  }),
});

builder.prismaObjectFields('User', (t) => ({
  usageEntries: t.field({
    type: connectionOf('UsageEntry', 'Calls of models', UsageEntry),
    description: 'Own lines of the ledger of calls, newest first; `usage` sums them. Viewer only.',
    args: {
      first: t.arg.int({ defaultValue: 50, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async (_user, { first, after }, context, info) => {
      const { db, viewer } = context;
      const where = ownedBy(viewer);
      const query = queryFromInfo({ context, info, typeName: 'UsageEntry', paths: pagePaths });
      return newestFirst(
        { first: first ?? 50, after, by: ['createdAt', 'id'], where },
        (slice) => db.prisma.usageEntry.findMany({ ...query, ...slice }),
        () => db.prisma.usageEntry.count({ where }),
      );
    },
  }),
}));
