import type { Db } from '../platform/db.ts';
import { ConflictError, NotFoundError } from '../platform/domain-error.ts';
import { ownedBy, type Viewer } from '../platform/viewer.ts';

export type Rating = { messageId: string; rating: 'UP' | 'DOWN' | null; note: string | null };

/**
 * Keeps what the viewer thinks of an answer; without a rating nothing is kept of it. Throws NotFoundError, and
 * ConflictError for a question or for an answer that is still being written.
 */
export async function rateMessage({ db, viewer }: { db: Db; viewer: Viewer }, given: Rating) {
  const { messageId, rating, note } = given;
  const message = await db.prisma.message.findFirst({
    where: { id: messageId, conversation: { ...ownedBy(viewer), deletedAt: null } },
    select: { role: true, generation: { select: { endedAt: true } } },
  });
  if (!message) throw new NotFoundError('message');
  if (message.role === 'USER') throw new ConflictError('Only answers can be rated.');
  if (message.generation && !message.generation.endedAt) {
    throw new ConflictError('This answer is still being written: rate it when it has ended.');
  }
  if (rating === null) {
    await db.prisma.feedback.deleteMany({ where: { messageId } });
    return;
  }
  const said = { rating, note: note?.trim() ? note : null, updatedAt: new Date() };
  await db.prisma.feedback.upsert({
    where: { messageId },
    create: { messageId, ...ownedBy(viewer), ...said },
    update: said,
  });
}
