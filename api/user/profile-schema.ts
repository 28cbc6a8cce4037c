import { z } from 'zod';
import { builder, signedIn } from '../graphql/builder.ts';
import { given, sentence, storableText } from '../graphql/inputs.ts';
import { ValidationError } from '../platform/domain-error.ts';
import { updateProfile } from './profile.ts';
import { User } from './schema.ts';

builder.prismaObjectFields(User, (t) => ({
  instructions: t.exposeString('instructions', { nullable: true }),
}));

const UpdateProfileInput = builder.inputType('UpdateProfileInput', {
  description: 'Input of `updateProfile`.',
  fields: (t) => ({
    displayName: t.string({ description: 'Name to show, 1-100 characters.' }),
    instructions: t.string({
      description:
        'Instructions for every conversation, at most 20000 characters; an empty string removes them.',
    }),
  }),
  validate: z.looseObject({
    displayName: sentence('The name', 100).nullish(),
    instructions: storableText('The instructions', 20_000).nullish(),
  }),
});

const UpdateProfilePayload = builder
  .objectRef<{ user: typeof User.$inferType }>('UpdateProfilePayload')
  .implement({
    description: 'Outcome of `updateProfile`.',
    fields: (t) => ({
      user: t.field({ type: User, description: 'The viewer.', resolve: ({ user }) => user }),
    }),
  });

builder.mutationField('updateProfile', (t) =>
  t.field({
    type: UpdateProfilePayload,
    description: "Changes the viewer's name or instructions. Fields left out stay.",
    args: { input: t.arg({ type: UpdateProfileInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError],
      union: { name: 'UpdateProfileResult', description: 'Result of `updateProfile`.' },
    },
    resolve: async (_root, { input }, context) => ({
      user: await updateProfile(signedIn(context), {
        ...given('name', input.displayName?.trim()),
        ...given('instructions', input.instructions),
      }),
    }),
  }),
);
