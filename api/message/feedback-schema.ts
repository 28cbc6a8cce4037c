import { queryFromInfo } from '@pothos/plugin-prisma';
import { z } from 'zod';
import { builder, signedIn } from '../graphql/builder.ts';
import { requireKey, storableText } from '../graphql/inputs.ts';
import { connectionOf, newestFirst, pagePaths } from '../graphql/pages.ts';
import { ConflictError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import type { Prisma } from '../platform/prisma/client/client.ts';
import { ownedBy } from '../platform/viewer.ts';
import { rateMessage } from './feedback.ts';
import { Message } from './schema.ts';

const FeedbackRating = builder.enumType('FeedbackRating', {
  description: 'What a person thinks of an answer.',
  values: { UP: { description: 'Good.' }, DOWN: { description: 'Bad.' } } as const,
});

const Feedback = builder.prismaObject('Feedback', {
  fields: (t) => ({
    message: t.relation('message'),
    rating: t.expose('rating', { type: FeedbackRating }),
    note: t.exposeString('note', { nullable: true }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
});

builder.prismaObjectFields(Message, (t) => ({
  feedback: t.relation('feedback', { nullable: true }),
}));

const FeedbackConnection = connectionOf('Feedback', 'Opinions', Feedback);

builder.prismaObjectFields('User', (t) => ({
  feedback: t.field({
    type: FeedbackConnection,
    description: 'Own opinions of answers, newest first. Viewer only.',
    args: {
      first: t.arg.int({ defaultValue: 20, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
      rating: t.arg({ type: FeedbackRating, description: 'Only these; both when null.' }),
    },
    resolve: async (_user, { first, after, rating }, context, info) => {
      const { db, viewer } = context;
      const where: Prisma.FeedbackWhereInput = {
        ...ownedBy(viewer),
        message: { conversation: { deletedAt: null } },
        ...(rating ? { rating } : {}),
      };
      const query = queryFromInfo({ context, info, typeName: 'Feedback', paths: pagePaths });
      return newestFirst(
        { first: first ?? 20, after, by: ['updatedAt', 'messageId'], where },
        (slice) => db.prisma.feedback.findMany({ ...query, ...slice }),
        () => db.prisma.feedback.count({ where }),
      );
    },
  }),
}));

const RateMessageInput = builder.inputType('RateMessageInput', {
  description: 'Input of `rateMessage`.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: 'Answer.' }),
    rating: t.field({ type: FeedbackRating, description: 'Thumb; null takes it back, with its note.' }),
    note: t.string({ description: 'Why, at most 2000 characters; null for nothing said.' }),
  }),
  validate: z.looseObject({ note: storableText('The note', 2_000).nullish() }),
});

const RateMessagePayload = builder.objectRef<{ messageId: string }>('RateMessagePayload').implement({
  description: 'Outcome of `rateMessage`.',
  fields: (t) => ({
    // Not `message`: in one selection with UserError that name is taken.
    assistantMessage: t.prismaField({
      type: Message,
      description: 'Answer.',
      resolve: (query, { messageId: id }, _args, { db }) =>
        db.prisma.message.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

builder.mutationField('rateMessage', (t) =>
  t.field({
    type: RateMessagePayload,
    description: "Keeps the viewer's opinion of a finished answer, in place of an earlier one.",
    args: { input: t.arg({ type: RateMessageInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError, ConflictError],
      union: { name: 'RateMessageResult', description: 'Result of `rateMessage`.' },
    },
    resolve: async (_root, { input }, context) => {
      const messageId = requireKey('Message', input.messageId);
      const { rating = null, note = null } = input;
      await rateMessage(signedIn(context), { messageId, rating, note });
      return { messageId };
    },
  }),
);
