import { brandWithType } from '@pothos/core';
import { resolveNodes } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';
import { findConversations } from '../conversation/rows.ts';
import { Conversation } from '../conversation/schema.ts';
import { askedOf } from '../graphql/asked.ts';
import { builder, type Context } from '../graphql/builder.ts';
import { decodeGlobalId } from '../graphql/global-id.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
import { mayFind } from './policy.ts';

/**
 * Any object by its ID. An ID that is malformed, of an unknown type, missing or somebody else's gives null: which of
 * these it is, is nobody's business.
 */
const types = new Set([
  'User',
  'Session',
  'ApiToken',
  'Webhook',
  'WebhookDelivery',
  'Model',
  'Conversation',
  'Message',
  'Generation',
  'Project',
  'Preset',
  'ShareLink',
]);
const maxIds = 100;

async function findNode(word: string, context: Context, info: GraphQLResolveInfo): Promise<unknown> {
  if (!context.viewer) return null;
  const decoded = decodeGlobalId(word);
  if (!types.has(decoded.typename) || !mayFind(context.viewer, decoded.typename)) return null;
  if (decoded.typename === 'Conversation') {
    const asked = askedOf(context, info, { typeName: 'Conversation' });
    const [row = null] = await findConversations(context.db, context.viewer, [decoded.id], asked);
    brandWithType(row, Conversation as never);
    return row;
  }
  try {
    const [found] = await resolveNodes(builder, context, info, [decoded]);
    return await found;
  } catch (error) {
    // Pothos asks Prisma with `findUniqueOrThrow`: this is its "not there".
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') return null;
    throw error;
  }
}

builder.queryField('node', (t) =>
  t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description: 'Any object the viewer may see, by global ID; null otherwise.',
    args: { id: t.arg.id({ required: true, description: 'Global ID.' }) },
    resolve: (_root, { id }, context, info) => findNode(id, context, info) as never,
  }),
);

builder.queryField('nodes', (t) =>
  t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description: 'Several objects by global ID (at most 100), in request order.',
    args: { ids: t.arg.idList({ required: true, description: 'Global IDs.' }) },
    resolve: (_root, { ids }, context, info) => {
      if (ids.length > maxIds) {
        throw topLevelError('BAD_USER_INPUT', `At most ${maxIds} IDs at once, not ${ids.length}.`);
      }
      return Promise.all(ids.map((id) => findNode(id, context, info))) as never;
    },
  }),
);
