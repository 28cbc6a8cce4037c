import type { Tx } from '../platform/db.ts';
import { NotFoundError } from '../platform/domain-error.ts';

/**
 * The path that is shown: each conversation names its active leaf, and remembers those that were shown before. Whoever
 * steps back to a branch finds the path that was left there, and not merely the newest one.
 */
const remembered = 50;

/**
 * The leaf to show for a message: of the leaves below it the one that was shown last, and below that its newest
 * descendant. Throws NotFoundError for a message of no such conversation.
 */
export async function leafToShow(db: Tx, conversationId: string, messageId: string): Promise<string> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE target AS (
      SELECT m.id, m.depth, array_prepend(c.active_leaf_id, c.recent_leaf_ids) AS leaves
      FROM message m JOIN conversation c ON c.id = m.conversation_id
      WHERE m.id = ${messageId}::uuid AND m.conversation_id = ${conversationId}::uuid
    ), hop AS (
      SELECT m.id, m.parent_id, m.depth, m.jump_id, m.jump_depth, target.depth AS goal, leaf.id AS leaf, leaf.n
      FROM target CROSS JOIN LATERAL unnest(target.leaves) WITH ORDINALITY AS leaf(id, n)
      JOIN message m ON m.id = leaf.id AND m.depth >= target.depth
      UNION ALL
      SELECT m.id, m.parent_id, m.depth, m.jump_id, m.jump_depth, hop.goal, hop.leaf, hop.n
      FROM hop JOIN message m ON m.id = CASE WHEN hop.jump_depth >= hop.goal THEN hop.jump_id ELSE hop.parent_id END
      WHERE hop.depth > hop.goal
    ), shown AS (
      SELECT COALESCE((SELECT leaf FROM hop JOIN target USING (id) ORDER BY n LIMIT 1), target.id) AS id FROM target
    ), down AS (
      SELECT id, 0 AS n FROM shown
      UNION ALL
      SELECT newest.id, down.n + 1 FROM down CROSS JOIN LATERAL (
        SELECT id FROM message WHERE parent_id = down.id ORDER BY id DESC LIMIT 1
      ) newest
    )
    SELECT id::text FROM down ORDER BY n DESC LIMIT 1`;
  const leaf = rows[0];
  if (!leaf) throw new NotFoundError('message');
  return leaf.id;
}

type Shown = { conversationId: string; leafId: string; grownFrom?: string | null };

/** Makes a leaf the active one and remembers the one before, unless the new one has merely grown from it. */
export async function showLeaf(db: Tx, { conversationId, leafId, grownFrom = null }: Shown): Promise<void> {
  await db.$executeRaw`
    UPDATE conversation SET active_leaf_id = ${leafId}::uuid,
      recent_leaf_ids = CASE WHEN active_leaf_id IS NULL OR active_leaf_id = ${grownFrom}::uuid THEN recent_leaf_ids
        ELSE (array_prepend(active_leaf_id, array_remove(recent_leaf_ids, active_leaf_id)))[1:${remembered}::int] END
    WHERE id = ${conversationId}::uuid AND active_leaf_id IS DISTINCT FROM ${leafId}::uuid`;
}
