import { z } from 'zod';
import { builder, signedIn } from '../graphql/builder.ts';
import { given, requireKey } from '../graphql/inputs.ts';
import { connectionOf, newestFirst, pageSelection } from '../graphql/pages.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import { ConflictError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { updateUser } from './administration.ts';
import { User, UserRole } from './schema.ts';

builder.queryField('users', (t) =>
  t.field({
    type: connectionOf('User', 'Users', User),
    description: 'All users, newest first. Administrators only, and of others nothing that they wrote.',
    args: {
      first: t.arg.int({ defaultValue: 20, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async (_root, { first, after }, context, info) => {
      const { db, viewer } = signedIn(context);
      if (viewer.role !== 'ADMIN') throw topLevelError('FORBIDDEN', 'Only administrators see all users.');
      const by = ['createdAt', 'id'] as const;
      const select = pageSelection(context, info, { typeName: 'User', columns: by });
      return newestFirst(
        { first: first ?? 20, after, by, where: {} },
        (slice) => db.prisma.user.findMany({ select, ...slice }),
        () => db.prisma.user.count(),
      );
    },
  }),
);

/** The two sizes of a budget, of a user or of one API token. */
export const budgetFields = {
  monthlyTokens: {
    type: 'SafeInt',
    description: 'Input and output tokens in a calendar month (UTC); null for no limit.',
  },
  monthlyCostMicros: {
    type: 'SafeInt',
    description: 'Cost in a calendar month (UTC), in millionths of a US dollar; null for no limit.',
  },
} as const;

const budgetSize = z.number().min(0, 'A budget cannot be negative.').nullish();

export const budgetSizes = z.looseObject({ monthlyTokens: budgetSize, monthlyCostMicros: budgetSize });

const UpdateUserInput = builder.inputType('UpdateUserInput', {
  description: 'Input of `updateUser`. What is left out stays.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'User.' }),
    role: t.field({ type: UserRole, description: 'Role.' }),
    monthlyTokens: t.field(budgetFields.monthlyTokens),
    monthlyCostMicros: t.field(budgetFields.monthlyCostMicros),
  }),
  validate: budgetSizes,
});

const UpdateUserPayload = builder.objectRef<{ id: string }>('UpdateUserPayload').implement({
  description: 'Outcome of `updateUser`.',
  fields: (t) => ({
    user: t.prismaField({
      type: User,
      description: 'The changed user.',
      resolve: (query, { id }, _args, { db }) =>
        db.prisma.user.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

builder.mutationField('updateUser', (t) =>
  t.field({
    type: UpdateUserPayload,
    description: 'Changes the role or the budget of a user. Administrators only; to others no user is there.',
    args: { input: t.arg({ type: UpdateUserInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError, ConflictError],
      union: { name: 'UpdateUserResult', description: 'Result of `updateUser`.' },
    },
    resolve: async (_root, { input }, context) => {
      const id = requireKey('User', input.userId);
      const { monthlyTokens, monthlyCostMicros } = input;
      await updateUser(signedIn(context), id, {
        ...given('role', input.role),
        ...(monthlyTokens === undefined ? {} : { monthlyTokens }),
        ...(monthlyCostMicros === undefined ? {} : { monthlyCostMicros }),
      });
      return { id };
    },
  }),
);
