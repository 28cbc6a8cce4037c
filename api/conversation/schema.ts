import { validate as isUuid } from 'uuid';
import { z } from 'zod';
import { askedOf } from '../graphql/asked.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { keyOf } from '../graphql/global-id.ts';
import { given, requireKey, sentence, storableText } from '../graphql/inputs.ts';
import {
  connectionOf,
  decodeCursor,
  encodeCursor,
  isInstant,
  page,
  pagePaths,
  pageSize,
} from '../graphql/pages.ts';
import { Model, modelNamed } from '../model/schema.ts';
import type { Bell } from '../platform/bell.ts';
import {
  ConflictError,
  ModelUnavailableError,
  NotFoundError,
  ValidationError,
} from '../platform/domain-error.ts';
import { nobody, ownedBy } from '../platform/viewer.ts';
import { Project } from '../project/schema.ts';
import { countConversations, kept, type ListFilter, type ListPosition, listConversations } from './rows.ts';
import { updateConversation } from './service.ts';

declare module '../graphql/builder.ts' {
  interface Context {
    bell: Bell;
  }
}

export const Conversation = builder.prismaNode('Conversation', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, ...ownedBy(viewer) }),
  fields: (t) => ({
    title: t.exposeString('title'),
    model: t.field({
      type: Model,
      select: { modelName: true },
      description: 'Model for the next message.',
      resolve: ({ modelName }, _args, { catalog }) => modelNamed(catalog, modelName),
    }),
    systemPrompt: t.exposeString('systemPrompt', { nullable: true }),
    archived: t.exposeBoolean('archived'),
    pinned: t.exposeBoolean('pinned'),
    project: t.relation('project', {
      nullable: true,
      type: Project,
      description: 'Project that it belongs to; null if none, or while that is in the trash.',
      query: kept,
    }),
    unread: t.exposeBoolean('unread'),
    revision: t.exposeInt('revision'),
    temporaryUntil: t.expose('temporaryUntil', { type: 'DateTime', nullable: true }),
    deletedAt: t.expose('deletedAt', { type: 'DateTime', nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
});

const ConversationConnection = connectionOf('Conversation', 'Conversations', Conversation);

const ConversationFilter = builder.inputType('ConversationFilter', {
  description: 'Which conversations.',
  fields: (t) => ({
    archived: t.boolean({ description: 'Archived or not; both when null.' }),
    pinned: t.boolean({ description: 'Pinned or not; both when null.' }),
    projectId: t.id({ description: 'Of this project; of any, or of none, when null.' }),
    title: t.string({ description: 'With these characters in the title, in any case.' }),
    inTrash: t.boolean({ defaultValue: false, description: 'Those in the trash instead of the others.' }),
  }),
});

builder.prismaObjectFields('User', (t) => ({
  conversations: t.field({
    type: ConversationConnection,
    description: 'Own conversations, most recently active first, without temporary chats. Viewer only.',
    args: {
      first: t.arg.int({ defaultValue: 20, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
      filter: t.arg({ type: ConversationFilter, description: 'Which ones.' }),
    },
    resolve: async (_user, { first, after, filter }, context, info) => {
      const { db, viewer } = context;
      const size = pageSize('first', first ?? 20);
      const chosen = filterOf(filter ?? {});
      const asked = askedOf(context, info, { typeName: 'Conversation', paths: pagePaths });
      const slice = { filter: chosen, behind: after ? positionOf(after) : null, limit: size + 1 };
      const rows = await listConversations(db, viewer, slice, asked);
      return page(rows.slice(0, size), ({ updatedAt, id }) => encodeCursor([updatedAt.getTime(), id]), {
        hasNextPage: rows.length > size,
        hasPreviousPage: Boolean(after),
        totalCount: () => countConversations(db, viewer, chosen),
      });
    },
  }),
}));

const filterOf = (filter: typeof ConversationFilter.$inferInput): ListFilter => ({
  archived: filter.archived ?? null,
  pinned: filter.pinned ?? null,
  projectId: filter.projectId ? (keyOf('Project', filter.projectId) ?? nobody) : null,
  title: filter.title || null,
  inTrash: filter.inTrash ?? false,
});

function positionOf(cursor: string): ListPosition {
  const [time, id] = decodeCursor<[number, string]>(cursor, ([ms, key]) => isInstant(ms) && isUuid(key));
  return { updatedAt: new Date(time), id };
}

const UpdateConversationInput = builder.inputType('UpdateConversationInput', {
  description: 'Input of `updateConversation`.',
  fields: (t) => ({
    conversationId: t.id({ required: true, description: 'Conversation.' }),
    ifRevision: t.int({
      description:
        'Change it only if its `revision` is still this; otherwise nothing changes and the result is a ConflictError.',
    }),
    title: t.string({ description: 'Title, 1-200 characters.' }),
    modelId: t.id({ description: 'Model.' }),
    systemPrompt: t.string({
      description: 'Instructions, at most 20000 characters; an empty string removes them.',
    }),
    pinned: t.boolean({ description: 'Pin.' }),
    archived: t.boolean({ description: 'Archive.' }),
    unread: t.boolean({ description: 'Mark as read or as unread.' }),
    activeMessageId: t.id({
      description:
        'Message to show: the thread through it that was shown last, or else its newest, becomes the active one.',
    }),
  }),
  validate: z.looseObject({
    title: sentence('The title', 200).nullish(),
    systemPrompt: storableText('The instructions', 20_000).nullish(),
  }),
});

const UpdateConversationPayload = builder
  .objectRef<{ conversation: typeof Conversation.$inferType }>('UpdateConversationPayload')
  .implement({
    description: 'Outcome of `updateConversation`.',
    fields: (t) => ({
      conversation: t.field({
        type: Conversation,
        description: 'Conversation.',
        resolve: ({ conversation }) => conversation,
      }),
    }),
  });

builder.mutationField('updateConversation', (t) =>
  t.field({
    type: UpdateConversationPayload,
    description:
      'Changes title, model, instructions, pin, archive, read mark or shown branch. Fields left out stay.',
    args: { input: t.arg({ type: UpdateConversationInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError, ConflictError, ModelUnavailableError],
      union: { name: 'UpdateConversationResult', description: 'Result of `updateConversation`.' },
    },
    resolve: async (_root, { input }, context) => ({
      conversation: await updateConversation(signedIn(context), {
        conversationId: requireKey('Conversation', input.conversationId),
        ...given('title', input.title?.trim()),
        ...given('modelName', input.modelId && (keyOf('Model', input.modelId) ?? '')),
        ...given('systemPrompt', input.systemPrompt),
        ...given('pinned', input.pinned),
        ...given('archived', input.archived),
        ...given('unread', input.unread),
        ...given('ifRevision', input.ifRevision),
        ...given('activeMessageId', input.activeMessageId && requireKey('Message', input.activeMessageId)),
      }),
    }),
  }),
);
