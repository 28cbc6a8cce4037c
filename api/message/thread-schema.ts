import { queryFromInfo } from '@pothos/plugin-prisma';
import { validate as isUuid } from 'uuid';
import { Conversation } from '../conversation/schema.ts';
import { askedOf } from '../graphql/asked.ts';
import { builder } from '../graphql/builder.ts';
import { encodeGlobalId } from '../graphql/global-id.ts';
import { requireKey } from '../graphql/inputs.ts';
import { connectionOf, decodeCursor, encodeCursor, page, pagePaths, pageSize } from '../graphql/pages.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
import { readRows } from '../platform/statement.ts';
import { type Outlined, outlineOf } from './outline.ts';
import { type ThreadRow, threadRows } from './rows.ts';
import { Message, MessageRole } from './schema.ts';
import { leafOf } from './service.ts';
import { type Range, rangeAround, rangeOf } from './thread.ts';

/** A conversation's messages: page by page along one thread, the whole tree, and the tree in few words. */
const MessageConnection = connectionOf('Message', 'Messages', Message);

/** Where a message stands on its thread. */
export const depthCursor = {
  encode: (depth: number) => encodeCursor(['depth', depth]),
  decode: (cursor: string | null | undefined) =>
    cursor
      ? decodeCursor<[string, number]>(cursor, ([kind, at]) => kind === 'depth' && Number.isInteger(at))[1]
      : null,
};

const messageCursor = {
  encode: (id: string) => encodeCursor(['message', id]),
  decode: (cursor: string) =>
    decodeCursor<[string, string]>(cursor, ([kind, id]) => kind === 'message' && isUuid(id))[1],
};

/** Of the thread that ends in a message; none without one. */
const length = (leaf: { depth: number } | null | undefined | '') => (leaf ? leaf.depth + 1 : 0);

const threadPage = (rows: ThreadRow[], range: Range, totalCount: number) =>
  page(rows, ({ depth }) => depthCursor.encode(depth), {
    hasNextPage: range.to < totalCount,
    hasPreviousPage: range.from > 0,
    totalCount: async () => totalCount,
  });

