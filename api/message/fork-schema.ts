import { z } from 'zod';
import { Conversation } from '../conversation/schema.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { requireKey } from '../graphql/inputs.ts';
import { ConflictError, LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { forkConversation } from './fork.ts';
import { idempotencyKey, keyDescription } from './send-schema.ts';

const ForkInclude = builder.enumType('ForkInclude', {
  description: 'What a fork takes along.',
  values: {
    VISIBLE_PATH: { value: 'path', description: 'The path from the root to the message.' },
    EVERYTHING_BELOW: {
      value: 'below',
      description: 'That path, and every message below the message on all branches.',
    },
  } as const,
});

const ForkConversationInput = builder.inputType('ForkConversationInput', {
  description: 'Input of `forkConversation`.',
  fields: (t) => ({
    idempotencyKey: t.string({ required: true, description: keyDescription }),
    messageId: t.id({ required: true, description: 'Message to fork from.' }),
    include: t.field({ type: ForkInclude, required: true, description: 'What to take along.' }),
  }),
  validate: z.looseObject({ idempotencyKey }),
});

const ForkConversationPayload = builder
  .objectRef<{ conversationId: string }>('ForkConversationPayload')
  .implement({
    description: 'Outcome of `forkConversation`.',
    fields: (t) => ({
      conversation: t.prismaField({
        type: Conversation,
        description: 'The new conversation.',
        resolve: (query, { conversationId: id }, _args, { db }) =>
          db.prisma.conversation.findUniqueOrThrow({ ...query, where: { id } }),
      }),
    }),
  });

builder.mutationField('forkConversation', (t) =>
  t.field({
    type: ForkConversationPayload,
    description: 'Copies a part of a tree into a conversation of its own. The original stays as it is.',
    args: { input: t.arg({ type: ForkConversationInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError, ConflictError, LimitError],
      union: { name: 'ForkConversationResult', description: 'Result of `forkConversation`.' },
    },
    resolve: async (_root, { input }, context) => {
      const messageId = requireKey('Message', input.messageId);
      return {
        conversationId: await forkConversation(signedIn(context), { ...input, messageId }),
      };
    },
  }),
);
