import { z } from 'zod';
import { Conversation } from '../conversation/schema.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { requireKey } from '../graphql/inputs.ts';
import { ConflictError, LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { maxMessages } from './copy.ts';
import { type Revised, reviseMessage } from './revise.ts';
import { Message } from './schema.ts';
import { idempotencyKey, keyDescription, text, textDescription } from './send-schema.ts';

const ReviseMessageInput = builder.inputType('ReviseMessageInput', {
  description: 'Input of `reviseMessage`.',
  fields: (t) => ({
    idempotencyKey: t.string({ required: true, description: keyDescription }),
    messageId: t.id({
      required: true,
      description: 'User message or ended answer to revise; it stays as it is.',
    }),
    text: t.string({ required: true, description: `${textDescription} Another one than before.` }),
  }),
  validate: z.looseObject({ idempotencyKey, text }),
});

const ReviseMessagePayload = builder.objectRef<Revised>('ReviseMessagePayload').implement({
  description: 'Outcome of `reviseMessage`.',
  fields: (t) => ({
    conversation: t.prismaField({
      type: Conversation,
      description: 'Conversation.',
      resolve: (query, { conversationId: id }, _args, { db }) =>
        db.prisma.conversation.findUniqueOrThrow({ ...query, where: { id } }),
    }),
    // Not `message`: in one selection with UserError that name is taken.
    revisedMessage: t.prismaField({
      type: Message,
      description: 'The message with the new text.',
      resolve: (query, { messageId: id }, _args, { db }) =>
        db.prisma.message.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

builder.mutationField('reviseMessage', (t) =>
  t.field({
    type: ReviseMessagePayload,
    description: `Adds a changed sibling of a message, and below it a copy of the thread that was shown below the original, with its times; no model is asked. Every branch stays. CONFLICT while an answer on that thread is being written, QUOTA_EXCEEDED for more than ${maxMessages} messages.`,
    args: { input: t.arg({ type: ReviseMessageInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError, ConflictError, LimitError],
      union: { name: 'ReviseMessageResult', description: 'Result of `reviseMessage`.' },
    },
    resolve: (_root, { input }, context) => {
      const messageId = requireKey('Message', input.messageId);
      return reviseMessage(signedIn(context), { ...input, messageId });
    },
  }),
);
