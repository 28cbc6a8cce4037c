import { z } from 'zod';
import { Conversation } from '../conversation/schema.ts';
import { Generation } from '../generation/schema.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { keyOf } from '../graphql/global-id.ts';
import { given, requireKey, sentence, temperature } from '../graphql/inputs.ts';
import { unavailable } from '../graphql/top-level-errors.ts';
import {
  ConflictError,
  LimitError,
  ModelUnavailableError,
  NotFoundError,
  ValidationError,
} from '../platform/domain-error.ts';
import { nobody } from '../platform/viewer.ts';
import { Message } from './schema.ts';
import { continueMessage, editMessage, regenerateMessage, sendMessage } from './service.ts';

declare module '../graphql/builder.ts' {
  interface Context {
    /** Going down: new sends are refused, to be retried at the next server. */
    isDraining: () => boolean;
  }
}

export const keyDescription =
  'Repeat of the same key within 24 h returns the first result. 1-200 characters, e.g. a UUID.';
export const textDescription = 'Markdown text, 1-100000 characters.';
export const idempotencyKey = sentence('The key', 200);
export const text = sentence('The message', 100_000);

const SendMessageInput = builder.inputType('SendMessageInput', {
  description: 'Input of `sendMessage`.',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description: keyDescription,
    }),
    text: t.string({ required: true, description: textDescription }),
    conversationId: t.id({ description: 'Conversation; a new one is made when null.' }),
    parentId: t.id({ description: "Answer to follow; the conversation's `activeLeaf` when null." }),
    modelId: t.id({ description: "Model; the conversation's when null." }),
    temperature: t.float({ description: "Temperature of the answer, 0-2; the model's own when null." }),
    projectId: t.id({ description: 'Of a new conversation: the project it belongs to.' }),
    temporary: t.boolean({
      description:
        'Of a new conversation: keep it out of the history, and delete it a day after its last message.',
    }),
  }),
  validate: z.looseObject({ idempotencyKey, text, temperature: temperature.nullish() }),
});

/** `isReplyOnly`: the question was there before. */
type SentShape = { generationId: string; isReplyOnly?: boolean };