builder.prismaObjectFields(Conversation, (t) => ({
  thread: t.field({
    type: MessageConnection,
    description:
      'The thread that ends in `leafId`, oldest first. `last: 50` gives the newest page, also the default.',
    select: { id: true, activeLeafId: true },
    args: {
      leafId: t.arg.id({
        description: 'Leaf or any inner message; when null, the leaf to show for `around`, or `activeLeaf`.',
      }),
      around: t.arg.id({
        description: 'Message to have in the middle of a page of `last` messages, on whichever branch it is.',
      }),
      first: t.arg.int({ description: 'From the start, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
      last: t.arg.int({ description: 'From the end, 1-100.' }),
      before: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async ({ id: conversationId, activeLeafId }, args, context, info) => {
      const { db } = context;
      const { first, last } = args;
      const size = typeof first === 'number' ? pageSize('first', first) : pageSize('last', last ?? 50);
      if (typeof first === 'number' && typeof last === 'number') {
        throw topLevelError('BAD_USER_INPUT', 'Give `first` or `last`, not both.');
      }
      const find = async (id: string) => {
        const sql = Prisma.sql`
          SELECT id, depth FROM message WHERE id = ${id}::uuid AND conversation_id = ${conversationId}::uuid`;
        return (await readRows<{ id: string; depth: number }>(db.pool, sql))[0];
      };
      const asked = askedOf(context, info, { typeName: 'Message', paths: pagePaths });
      const read = (leafId: string, range: Range | { newest: number }) =>
        threadRows(db, { conversationId, leafId, range }, asked);
      const isPlain = [args.leafId, args.around, args.after, args.before, first].every(
        (each) => each === null || each === undefined,
      );
      if (isPlain) {
        // What is asked for most: its length stands in its last row.
        const rows = activeLeafId ? await read(activeLeafId, { newest: size }) : [];
        return threadPage(rows, { from: rows[0]?.depth ?? 0, to: length(rows.at(-1)) }, length(rows.at(-1)));
      }
      const around = args.around ? await find(requireKey('Message', args.around)) : null;
      const wanted = args.leafId
        ? requireKey('Message', args.leafId)
        : around
          ? await leafOf(context, around.id)
          : activeLeafId;
      const leaf = wanted && (await find(wanted));
      if ((args.leafId && !leaf) || (args.around && !around))
        throw topLevelError('BAD_USER_INPUT', 'There is no such message in this conversation.');
      const afterDepth = depthCursor.decode(args.after);
      const beforeDepth = depthCursor.decode(args.before);
      const range: Range = around
        ? rangeAround(length(leaf), around.depth, size)
        : rangeOf(length(leaf), { first, last, afterDepth, beforeDepth }, size);
      const rows = leaf ? await read(leaf.id, range) : [];
      if (around && !rows.some(({ id }) => id === around.id))
        throw topLevelError(
          'BAD_USER_INPUT',
          'The message of `around` is not on the thread that ends in `leafId`.',
        );
      return threadPage(rows, range, length(leaf));
    },
  }),
}));

builder.prismaObjectFields(Conversation, (t) => ({
  messages: t.field({
    type: MessageConnection,
    description: 'Every message of the tree, oldest first.',
    select: { id: true },
    args: {
      first: t.arg.int({ defaultValue: 50, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async ({ id: conversationId }, { first, after }, context, info) => {
      const { db } = context;
      const size = pageSize('first', first ?? 50);
      const afterId = after ? messageCursor.decode(after) : null;
      const rows = await db.prisma.message.findMany({
        ...queryFromInfo({ context, info, typeName: 'Message', paths: pagePaths }),
        where: { conversationId, ...(afterId ? { id: { gt: afterId } } : {}) },
        orderBy: { id: 'asc' },
        take: size + 1,
      });
      return page(rows.slice(0, size), ({ id }) => messageCursor.encode(id), {
        hasNextPage: rows.length > size,
        hasPreviousPage: Boolean(after),
        totalCount: () => db.prisma.message.count({ where: { conversationId } }),
      });
    },
  }),
}));

const OutlineEntry = builder.objectRef<Outlined>('OutlineEntry').implement({
  description: 'One message in the picture of a tree.',
  fields: (t) => ({
    id: t.id({ description: "The message's ID.", resolve: ({ id }) => encodeGlobalId('Message', id) }),
    parentId: t.id({
      nullable: true,
      description: 'The ID of its parent; null for a root.',
      resolve: ({ parentId }) => parentId && encodeGlobalId('Message', parentId),
    }),
    role: t.expose('role', { type: MessageRole, description: 'Author.' }),
    excerpt: t.exposeString('excerpt', { description: 'First words, at most 80 characters on one line.' }),
    isShown: t.exposeBoolean('isShown', {
      description: 'Whether it is on the thread that ends in `activeLeaf`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When made.' }),
  }),
});

const maxOutline = 1_000;

builder.prismaObjectFields(Conversation, (t) => ({
  outline: t.field({
    type: connectionOf('OutlineEntry', 'Messages in the picture of a tree', OutlineEntry),
    description: 'The whole tree in few words, oldest first: parents come before their children.',
    select: { id: true, activeLeafId: true },
    args: {
      first: t.arg.int({ defaultValue: 500, description: `Page size, 1-${maxOutline}.` }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async ({ id: conversationId, activeLeafId }, { first, after }, { db }) => {
      const size = pageSize('first', first ?? 500, maxOutline);
      const afterId = after ? messageCursor.decode(after) : null;
      const rows = await outlineOf(db, { conversationId, activeLeafId, afterId, limit: size + 1 });
      return page(rows.slice(0, size), ({ id }) => messageCursor.encode(id), {
        hasNextPage: rows.length > size,
        hasPreviousPage: Boolean(after),
        totalCount: () => db.prisma.message.count({ where: { conversationId } }),
      });
    },
  }),
}));
