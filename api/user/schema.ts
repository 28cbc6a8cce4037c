import { builder } from '../graphql/builder.ts';
import type { Db } from '../platform/db.ts';
import { ownedBy } from '../platform/viewer.ts';

export const UserRole = builder.enumType('UserRole', {
  description: 'What a user may do.',
  values: {
    MEMBER: { description: 'Uses the application.' },
    ADMIN: { description: 'Also manages users and models.' },
  } as const,
});

export const User = builder.prismaNode('User', {
  id: { field: 'id' },
  // Only oneself: other people are reachable through no field yet.
  findUnique: (id, { viewer }) => ({ id, AND: [{ id: ownedBy(viewer).userId }] }),
  // Named, so that `viewer` knows when nothing of the row is asked for.
  select: { id: true },
  fields: (t) => ({
    email: t.string({
      nullable: true,
      description: "E-mail address; null unless it is the viewer's own or the viewer is an administrator.",
      select: { id: true, email: true },
      resolve: ({ id, email }, _args, { viewer }) =>
        viewer?.userId === id || viewer?.role === 'ADMIN' ? email : null,
    }),
    displayName: t.exposeString('name', { description: 'Name to show.' }),
    role: t.expose('role', { type: UserRole }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

/** What Pothos calls a whole row; it reads only what was asked for. */
type UserRow = NonNullable<Awaited<ReturnType<Db['prisma']['user']['findUnique']>>>;

builder.queryField('viewer', (t) =>
  t.prismaField({
    type: 'User',
    nullable: true,
    description: 'The signed-in user, or null.',
    resolve: async (query, _root, _args, { viewer, db }) => {
      // The credential has just shown that there is this user: most ask only for what belongs to it.
      if (isOfIdAlone(query)) return viewer && ({ id: viewer.userId } as UserRow);
      return viewer && db.prisma.user.findUnique({ ...query, where: { id: viewer.userId } });
    },
  }),
);

function isOfIdAlone({ select }: { select?: object }): boolean {
  const names = Object.keys(select ?? {});
  return names.length === 1 && names[0] === 'id';
}
