import { builder, signedIn } from '../graphql/builder.ts';
import { encodeGlobalId } from '../graphql/global-id.ts';
import { requireKey } from '../graphql/inputs.ts';
import { connectionOf, newestFirst, pageSelection } from '../graphql/pages.ts';
import type { Bell } from '../platform/bell.ts';
import { NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { ownedBy } from '../platform/viewer.ts';
import { deviceName } from './device-name.ts';
import { User } from './schema.ts';
import { revokeOtherSessions, revokeSession } from './sessions.ts';

declare module '../graphql/builder.ts' {
  interface Context {
    bell: Bell;
  }
}

const live = () => ({ expiresAt: { gt: new Date() } });

const Session = builder.prismaNode('Session', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, ...ownedBy(viewer), ...live() }),
  // Named, so that the secret is never even read.
  select: { id: true },
  fields: (t) => ({
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    deviceName: t.string({
      nullable: true,
      description:
        'Browser and system, e.g. `Firefox · Linux`, or what another program calls itself; null if it did not say.',
      select: { userAgent: true },
      resolve: ({ userAgent }) => deviceName(userAgent),
    }),
    ipAddress: t.string({
      nullable: true,
      description: 'Address from which it signed in; null if unknown.',
      select: { ipAddress: true },
      resolve: ({ ipAddress }) => ipAddress || null,
    }),
    current: t.boolean({
      description: 'Whether it is the session that asks.',
      resolve: ({ id }, _args, { viewer }) => viewer?.credential.id === id,
    }),
  }),
});

const SessionConnection = connectionOf('Session', 'Sessions', Session);

builder.prismaObjectFields(User, (t) => ({
  sessions: t.field({
    type: SessionConnection,
    description: 'Where oneself is signed in, last used first. Viewer only.',
    args: {
      first: t.arg.int({ defaultValue: 50, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async (_user, { first, after }, context, info) => {
      const { db, viewer } = context;
      const where = { ...ownedBy(viewer), ...live() };
      const by = ['lastUsedAt', 'id'] as const;
      const select = pageSelection(context, info, { typeName: 'Session', columns: by });
      return newestFirst(
        { first: first ?? 50, after, by, where },
        (slice) => db.prisma.session.findMany({ select, ...slice }),
        () => db.prisma.session.count({ where }),
      );
    },
  }),
}));

const RevokeSessionInput = builder.inputType('RevokeSessionInput', {
  description: 'Input of `revokeSession`.',
  fields: (t) => ({ sessionId: t.id({ required: true, description: 'Session.' }) }),
});

const RevokeSessionPayload = builder
  .objectRef<{ revokedSessionId: string }>('RevokeSessionPayload')
  .implement({
    description: 'Outcome of `revokeSession`.',
    fields: (t) => ({
      revokedSessionId: t.exposeID('revokedSessionId', { description: 'ID of the ended session.' }),
    }),
  });

builder.mutationField('revokeSession', (t) =>
  t.field({
    type: RevokeSessionPayload,
    description:
      'Ends a session, also the one that asks: it is signed out, and its sockets and event streams are closed.',
    args: { input: t.arg({ type: RevokeSessionInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RevokeSessionResult', description: 'Result of `revokeSession`.' },
    },
    resolve: async (_root, { input }, context) => {
      await revokeSession(signedIn(context), requireKey('Session', input.sessionId));
      return { revokedSessionId: input.sessionId };
    },
  }),
);

const RevokeOtherSessionsInput = builder.inputType('RevokeOtherSessionsInput', {
  description: 'Input of `revokeOtherSessions`.',
  fields: (t) => ({
    confirm: t.boolean({ required: true, description: 'Must be true: every other device is signed out.' }),
  }),
});

const RevokeOtherSessionsPayload = builder
  .objectRef<{ revokedSessionIds: string[] }>('RevokeOtherSessionsPayload')
  .implement({
    description: 'Outcome of `revokeOtherSessions`.',
    fields: (t) => ({
      revokedSessionIds: t.exposeIDList('revokedSessionIds', { description: 'IDs of the ended sessions.' }),
    }),
  });

builder.mutationField('revokeOtherSessions', (t) =>
  t.field({
    type: RevokeOtherSessionsPayload,
    description: 'Ends every session but the one that asks; their sockets and event streams are closed.',
    args: { input: t.arg({ type: RevokeOtherSessionsInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError],
      union: { name: 'RevokeOtherSessionsResult', description: 'Result of `revokeOtherSessions`.' },
    },
    resolve: async (_root, { input }, context) => {
      if (!input.confirm) throw new ValidationError([{ path: ['confirm'], message: 'Confirm with true.' }]);
      const ids = await revokeOtherSessions(signedIn(context));
      return { revokedSessionIds: ids.map((id) => encodeGlobalId('Session', id)) };
    },
  }),
);
