import { Conversation } from '../conversation/schema.ts';
import { Generation } from '../generation/schema.ts';
import { builder } from '../graphql/builder.ts';
import { encodeGlobalId } from '../graphql/global-id.ts';
import { maxBranches } from '../graphql/pages.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import type { Db } from '../platform/db.ts';
import { ownedBy } from '../platform/viewer.ts';
import { siblingSelect } from './rows.ts';
import { leafOf } from './service.ts';

export const MessageRole = builder.enumType('MessageRole', {
  description: 'Who wrote a message.',
  values: { USER: { description: 'The person.' }, ASSISTANT: { description: 'The model.' } } as const,
});

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
      resolve: ({ id, text, role }, _args, { db }) =>
        text !== '' || role === 'USER' ? text : durableSoFar(db, id),
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
    generation: t.relation('generation', {
      nullable: true,
      description: "How it was generated; null for a person's message.",
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

/** One more than is given, to know that there are more. */
const oldestFirst = { orderBy: { id: 'asc' }, take: maxBranches + 1 } as const;

/** Lists inside lists of these multiply, so each has a bound, by which the gate counts it (server/measure.ts). */
function few(messages: unknown[]): never {
  if (messages.length <= maxBranches) return messages as never;
  throw topLevelError(
    'BAD_USER_INPUT',
    `There are more than ${maxBranches} messages here: ask for \`siblingIds\`, and for the messages by \`nodes\` or \`Conversation.messages\`.`,
  );
}

builder.prismaObjectFields(Message, (t) => ({
  siblings: t.field({
    type: [Message],
    description: `Messages with the same parent, this one included, oldest first; an error if there are more than ${maxBranches}.`,
    // With the page, as siblingSelect is: a query for each message of it would be forty.
    select: (_args, _context, nested) => ({
      parent: { select: { children: nested(oldestFirst) } },
      conversation: { select: { messages: nested({ where: { parentId: null }, ...oldestFirst }) } },
    }),
    resolve: ({ parent, conversation }) => few(parent ? parent.children : conversation.messages),
  }),
  children: t.field({
    type: [Message],
    description: `Following messages, oldest first; an error if there are more than ${maxBranches}.`,
    select: (_args, _context, nested) => ({ children: nested(oldestFirst) }),
    resolve: ({ children }) => few(children),
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

/** The text of a reply that is still being written: its durable chunks. */
async function durableSoFar(db: Db, messageId: string): Promise<string> {
  const rows = await db.prisma.$queryRaw<{ text: string | null }[]>`
    SELECT string_agg(c.text, '' ORDER BY c.seq) AS text
    FROM generation g JOIN generation_chunk c ON c.generation_id = g.id
    WHERE g.message_id = ${messageId}::uuid AND g.ended_at IS NULL`;
  return rows[0]?.text ?? '';
}
