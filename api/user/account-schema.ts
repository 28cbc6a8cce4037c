import { z } from 'zod';
import { builder, signedIn } from '../graphql/builder.ts';
import { encodeGlobalId } from '../graphql/global-id.ts';
import { ConflictError, LimitError, ValidationError } from '../platform/domain-error.ts';
import { deleteAccount } from './delete-account.ts';
import type { SignIn } from './sign-in.ts';

declare module '../graphql/builder.ts' {
  interface Context {
    signIn: SignIn;
  }
}

const DeleteAccountInput = builder.inputType('DeleteAccountInput', {
  description: 'Input of `deleteAccount`.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'E-mail of the account, typed again as a confirmation.' }),
    password: t.string({ required: true, description: 'Current password.' }),
  }),
  validate: z.looseObject({
    email: z.string().max(320, 'The e-mail is too long.'),
    password: z.string().min(1, 'Give your password.').max(128, 'No password is as long as this.'),
  }),
});

const DeleteAccountPayload = builder.objectRef<{ deletedUserId: string }>('DeleteAccountPayload').implement({
  description: 'Outcome of `deleteAccount`.',
  fields: (t) => ({
    deletedUserId: t.exposeID('deletedUserId', { description: 'ID of the deleted user.' }),
  }),
});

builder.mutationField('deleteAccount', (t) =>
  t.field({
    type: DeleteAccountPayload,
    description:
      "Deletes the viewer's account and everything in it for good: chats, projects, presets, opinions, usage. " +
      'Running answers are stopped and all sessions end. The only administrator of other people gets a ConflictError.',
    args: { input: t.arg({ type: DeleteAccountInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, ConflictError, LimitError],
      union: { name: 'DeleteAccountResult', description: 'Result of `deleteAccount`.' },
    },
    resolve: async (_root, { input }, context) => {
      const ctx = signedIn(context);
      await deleteAccount(ctx, input);
      return { deletedUserId: encodeGlobalId('User', ctx.viewer.userId) };
    },
  }),
);
