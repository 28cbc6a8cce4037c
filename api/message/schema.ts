import { queryFromInfo } from '@pothos/plugin-prisma';
import { validate as isUuid } from 'uuid';
import { Conversation } from '../conversation/schema.ts';
import { Generation } from '../generation/schema.ts';
import { builder } from '../graphql/builder.ts';
import { encodeGlobalId } from '../graphql/global-id.ts';
import { requireKey } from '../graphql/inputs.ts';
import { connectionOf, decodeCursor, encodeCursor, page, pagePaths, pageSize } from '../graphql/pages.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import type { Db } from '../platform/db.ts';
import { ownedBy } from '../platform/viewer.ts';
import { type Outlined, outlineOf } from './outline.ts';
import { leafOf } from './service.ts';
import { type Range, rangeAround, rangeOf, walkUp } from './thread.ts';

const MessageRole = builder.enumType('MessageRole', {
  description: 'Who wrote a message.',
  values: { USER: { description: 'The person.' }, ASSISTANT: { description: 'The model.' } } as const,
});

/** Siblings are read with the page they belong to: one query for the children of its parents, one for the roots. */
const siblingSelect = {
  id: true,
  parentId: true,
  parent: { select: { children: { select: { id: true }, orderBy: { id: 'asc' } } } },
  conversation: {
    select: { messages: { select: { id: true }, where: { parentId: null }, orderBy: { id: 'asc' } } },
  },
} as const;

type WithSiblings = {
  parent: { children: { id: string }[] } | null;
  conversation: { messages: { id: string }[] };
};

const siblingIds = ({ parent, conversation }: WithSiblings) =>
  (parent ? parent.children : conversation.messages).map(({ id }) => id);

export const Message = builder.prismaNode('Message', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, conversation: ownedBy(viewer) }),
  fields: (t) => ({
    conversation: t.relation('conversation'),
    role: t.expose('role', { type: MessageRole }),
    text: t.string({
      description: 'Markdown text; what is durable so far while `generation` runs.',
      select: { id: true, text: true, role: true },
      resolve: async ({ id, text, role }, _args, { db }) =>
        text !== '' || role === 'USER' ? text : ((await durableSoFar(db, id)) ?? text),
    }),
    parent: t.relation('parent', { nullable: true }),
    siblingIndex: t.int({
      description: 'Position among `siblings`, from 0.',
      select: siblingSelect,
      resolve: (message) => siblingIds(message).indexOf(message.id),
    }),
    siblingIds: t.idList({
      description:
        'IDs of `siblings`, this one included, oldest first: cheaper than the messages themselves.',
      select: siblingSelect,
      resolve: (message) => siblingIds(message).map((id) => encodeGlobalId('Message', id)),
    }),
    children: t.relation('children', {
      description: 'Following messages, oldest first.',
      query: { orderBy: { id: 'asc' } },
    }),
    generation: t.relation('generation', {
      nullable: true,
      description: "How it was generated; null for a person's message.",
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

builder.prismaObjectFields(Message, (t) => ({
  siblings: t.field({
    type: [Message],
    description: 'Messages with the same parent, this one included, oldest first.',
    // With the page, as siblingSelect is: a query for each message of it would be forty.
    select: (_args, _context, nested) => ({
      parent: { select: { children: nested({ orderBy: { id: 'asc' } }) } },
      conversation: {
        select: { messages: nested({ where: { parentId: null }, orderBy: { id: 'asc' } }) },
      },
    }),
    resolve: ({ parent, conversation }) => (parent ? parent.children : conversation.messages) as never,
  }),
}));

builder.prismaObjectField(Message, 'leaf', (t) =>
  t.prismaField({
    type: 'Message',
    description:
      'Leaf of the thread that is shown for this message: the one below it that was shown last, or else the newest.',
    resolve: async (query, { id }, _args, { db, viewer }) =>
      db.prisma.message.findUniqueOrThrow({ ...query, where: { id: await leafOf({ db, viewer }, id) } }),
  }),
);

builder.prismaObjectField(Generation, 'continuedFrom', (t) =>
  t.relation('continuedFrom', { type: Message, nullable: true }),
);

builder.prismaObjectField(Conversation, 'forkedFrom', (t) =>
  t.relation('forkedFrom', { type: Message, nullable: true }),
);

builder.prismaObjectField(Generation, 'message', (t) => t.relation('message', { type: Message }));

builder.prismaObjectField(Conversation, 'activeLeaf', (t) =>
  t.relation('activeLeaf', { type: Message, nullable: true }),
);

const MessageConnection = connectionOf('Message', 'Messages', Message);

const depthCursor = {
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
      const find = (id: string) =>
        db.prisma.message.findFirst({ where: { id, conversationId }, select: { id: true, depth: true } });
      const around = args.around ? await find(requireKey('Message', args.around)) : null;
      const wanted = args.leafId
        ? requireKey('Message', args.leafId)
        : around
          ? await leafOf(context, around.id)
          : activeLeafId;
      const leaf = wanted && (await find(wanted));
      if ((args.leafId && !leaf) || (args.around && !around))
        throw topLevelError('BAD_USER_INPUT', 'There is no such message in this conversation.');
      const length = leaf ? leaf.depth + 1 : 0;
      const afterDepth = depthCursor.decode(args.after);
      const beforeDepth = depthCursor.decode(args.before);
      const range: Range = around
        ? rangeAround(length, around.depth, size)
        : rangeOf(length, { first, last, afterDepth, beforeDepth }, size);
      const ids = leaf && range.to > range.from ? await walkUp(db.prisma, leaf.id, range) : [];
      if (around && !ids.includes(around.id))
        throw topLevelError(
          'BAD_USER_INPUT',
          'The message of `around` is not on the thread that ends in `leafId`.',
        );
      const rows = await db.prisma.message.findMany({
        ...queryFromInfo({ context, info, typeName: 'Message', paths: pagePaths }),
        where: { id: { in: ids } },
        orderBy: { depth: 'asc' },
      });
      return page(rows, ({ depth }) => depthCursor.encode(depth), {
        hasNextPage: range.to < length,
        hasPreviousPage: range.from > 0,
        totalCount: async () => length,
      });
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

/** The text of a reply that is still being written: its durable chunks. */
async function durableSoFar(db: Db, messageId: string): Promise<string | undefined> {
  const rows = await db.prisma.$queryRaw<{ text: string | null }[]>`
    SELECT string_agg(c.text, '' ORDER BY c.seq) AS text
    FROM generation g JOIN generation_chunk c ON c.generation_id = g.id
    WHERE g.message_id = ${messageId}::uuid AND g.ended_at IS NULL`;
  return rows[0]?.text ?? undefined;
}

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
