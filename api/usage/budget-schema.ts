import { builder, signedIn } from '../graphql/builder.ts';
import { requireKey } from '../graphql/inputs.ts';
import { NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { updateApiTokenBudget } from '../user/administration.ts';
import { budgetFields, budgetSizes } from '../user/administration-schema.ts';
import { ApiToken } from '../user/api-tokens-schema.ts';
import { type Budget, budgetOf } from './budget.ts';

const BudgetType = builder.objectRef<Budget>('Budget').implement({
  description: 'What may be spent on models in a calendar month (UTC), and what has been.',
  fields: (t) => ({
    monthlyTokens: t.expose('monthlyTokens', { ...budgetFields.monthlyTokens, nullable: true }),
    monthlyCostMicros: t.expose('monthlyCostMicros', { ...budgetFields.monthlyCostMicros, nullable: true }),
    spentTokens: t.expose('spentTokens', { type: 'SafeInt', description: 'Tokens of this month so far.' }),
    spentCostMicros: t.expose('spentCostMicros', {
      type: 'SafeInt',
      description:
        'Cost of this month so far, in millionths of a US dollar; models without a known price count nothing.',
    }),
    resetAt: t.expose('resetAt', { type: 'DateTime', description: 'When the next month begins.' }),
  }),
});

builder.prismaObjectFields('User', (t) => ({
  budget: t.field({
    type: BudgetType,
    nullable: true,
    description: 'Budget of all calls of models. Viewer or administrator.',
    resolve: ({ id }, _args, { db }) => budgetOf(db.prisma, { userId: id, apiTokenId: null }),
  }),
}));

builder.prismaObjectFields(ApiToken, (t) => ({
  budget: t.field({
    type: BudgetType,
    nullable: true,
    select: { userId: true },
    description: 'Budget of what this token asks for, within the budget of its user.',
    resolve: ({ id, userId }, _args, { db }) => budgetOf(db.prisma, { userId, apiTokenId: id }),
  }),
}));

const UpdateApiTokenBudgetInput = builder.inputType('UpdateApiTokenBudgetInput', {
  description: 'Input of `updateApiTokenBudget`. What is left out stays.',
  fields: (t) => ({
    apiTokenId: t.id({ required: true, description: 'Token.' }),
    monthlyTokens: t.field(budgetFields.monthlyTokens),
    monthlyCostMicros: t.field(budgetFields.monthlyCostMicros),
  }),
  validate: budgetSizes,
});

const UpdateApiTokenBudgetPayload = builder
  .objectRef<{ id: string }>('UpdateApiTokenBudgetPayload')
  .implement({
    description: 'Outcome of `updateApiTokenBudget`.',
    fields: (t) => ({
      apiToken: t.prismaField({
        type: ApiToken,
        description: 'Token.',
        resolve: (query, { id }, _args, { db }) =>
          db.prisma.apiToken.findUniqueOrThrow({ ...query, where: { id } }),
      }),
    }),
  });

builder.mutationField('updateApiTokenBudget', (t) =>
  t.field({
    type: UpdateApiTokenBudgetPayload,
    description: 'Sets the budget of anybody’s API token. Administrators only; to others no token is there.',
    args: { input: t.arg({ type: UpdateApiTokenBudgetInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError],
      union: { name: 'UpdateApiTokenBudgetResult', description: 'Result of `updateApiTokenBudget`.' },
    },
    resolve: async (_root, { input }, context) => {
      const id = requireKey('ApiToken', input.apiTokenId);
      const { monthlyTokens, monthlyCostMicros } = input;
      await updateApiTokenBudget(signedIn(context), id, {
        ...(monthlyTokens === undefined ? {} : { monthlyTokens }),
        ...(monthlyCostMicros === undefined ? {} : { monthlyCostMicros }),
      });
      return { id };
    },
  }),
);
