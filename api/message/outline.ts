import type { Db } from '../platform/db.ts';

/** The whole tree of a conversation in few words per message: enough to draw it, little enough for thousands. */
export type Outlined = {
  id: string;
  parentId: string | null;
  role: 'USER' | 'ASSISTANT';
  excerpt: string;
  isShown: boolean;
  createdAt: Date;
};

export type OutlineRequest = {
  conversationId: string;
  activeLeafId: string | null;
  afterId: string | null;
  limit: number;
};

/** Messages of the tree, oldest first, with their first words on one line. */
export async function outlineOf(
  db: Db,
  { conversationId, activeLeafId, afterId, limit }: OutlineRequest,
): Promise<Outlined[]> {
  return db.prisma.$queryRaw<Outlined[]>`
    WITH RECURSIVE shown AS (
      SELECT id, parent_id FROM message WHERE id = ${activeLeafId}::uuid
      UNION ALL SELECT m.id, m.parent_id FROM shown JOIN message m ON m.id = shown.parent_id
    )
    SELECT m.id::text, m.parent_id::text AS "parentId", m.role::text,
      left(btrim(regexp_replace(left(m.text, 400), '\\s+', ' ', 'g')), 80) AS excerpt,
      EXISTS (SELECT FROM shown WHERE shown.id = m.id) AS "isShown", m.created_at AS "createdAt"
    FROM message m
    WHERE m.conversation_id = ${conversationId}::uuid AND (${afterId}::uuid IS NULL OR m.id > ${afterId}::uuid)
    ORDER BY m.id LIMIT ${limit}`;
}
