import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import { NotFoundError } from '../platform/domain-error.ts';
import { credentialTopic, ownedBy, type Viewer } from '../platform/viewer.ts';

export type SessionContext = { db: Db; bell: Bell; viewer: Viewer };

/** Ends a session of the viewer, also the one that asks; its sockets and event streams close. Throws NotFoundError. */
export async function revokeSession({ db, bell, viewer }: SessionContext, id: string): Promise<void> {
  const { count } = await db.prisma.session.deleteMany({ where: { id, ...ownedBy(viewer) } });
  if (count === 0) throw new NotFoundError('session');
  bell.ring([credentialTopic({ kind: 'session', id })]);
}

/** Ends all sessions of the viewer but the one that asks; returns their ids. */
export async function revokeOtherSessions({ db, bell, viewer }: SessionContext): Promise<string[]> {
  const ended = await db.prisma.$queryRaw<{ id: string }[]>`
    DELETE FROM session WHERE user_id = ${viewer.userId}::uuid AND id <> ${viewer.credential.id}::uuid
    RETURNING id::text`;
  const ids = ended.map(({ id }) => id);
  bell.ring(ids.map((id) => credentialTopic({ kind: 'session', id })));
  return ids;
}
