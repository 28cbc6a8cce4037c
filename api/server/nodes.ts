import { resolveNodes } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';
import { builder, type Context } from '../graphql/builder.ts';
import { decodeGlobalId } from '../graphql/global-id.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';

/**
 * Any object by its ID. An ID that is malformed, of an unknown type, missing or somebody else's gives null: which of
 * these it is, is nobody's business.
 */
const types = new Set(['User', 'Model', 'Conversation', 'Message', 'Generation']);
const maxIds = 100;

async function findNodes(words: string[], context: Context, info: GraphQLResolveInfo) {
  const known = words.map((word) => {
    const decoded = decodeGlobalId(word);
    return types.has(decoded.typename) ? decoded : null;
  });
  return resolveNodes(builder, context, info, known);
}

builder.queryField('node', (t) =>
  t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description: 'Any object the viewer may see, by global ID; null otherwise.',
    args: { id: t.arg.id({ required: true, description: 'Global ID.' }) },
    resolve: async (_root, { id }, context, info) => (await findNodes([id], context, info))[0] as never,
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
      return findNodes(ids, context, info) as never;
    },
  }),
);
