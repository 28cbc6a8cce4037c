import type { Tx } from '../platform/db.ts';
import { Prisma } from '../platform/prisma/client/client.ts';

/**
 * A thread: the path from the root of the tree to one of its messages. Each message knows its depth, so the length of
 * a thread and the place of a page on it cost nothing.
 *
 * Each message also knows one ancestor further up, its jump, chosen as in a skew-binary list: whichever depth is
 * wanted, a number of steps that is logarithmic in the length of the thread leads there, by the jump where that does
 * not lead too far and by the parent elsewhere. A page in the middle of ten thousand messages costs what one of ten
 * costs. Jumps never change, as parents never do. Messages from before there were jumps have none: from them the way
 * is one by one, and as right.
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

/** The page of `size` messages with the one at `depth` in its middle, or as near to it as the thread's ends allow. */
export function rangeAround(length: number, depth: number, size: number): Range {
  const from = Math.max(0, Math.min(depth - Math.floor(size / 2), length - size));
  return { from, to: Math.min(length, from + size) };
}

/** CTEs of which `up` holds the messages of the thread that ends in `leafId`, at those depths. */
export const upTheThread = (leafId: string, { from, to }: Range) => Prisma.sql`
  WITH RECURSIVE hop AS (
    SELECT id, parent_id, depth, jump_id, jump_depth FROM message WHERE id = ${leafId}::uuid
    UNION ALL
    SELECT m.id, m.parent_id, m.depth, m.jump_id, m.jump_depth
    FROM hop JOIN message m ON m.id = CASE WHEN hop.jump_depth >= ${to - 1} THEN hop.jump_id ELSE hop.parent_id END
    WHERE hop.depth > ${to - 1}
  ), up AS (
    SELECT m.* FROM hop JOIN message m ON m.id = hop.id WHERE hop.depth = ${to - 1}
    UNION ALL
    SELECT m.* FROM up JOIN message m ON m.id = up.parent_id WHERE up.depth > ${from}
  )`;

/** Where a message stands in its tree. */
export type Spot = { id: string; depth: number; jumpId: string | null; jumpDepth: number | null };

/**
 * The spot of a new message. `lineage` is its parent, the parent's jump, and so on, as far as there are any; two more
 * than the parent suffice. The jump is the parent, unless the parent's jump and the one behind it are of equal length:
 * then both are taken at once.
 */
export function spotBelow(id: string, [parent, jump]: Spot[]): Spot {
  if (!parent) return { id, depth: 0, jumpId: null, jumpDepth: null };
  const isEven =
    jump !== undefined &&
    jump.jumpDepth !== null &&
    parent.depth - jump.depth === jump.depth - jump.jumpDepth;
  const to = isEven
    ? { jumpId: jump.jumpId, jumpDepth: jump.jumpDepth }
    : { jumpId: parent.id, jumpDepth: parent.depth };
  return { id, depth: parent.depth + 1, ...to };
}

/** A message, its jump, the jump's jump and one more: what `spotBelow` needs for two messages in a row. */
export async function lineageOf(db: Tx, messageId: string | null): Promise<Spot[]> {
  if (messageId === null) return [];
  return db.$queryRaw<Spot[]>`
    WITH RECURSIVE line AS (
      SELECT id, depth, jump_id, jump_depth, 0 AS n FROM message WHERE id = ${messageId}::uuid
      UNION ALL
      SELECT m.id, m.depth, m.jump_id, m.jump_depth, line.n + 1 FROM line JOIN message m ON m.id = line.jump_id
      WHERE line.n < 3
    )
    SELECT id::text, depth, jump_id::text AS "jumpId", jump_depth AS "jumpDepth" FROM line ORDER BY n`;
}

/** The lineage with a new message in front of it. */
export function extend(lineage: Spot[], spot: Spot): Spot[] {
  const jump = lineage.findIndex(({ id }) => id === spot.jumpId);
  return jump === -1 ? [spot] : [spot, ...lineage.slice(jump)];
}
