import { z } from 'zod';
import { builder, signedIn } from '../graphql/builder.ts';
import { requireKey, sentence } from '../graphql/inputs.ts';
import { connectionOf, newestFirst, pageSelection } from '../graphql/pages.ts';
import { LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import type { ApiScope } from '../platform/prisma/client/enums.ts';
import { ownedBy } from '../platform/viewer.ts';
import { createApiToken, revokeApiToken } from './api-tokens.ts';
import { User } from './schema.ts';
import { tokenPrefix } from './token-secret.ts';

const descriptions: Record<ApiScope, string> = {
  READ: 'Everything that any scope ending in `_READ` allows, also those added later.',
  WRITE: 'READ, and everything that any scope ending in `_WRITE` allows, also those added later.',
  CONVERSATIONS_READ:
    'Read conversations, messages, generations, projects, presets and feedback; search them; follow `generation` and `viewerEvents`.',
  CONVERSATIONS_WRITE:
    'Change, move, share and delete conversations; change projects and presets, and give feedback.',
  MESSAGES_WRITE:
    'Send, edit, regenerate, continue and fork messages, and stop generations: what costs money.',
  USAGE_READ: 'Read usage and cost.',
  PROFILE_READ: 'Read the name, e-mail and instructions of the user.',
  PROFILE_WRITE: 'Change the name and instructions of the user.',
  WEBHOOKS:
    'Read and change webhooks, which send events to an address on the network. In neither READ nor WRITE.',
};

const ApiScopeEnum = builder.enumType('ApiScope', {
  description: 'What an API token allows. Scopes add up; what needs which is said at each field.',
  values: Object.fromEntries(
    Object.entries(descriptions).map(([scope, description]) => [scope, { description }]),
  ) as Record<ApiScope, { description: string }>,
});

export const ApiToken = builder.prismaNode('ApiToken', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, ...ownedBy(viewer) }),
  // Named, so that the hash of the secret is never even read.
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString('name'),
    prefix: t.string({
      description: 'First characters, to recognise it.',
      resolve: ({ id }) => tokenPrefix(id),
    }),
    scopes: t.expose('scopes', { type: [ApiScopeEnum] }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
  }),
});

const ApiTokenConnection = connectionOf('ApiToken', 'API tokens', ApiToken);

builder.prismaObjectFields(User, (t) => ({
  apiTokens: t.field({
    type: ApiTokenConnection,
    description: 'API tokens, newest first. Viewer or administrator.',
    args: {
      first: t.arg.int({ defaultValue: 20, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async ({ id: userId }, { first, after }, context, info) => {
      const { db } = context;
      const where = { userId };
      const by = ['createdAt', 'id'] as const;
      const select = pageSelection(context, info, { typeName: 'ApiToken', columns: by });
      return newestFirst(
        { first: first ?? 20, after, by, where },
        (slice) => db.prisma.apiToken.findMany({ select, ...slice }),
        () => db.prisma.apiToken.count({ where }),
      );
    },
  }),
}));

const CreateApiTokenInput = builder.inputType('CreateApiTokenInput', {
  description: 'Input of `createApiToken`.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name to recognise it by, 1-100 characters.' }),
    scopes: t.field({ type: [ApiScopeEnum], required: true, description: 'What it allows; at least one.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it stops working; null for never.' }),
  }),
  validate: z.looseObject({ name: sentence('The name', 100) }),
});

type Created = { id: string; secret: string };

const CreateApiTokenPayload = builder.objectRef<Created>('CreateApiTokenPayload').implement({
  description: 'Outcome of `createApiToken`.',
  fields: (t) => ({
    apiToken: t.prismaField({
      type: ApiToken,
      description: 'Token.',
      resolve: (query, { id }, _args, { db }) =>
        db.prisma.apiToken.findUniqueOrThrow({ ...query, where: { id } }),
    }),
    secret: t.exposeString('secret', {
      description: 'What to send as `Authorization: Bearer`; not stored, never shown again.',
    }),
  }),
});

builder.mutationField('createApiToken', (t) =>
  t.field({
    type: CreateApiTokenPayload,
    description: 'Makes an API token. Its secret is shown only in this answer.',
    args: { input: t.arg({ type: CreateApiTokenInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, LimitError],
      union: { name: 'CreateApiTokenResult', description: 'Result of `createApiToken`.' },
    },
    resolve: (_root, { input: { name, scopes, expiresAt } }, context) =>
      createApiToken(signedIn(context), { name: name.trim(), scopes, expiresAt: expiresAt ?? null }),
  }),
);

const RevokeApiTokenInput = builder.inputType('RevokeApiTokenInput', {
  description: 'Input of `revokeApiToken`.',
  fields: (t) => ({ apiTokenId: t.id({ required: true, description: 'Token.' }) }),
});

const RevokeApiTokenPayload = builder
  .objectRef<{ revokedApiTokenId: string }>('RevokeApiTokenPayload')
  .implement({
    description: 'Outcome of `revokeApiToken`.',
    fields: (t) => ({
      revokedApiTokenId: t.exposeID('revokedApiTokenId', { description: 'ID of the ended token.' }),
    }),
  });

builder.mutationField('revokeApiToken', (t) =>
  t.field({
    type: RevokeApiTokenPayload,
    description: 'Ends an API token; its sockets and event streams are closed within a second.',
    args: { input: t.arg({ type: RevokeApiTokenInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RevokeApiTokenResult', description: 'Result of `revokeApiToken`.' },
    },
    resolve: async (_root, { input }, context) => {
      await revokeApiToken(signedIn(context), requireKey('ApiToken', input.apiTokenId));
      return { revokedApiTokenId: input.apiTokenId };
    },
  }),
);
