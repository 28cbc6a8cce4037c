import type { Tx } from '../platform/db.ts';
import { NotFoundError } from '../platform/domain-error.ts';

/** The leaf to show for a message: its newest descendant. Throws NotFoundError for a message of no such conversation. */
export async function newestLeaf(db: Tx, conversationId: string, messageId: string): Promise<string> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE down AS (
      SELECT id, depth FROM message WHERE id = ${messageId}::uuid AND conversation_id = ${conversationId}::uuid
      UNION ALL
      SELECT newest.id, newest.depth FROM down CROSS JOIN LATERAL (
        SELECT id, depth FROM message WHERE parent_id = down.id ORDER BY id DESC LIMIT 1
      ) newest
    )
    SELECT id FROM down ORDER BY depth DESC LIMIT 1`;
  const leaf = rows[0];
  if (!leaf) throw new NotFoundError('message');
  return leaf.id;
}
