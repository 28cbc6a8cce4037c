import { Conversation } from '../conversation/schema.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { requireKey } from '../graphql/inputs.ts';
import { connectionOf, page, pageSize } from '../graphql/pages.ts';
import { Message, MessageRole } from '../message/schema.ts';
import { rangeOf } from '../message/thread.ts';
import { depthCursor } from '../message/thread-schema.ts';
import { ConflictError, LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { ownedBy } from '../platform/viewer.ts';
import {
  createShareLink,
  findSharedThread,
  type SharedMessage as Row,
  readSharedMessages,
  revokeShareLink,
  type SharedThread,
} from './service.ts';

const ShareLink = builder.prismaNode('ShareLink', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, ...ownedBy(viewer) }),
  // Named, so that the token is read only where the address is asked for.
  select: { id: true },
  fields: (t) => ({
    url: t.field({
      type: 'URL',
      select: { token: true },
      description: 'Public address. Whoever knows it may read what is shared.',
      resolve: ({ token }, _args, { origin }) => `${origin}/share/${token}`,
    }),
    leaf: t.relation('leaf', { type: Message }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
  }),
});

builder.prismaObjectField(Conversation, 'shareLinks', (t) =>
  t.relation('shareLinks', {
    type: ShareLink,
    description:
      'Public links to snapshots of this conversation, newest first, at most 25. They show nothing while it is in the trash.',
    query: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] },
  }),
);

const SharedMessage = builder.objectRef<Row>('SharedMessage').implement({
  description: 'A message in a shared conversation.',
  fields: (t) => ({
    role: t.expose('role', { type: MessageRole, description: 'Author.' }),
    text: t.exposeString('text', { description: 'Markdown text.' }),
    modelName: t.string({
      nullable: true,
      description: "Model's name; null for a person's message.",
      resolve: ({ modelName }, _args, { catalog }) => modelName && catalog.describe(modelName).displayName,
    }),
  }),
});

const SharedConversation = builder.objectRef<SharedThread>('SharedConversation').implement({
  description: "What a share link shows; free of the owner's data.",
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Title at that time.' }),
    messages: t.field({
      type: connectionOf('SharedMessage', 'Messages of a shared conversation', SharedMessage),
      description: 'Messages of the thread, oldest first. A page of long ones ends early, at 1 MiB of text.',
      args: {
        first: t.arg.int({ defaultValue: 100, description: 'Page size, 1-100.' }),
        after: t.arg.string({ description: 'Cursor.' }),
      },
      resolve: async ({ leafId, length }, { first, after }, { db }) => {
        const size = pageSize('first', first ?? 100);
        const afterDepth = depthCursor.decode(after);
        const range = rangeOf(length, { first: size, afterDepth, beforeDepth: null }, size);
        const rows = await readSharedMessages(db, leafId, range);
        return page(rows, ({ depth }) => depthCursor.encode(depth), {
          hasNextPage: (rows.at(-1)?.depth ?? length) < length - 1,
          hasPreviousPage: range.from > 0,
          totalCount: async () => length,
        });
      },
    }),
    sharedAt: t.expose('sharedAt', { type: 'DateTime', description: 'When shared.' }),
  }),
});

builder.queryField('sharedConversation', (t) =>
  t.field({
    type: SharedConversation,
    nullable: true,
    description:
      'A publicly shared conversation, by its link token; null if there is none, or not any more. No sign-in needed.',
    args: { token: t.arg.string({ required: true, description: 'Token from the share URL.' }) },
    resolve: (_root, { token }, { db }) => findSharedThread(db, token),
  }),
);

const CreateShareLinkInput = builder.inputType('CreateShareLinkInput', {
  description: 'Input of `createShareLink`.',
  fields: (t) => ({
    leafId: t.id({ required: true, description: 'Last message to include.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it stops working; null for never.' }),
  }),
});

const CreateShareLinkPayload = builder.objectRef<{ id: string }>('CreateShareLinkPayload').implement({
  description: 'Outcome of `createShareLink`.',
  fields: (t) => ({
    shareLink: t.prismaField({
      type: ShareLink,
      description: 'Link.',
      resolve: (query, { id }, _args, { db }) =>
        db.prisma.shareLink.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

builder.mutationField('createShareLink', (t) =>
  t.field({
    type: CreateShareLinkPayload,
    description:
      'Makes a public link to a copy of a thread: its title and messages as they are now. What is said later, and on other branches, is not shown.',
    args: { input: t.arg({ type: CreateShareLinkInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError, ConflictError, LimitError],
      union: { name: 'CreateShareLinkResult', description: 'Result of `createShareLink`.' },
    },
    resolve: async (_root, { input: { leafId, expiresAt } }, context) => {
      const link = { leafId: requireKey('Message', leafId), expiresAt: expiresAt ?? null };
      return { id: await createShareLink(signedIn(context), link) };
    },
  }),
);

const RevokeShareLinkInput = builder.inputType('RevokeShareLinkInput', {
  description: 'Input of `revokeShareLink`.',
  fields: (t) => ({ shareLinkId: t.id({ required: true, description: 'Link.' }) }),
});

const RevokeShareLinkPayload = builder
  .objectRef<{ revokedShareLinkId: string }>('RevokeShareLinkPayload')
  .implement({
    description: 'Outcome of `revokeShareLink`.',
    fields: (t) => ({
      revokedShareLinkId: t.exposeID('revokedShareLinkId', { description: 'ID of the ended link.' }),
    }),
  });

builder.mutationField('revokeShareLink', (t) =>
  t.field({
    type: RevokeShareLinkPayload,
    description: 'Ends a public link: it shows nothing from that moment on.',
    args: { input: t.arg({ type: RevokeShareLinkInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RevokeShareLinkResult', description: 'Result of `revokeShareLink`.' },
    },
    resolve: async (_root, { input }, context) => {
      await revokeShareLink(signedIn(context), requireKey('ShareLink', input.shareLinkId));
      return { revokedShareLinkId: input.shareLinkId };
    },
  }),
);
