import { queryFromInfo } from '@pothos/plugin-prisma';
import { validate as isUuid } from 'uuid';
import { z } from 'zod';
import { Conversation } from '../conversation/schema.ts';
import { Generation } from '../generation/schema.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { keyOf } from '../graphql/global-id.ts';
import { requireKey, sentence, temperature } from '../graphql/inputs.ts';
import { connectionOf, decodeCursor, encodeCursor, page, pagePaths, pageSize } from '../graphql/pages.ts';
import { topLevelError, unavailable } from '../graphql/top-level-errors.ts';
import type { Db } from '../platform/db.ts';
import {
  ConflictError,
  LimitError,
  ModelUnavailableError,
  NotFoundError,
  ValidationError,
} from '../platform/domain-error.ts';
import { ownedBy } from '../platform/viewer.ts';
import { sendMessage } from './service.ts';
import { rangeOf, walkUp } from './thread.ts';

declare module '../graphql/builder.ts' {
  interface Context {
    /** Going down: new sends are refused, to be retried at the next server. */
    isDraining: () => boolean;
  }
}

const MessageRole = builder.enumType('MessageRole', {
  description: 'Who wrote a message.',
  values: { USER: { description: 'The person.' }, ASSISTANT: { description: 'The model.' } } as const,
});

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
      select: { id: true, conversationId: true, parentId: true },
      resolve: ({ id, conversationId, parentId }, _args, { db }) =>
        db.prisma.message.count({ where: { conversationId, parentId, id: { lt: id } } }),
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

builder.prismaObjectField(Message, 'siblings', (t) =>
  t.prismaField({
    type: [Message],
    description: 'Messages with the same parent, this one included, oldest first.',
    resolve: async (query, { conversationId, parentId }, _args, { db }) =>
      db.prisma.message.findMany({ ...query, where: { conversationId, parentId }, orderBy: { id: 'asc' } }),
  }),
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

builder.prismaObjectFields(Conversation, (t) => ({
  thread: t.field({
    type: MessageConnection,
    description:
      'The thread that ends in `leafId`, oldest first. `last: 50` gives the newest page, also the default.',
    select: { id: true, activeLeafId: true },
    args: {
      leafId: t.arg.id({ description: 'Leaf or any inner message; `activeLeaf` when null.' }),
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
      const wanted = args.leafId ? requireKey('Message', args.leafId) : activeLeafId;
      const leaf = wanted && (await db.prisma.message.findFirst({ where: { id: wanted, conversationId } }));
      if (args.leafId && !leaf)
        throw topLevelError('BAD_USER_INPUT', 'There is no such message in this conversation.');
      const length = leaf ? leaf.depth + 1 : 0;
      const afterDepth = depthCursor.decode(args.after);
      const beforeDepth = depthCursor.decode(args.before);
      const range = rangeOf(length, { first, last, afterDepth, beforeDepth }, size);
      const ids = leaf && range.to > range.from ? await walkUp(db, leaf.id, range) : [];
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
      const isId = ([kind, id]: unknown[]) => kind === 'message' && isUuid(id);
      const [, afterId] = after ? decodeCursor<[string, string]>(after, isId) : [];
      const rows = await db.prisma.message.findMany({
        ...queryFromInfo({ context, info, typeName: 'Message', paths: pagePaths }),
        where: { conversationId, ...(afterId ? { id: { gt: afterId } } : {}) },
        orderBy: { id: 'asc' },
        take: size + 1,
      });
      return page(rows.slice(0, size), ({ id }) => encodeCursor(['message', id]), {
        hasNextPage: rows.length > size,
        hasPreviousPage: Boolean(after),
        totalCount: () => db.prisma.message.count({ where: { conversationId } }),
      });
    },
  }),
}));

const SendMessageInput = builder.inputType('SendMessageInput', {
  description: 'Input of `sendMessage`.',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description:
        'Repeat of the same key within 24 h returns the first result. 1-200 characters, e.g. a UUID.',
    }),
    text: t.string({ required: true, description: 'Markdown text, 1-100000 characters.' }),
    conversationId: t.id({ description: 'Conversation; a new one is made when null.' }),
    parentId: t.id({ description: "Answer to follow; the conversation's `activeLeaf` when null." }),
    modelId: t.id({ description: "Model; the conversation's when null." }),
    temperature: t.float({ description: "Temperature of the answer, 0-2; the model's own when null." }),
  }),
  validate: z.looseObject({
    idempotencyKey: sentence('The key', 200),
    text: sentence('The message', 100_000),
    temperature: temperature.nullish(),
  }),
});

const SendMessagePayload = builder.objectRef<{ generationId: string }>('SendMessagePayload').implement({
  description: 'What was added.',
  fields: (t) => ({
    conversation: t.prismaField({
      type: Conversation,
      description: 'Conversation.',
      resolve: (query, { generationId }, _args, { db }) =>
        db.prisma.conversation.findFirstOrThrow({
          ...query,
          where: { generations: { some: { id: generationId } } },
        }),
    }),
    userMessage: t.prismaField({
      type: Message,
      nullable: true,
      description: "The user's message.",
      resolve: (query, { generationId }, _args, { db }) =>
        db.prisma.message.findFirst({
          ...query,
          where: { children: { some: { generation: { id: generationId } } } },
        }),
    }),
    assistantMessage: t.prismaField({
      type: Message,
      description: 'The answer being written.',
      resolve: (query, { generationId }, _args, { db }) =>
        db.prisma.message.findFirstOrThrow({ ...query, where: { generation: { id: generationId } } }),
    }),
    generation: t.prismaField({
      type: Generation,
      description: 'Generation to subscribe to.',
      resolve: (query, { generationId: id }, _args, { db }) =>
        db.prisma.generation.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

builder.mutationField('sendMessage', (t) =>
  t.field({
    type: SendMessagePayload,
    description:
      "Adds the user's message and starts a generation. Returns at once; text arrives by `Subscription.generation`.",
    args: { input: t.arg({ type: SendMessageInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError, ConflictError, LimitError, ModelUnavailableError],
      union: { name: 'SendMessageResult', description: 'Result of `sendMessage`.' },
    },
    resolve: (_root, { input }, context) => {
      if (context.isDraining()) throw unavailable('Parley is restarting: send the same again in a moment.');
      return sendMessage(signedIn(context), {
        idempotencyKey: input.idempotencyKey,
        text: input.text,
        conversationId: input.conversationId ? requireKey('Conversation', input.conversationId) : null,
        parentId: input.parentId ? requireKey('Message', input.parentId) : null,
        modelName: input.modelId ? (keyOf('Model', input.modelId) ?? '') : null,
        temperature: input.temperature ?? null,
      });
    },
  }),
);

/** The text of a reply that is still being written: its durable chunks. */
async function durableSoFar(db: Db, messageId: string): Promise<string | undefined> {
  const rows = await db.prisma.$queryRaw<{ text: string | null }[]>`
    SELECT string_agg(c.text, '' ORDER BY c.seq) AS text
    FROM generation g JOIN generation_chunk c ON c.generation_id = g.id
    WHERE g.message_id = ${messageId}::uuid AND g.ended_at IS NULL`;
  return rows[0]?.text ?? undefined;
}
