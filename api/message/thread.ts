import type { Db } from '../platform/db.ts';

/**
 * A thread: the path from the root of the tree to one of its messages. Each message knows its depth, so that the
 * length of a thread and the place of a page on it cost nothing; a page is a walk up from its last message.
 */

/** Which messages of the thread: depths from `from` up to, not including, `to`. */
export type Range = { from: number; to: number };

export type PageArgs = {
  first?: number | null;
  last?: number | null;
  /** Depth of the message before the page. */
  afterDepth: number | null;
  /** Depth of the message behind the page. */
  beforeDepth: number | null;
};

/** The depths that a page of a thread of `length` messages shows. Without sizes it is the newest page. */
export function rangeOf(
  length: number,
  { first, last, afterDepth, beforeDepth }: PageArgs,
  size: number,
): Range {
  const from = afterDepth === null ? 0 : Math.max(0, afterDepth + 1);
  const to = beforeDepth === null ? length : Math.min(length, beforeDepth);
  if (from >= to) return { from, to: from };
  if (typeof first === 'number' && typeof last !== 'number') return { from, to: Math.min(to, from + size) };
  return { from: Math.max(from, to - size), to };
}

/** The ids of the thread that ends in `leafId`, at those depths, oldest first. */
export async function walkUp(db: Db, leafId: string, { from, to }: Range): Promise<string[]> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE up AS (
      SELECT id, parent_id, depth FROM message WHERE id = ${leafId}::uuid
      UNION ALL
      SELECT m.id, m.parent_id, m.depth FROM message m JOIN up ON m.id = up.parent_id WHERE up.depth > ${from}
    )
    SELECT id FROM up WHERE depth >= ${from} AND depth < ${to} ORDER BY depth`;
  return rows.map(({ id }) => id);
}