const SendMessagePayload = builder.objectRef<SentShape>('SendMessagePayload').implement({
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
      description: "The user's message; null for `regenerateMessage` and `continueMessage`.",
      resolve: (query, { generationId, isReplyOnly }, _args, { db }) =>
        db.prisma.message.findFirst({
          ...query,
          where: isReplyOnly ? { id: nobody } : { children: { some: { generation: { id: generationId } } } },
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

type Input = { modelId?: string | null };
const modelOf = ({ modelId }: Input) => (modelId ? (keyOf('Model', modelId) ?? '') : null);

function refuseWhileDraining({ isDraining }: { isDraining: () => boolean }) {
  if (isDraining()) throw unavailable('Parley is restarting: send the same again in a moment.');
}

const SendMessageError = [ValidationError, NotFoundError, ConflictError, LimitError, ModelUnavailableError];

builder.mutationField('sendMessage', (t) =>
  t.field({
    type: SendMessagePayload,
    description:
      "Adds the user's message and starts a generation. Returns at once; text arrives by `Subscription.generation`.",
    args: { input: t.arg({ type: SendMessageInput, required: true, description: 'What to do.' }) },
    errors: {
      types: SendMessageError,
      union: { name: 'SendMessageResult', description: 'Result of `sendMessage`.' },
    },
    resolve: (_root, { input }, context) => {
      refuseWhileDraining(context);
      return sendMessage(signedIn(context), {
        idempotencyKey: input.idempotencyKey,
        text: input.text,
        conversationId: input.conversationId ? requireKey('Conversation', input.conversationId) : null,
        parentId: input.parentId ? requireKey('Message', input.parentId) : null,
        modelName: modelOf(input),
        temperature: input.temperature ?? null,
        ...given('projectId', input.projectId && requireKey('Project', input.projectId)),
        ...given('isTemporary', input.temporary || null),
      });
    },
  }),
);

const EditMessageInput = builder.inputType('EditMessageInput', {
  description: 'Input of `editMessage`.',
  fields: (t) => ({
    idempotencyKey: t.string({ required: true, description: keyDescription }),
    messageId: t.id({ required: true, description: 'User message to write anew; it stays as it is.' }),
    text: t.string({ required: true, description: textDescription }),
    modelId: t.id({ description: "Model; the conversation's when null." }),
  }),
  validate: z.looseObject({ idempotencyKey, text }),
});

builder.mutationField('editMessage', (t) =>
  t.field({
    type: SendMessagePayload,
    description:
      'Adds a changed sibling of a user message and starts a generation below it. Every branch stays.',
    args: { input: t.arg({ type: EditMessageInput, required: true, description: 'What to do.' }) },
    errors: {
      types: SendMessageError,
      union: { name: 'EditMessageResult', description: 'Result of `editMessage`.' },
    },
    resolve: (_root, { input }, context) => {
      refuseWhileDraining(context);
      const { idempotencyKey, text } = input;
      const messageId = requireKey('Message', input.messageId);
      return editMessage(signedIn(context), { idempotencyKey, text, messageId, modelName: modelOf(input) });
    },
  }),
);

const RegenerateMessageInput = builder.inputType('RegenerateMessageInput', {
  description: 'Input of `regenerateMessage`.',
  fields: (t) => ({
    idempotencyKey: t.string({ required: true, description: keyDescription }),
    messageId: t.id({
      required: true,
      description: 'Answer to write anew beside, or user message to answer anew.',
    }),
    modelId: t.id({ description: 'Model; the same when null.' }),
  }),
  validate: z.looseObject({ idempotencyKey }),
});

builder.mutationField('regenerateMessage', (t) =>
  t.field({
    type: SendMessagePayload,
    description: 'Starts another generation as a sibling of an answer. Every branch stays.',
    args: { input: t.arg({ type: RegenerateMessageInput, required: true, description: 'What to do.' }) },
    errors: {
      types: SendMessageError,
      union: { name: 'RegenerateMessageResult', description: 'Result of `regenerateMessage`.' },
    },
    resolve: async (_root, { input }, context) => {
      refuseWhileDraining(context);
      const { idempotencyKey } = input;
      const messageId = requireKey('Message', input.messageId);
      const sent = await regenerateMessage(signedIn(context), {
        idempotencyKey,
        messageId,
        modelName: modelOf(input),
      });
      return { ...sent, isReplyOnly: true };
    },
  }),
);

const ContinueMessageInput = builder.inputType('ContinueMessageInput', {
  description: 'Input of `continueMessage`.',
  fields: (t) => ({
    idempotencyKey: t.string({ required: true, description: keyDescription }),
    messageId: t.id({
      required: true,
      description: 'Answer that was stopped, failed, interrupted or cut by length.',
    }),
    modelId: t.id({ description: 'Model; the same when null.' }),
  }),
  validate: z.looseObject({ idempotencyKey }),
});

builder.mutationField('continueMessage', (t) =>
  t.field({
    type: SendMessagePayload,
    description:
      'Starts a generation as a sibling of an answer that was cut off: it begins with the old text and goes on.',
    args: { input: t.arg({ type: ContinueMessageInput, required: true, description: 'What to do.' }) },
    errors: {
      types: SendMessageError,
      union: { name: 'ContinueMessageResult', description: 'Result of `continueMessage`.' },
    },
    resolve: async (_root, { input }, context) => {
      refuseWhileDraining(context);
      const { idempotencyKey } = input;
      const messageId = requireKey('Message', input.messageId);
      const sent = await continueMessage(signedIn(context), {
        idempotencyKey,
        messageId,
        modelName: modelOf(input),
      });
      return { ...sent, isReplyOnly: true };
    },
  }),
);
