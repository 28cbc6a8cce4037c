import type { Db } from '../platform/db.ts';
import type { Viewer } from '../platform/viewer.ts';

export type ProfileChanges = {
  name?: string;
  /** Empty removes them. */
  instructions?: string;
};

/** Changes what is given and leaves the rest. */
export async function updateProfile(
  { db, viewer }: { db: Db; viewer: Viewer },
  { name, instructions }: ProfileChanges,
) {
  return db.prisma.user.update({
    where: { id: viewer.userId },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(instructions === undefined
        ? {}
        : { instructions: instructions.trim() === '' ? null : instructions }),
    },
  });
}
