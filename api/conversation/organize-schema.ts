import { z } from 'zod';
import { builder, signedIn } from '../graphql/builder.ts';
import { given, requireKey } from '../graphql/inputs.ts';
import { NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { Conversation } from './schema.ts';
import {
  deleteConversations,
  emptyTrash,
  organizeConversations,
  purgeConversations,
  restoreConversations,
} from './service.ts';

/** Keeping order among conversations: many at once, into the trash and out of it. */
const maxAtOnce = 100;

const fewEnough = z.looseObject({
  conversationIds: z
    .array(z.string())
    .min(1, 'Name at least one conversation.')
    .max(maxAtOnce, `At most ${maxAtOnce} conversations at once.`),
});

const keysOf = (ids: readonly string[]) => ids.map((id) => requireKey('Conversation', id));

const idsDescription = `Conversations, 1-${maxAtOnce}; if one of them is missing, nothing changes.`;

/** Payload with the conversations that were changed, in the order of the request. */
const changed = (name: string, mutation: string) =>
  builder.objectRef<{ keys: string[] }>(name).implement({
    description: `Outcome of \`${mutation}\`.`,
    fields: (t) => ({
      conversations: t.prismaField({
        type: [Conversation],
        description: 'Conversations, in the order of the request.',
        resolve: async (query, { keys }, _args, { db }) => {
          const rows = await db.prisma.conversation.findMany({ ...query, where: { id: { in: keys } } });
          return rows.toSorted((a, b) => keys.indexOf(a.id) - keys.indexOf(b.id));
        },
      }),
    }),
  });

const OrganizeConversationsInput = builder.inputType('OrganizeConversationsInput', {
  description: 'Input of `organizeConversations`.',
  fields: (t) => ({
    conversationIds: t.idList({ required: true, description: idsDescription }),
    pinned: t.boolean({ description: 'Pin or unpin.' }),
    archived: t.boolean({ description: 'Archive or take back.' }),
    unread: t.boolean({ description: 'Mark as unread or as read.' }),
  }),
  validate: fewEnough,
});

builder.mutationField('organizeConversations', (t) =>
  t.field({
    type: changed('OrganizeConversationsPayload', 'organizeConversations'),
    description: 'Pins, archives or marks many conversations at once. Fields left out stay.',
    args: { input: t.arg({ type: OrganizeConversationsInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError],
      union: { name: 'OrganizeConversationsResult', description: 'Result of `organizeConversations`.' },
    },
    resolve: async (_root, { input }, context) => {
      const keys = keysOf(input.conversationIds);
      const { pinned, archived, unread } = input;
      const change = {
        ...given('pinned', pinned),
        ...given('archived', archived),
        ...given('unread', unread),
      };
      await organizeConversations(signedIn(context), keys, change);
      return { keys };
    },
  }),
);

const MoveConversationsInput = builder.inputType('MoveConversationsInput', {
  description: 'Input of `moveConversations`.',
  fields: (t) => ({
    conversationIds: t.idList({ required: true, description: idsDescription }),
    projectId: t.id({ description: 'Project to move them into; out of any project when null.' }),
  }),
  validate: fewEnough,
});

builder.mutationField('moveConversations', (t) =>
  t.field({
    type: changed('MoveConversationsPayload', 'moveConversations'),
    description: 'Moves conversations into a project, or out of theirs.',
    args: { input: t.arg({ type: MoveConversationsInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError],
      union: { name: 'MoveConversationsResult', description: 'Result of `moveConversations`.' },
    },
    resolve: async (_root, { input }, context) => {
      const keys = keysOf(input.conversationIds);
      const projectId = input.projectId ? requireKey('Project', input.projectId) : null;
      await organizeConversations(signedIn(context), keys, { projectId });
      return { keys };
    },
  }),
);

const DeleteConversationsInput = builder.inputType('DeleteConversationsInput', {
  description: 'Input of `deleteConversations`.',
  fields: (t) => ({
    conversationIds: t.idList({ required: true, description: idsDescription }),
    permanently: t.boolean({
      defaultValue: false,
      description: 'Delete them for good, now, with all they hold. Nothing can bring them back.',
    }),
  }),
  validate: fewEnough,
});

const DeleteConversationsPayload = builder
  .objectRef<{ ids: string[] }>('DeleteConversationsPayload')
  .implement({
    description: 'Outcome of `deleteConversations`.',
    fields: (t) => ({
      deletedConversationIds: t.idList({
        description: 'IDs of what was deleted.',
        resolve: ({ ids }) => ids,
      }),
    }),
  });

builder.mutationField('deleteConversations', (t) =>
  t.field({
    type: DeleteConversationsPayload,
    description:
      'Puts conversations into the trash and stops their generations. `restoreConversations` brings them back within 30 days.',
    args: { input: t.arg({ type: DeleteConversationsInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError],
      union: { name: 'DeleteConversationsResult', description: 'Result of `deleteConversations`.' },
    },
    resolve: async (_root, { input }, context) => {
      const keys = keysOf(input.conversationIds);
      await (input.permanently ? purgeConversations : deleteConversations)(signedIn(context), keys);
      return { ids: input.conversationIds };
    },
  }),
);

const RestoreConversationsInput = builder.inputType('RestoreConversationsInput', {
  description: 'Input of `restoreConversations`.',
  fields: (t) => ({ conversationIds: t.idList({ required: true, description: idsDescription }) }),
  validate: fewEnough,
});

builder.mutationField('restoreConversations', (t) =>
  t.field({
    type: changed('RestoreConversationsPayload', 'restoreConversations'),
    description: 'Takes conversations out of the trash, as they were.',
    args: { input: t.arg({ type: RestoreConversationsInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError],
      union: { name: 'RestoreConversationsResult', description: 'Result of `restoreConversations`.' },
    },
    resolve: async (_root, { input }, context) => {
      const keys = keysOf(input.conversationIds);
      await restoreConversations(signedIn(context), keys);
      return { keys };
    },
  }),
);

const EmptyTrashInput = builder.inputType('EmptyTrashInput', {
  description: 'Input of `emptyTrash`.',
  fields: (t) => ({
    confirm: t.boolean({ required: true, description: 'Must be true: nothing can bring them back.' }),
  }),
});

const EmptyTrashPayload = builder.objectRef<{ deletedCount: number }>('EmptyTrashPayload').implement({
  description: 'Outcome of `emptyTrash`.',
  fields: (t) => ({
    deletedCount: t.exposeInt('deletedCount', { description: 'Number of conversations deleted for good.' }),
  }),
});

builder.mutationField('emptyTrash', (t) =>
  t.field({
    type: EmptyTrashPayload,
    description: 'Deletes everything in the trash for good.',
    args: { input: t.arg({ type: EmptyTrashInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError],
      union: { name: 'EmptyTrashResult', description: 'Result of `emptyTrash`.' },
    },
    resolve: async (_root, { input }, context) => {
      if (!input.confirm) throw new ValidationError([{ path: ['confirm'], message: 'Confirm with true.' }]);
      return { deletedCount: await emptyTrash(signedIn(context)) };
    },
  }),
);

const DeleteConversationInput = builder.inputType('DeleteConversationInput', {
  description: 'Input of `deleteConversation`.',
  fields: (t) => ({ conversationId: t.id({ required: true, description: 'Conversation.' }) }),
});

const DeleteConversationPayload = builder
  .objectRef<{ deletedConversationId: string }>('DeleteConversationPayload')
  .implement({
    description: 'Outcome of `deleteConversation`.',
    fields: (t) => ({
      deletedConversationId: t.exposeID('deletedConversationId', { description: 'ID of what was deleted.' }),
    }),
  });

builder.mutationField('deleteConversation', (t) =>
  t.field({
    type: DeleteConversationPayload,
    description:
      'Puts a conversation into the trash and stops its generations. `restoreConversations` brings it back within 30 days.',
    args: { input: t.arg({ type: DeleteConversationInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'DeleteConversationResult', description: 'Result of `deleteConversation`.' },
    },
    resolve: async (_root, { input }, context) => {
      await deleteConversations(signedIn(context), [requireKey('Conversation', input.conversationId)]);
      return { deletedConversationId: input.conversationId };
    },
  }),
);
