import type { Db } from '../platform/db.ts';
import { type Feedback, type Generation, type Message, Prisma } from '../platform/prisma/client/client.ts';
import { columnsOf, nestedIn, readRows } from '../platform/statement.ts';
import { ownedBy, type Viewer } from '../platform/viewer.ts';
import { type Range, upTheThread } from './thread.ts';

/** What a page of a thread shows beside its messages, as Prisma would be asked for it (`queryFromInfo`). */
type Include = Prisma.MessageInclude;

/** A message as Prisma would bring it, with what was asked for. */
export type ThreadRow = Message & {
  parent?: (Message & { children?: { id: string }[] }) | null;
  conversation?: { messages: { id: string }[] };
  generation?: Generation | null;
  feedback?: Feedback | null;
};

/** Siblings are read with the page they belong to: one query for the children of its parents, one for the roots. */
export const siblingSelect = {
  id: true,
  parentId: true,
  parent: { select: { children: { select: { id: true }, orderBy: { id: 'asc' } } } },
  conversation: {
    select: { messages: { select: { id: true }, where: { parentId: null }, orderBy: { id: 'asc' } } },
  },
} as const;

/** What the one statement can bring; a selection of more goes through Prisma. */
const known: Record<string, string[]> = {
  parent: ['true', shape({ include: siblingSelect.parent.select })],
  conversation: [shape(siblingSelect.conversation)],
  generation: ['true'],
  feedback: ['true'],
};

/** The same whatever the order of the keys. */
function shape(value: unknown): string {
  return JSON.stringify(value, (_key, each) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** The messages of a thread at those depths, oldest first, by ids or, where that is enough, by one statement. */
export async function threadRows(
  { prisma, pool }: Db,
  leafId: string,
  range: Range,
  query: { include?: Include },
): Promise<ThreadRow[]> {
  if (range.to <= range.from) return [];
  const include = Object.entries(query.include ?? {});
  if ('select' in query || !include.every(([name, part]) => known[name]?.includes(shape(part)))) {
    const ids = await readRows<{ id: string }>(
      pool,
      Prisma.sql`${upTheThread(leafId, range)} SELECT id FROM up`,
    );
    return prisma.message.findMany({
      ...query,
      where: { id: { in: ids.map(({ id }) => id) } },
      orderBy: { depth: 'asc' },
    });
  }
  const has = (name: keyof Include) => Object.hasOwn(query.include ?? {}, name);
  // The parent of the first one stands before the page.
  const above = has('parent') ? Math.max(0, range.from - 1) : range.from;
  const rows = await readRows<Record<string, unknown> & Message & { siblingIds: string[] }>(
    pool,
    Prisma.sql`${upTheThread(leafId, { from: above, to: range.to })}
      SELECT ${columnsOf('Message', 'm')}
        ${has('generation') ? Prisma.sql`, ${columnsOf('Generation', 'g', true)}` : Prisma.empty}
        ${has('feedback') ? Prisma.sql`, ${columnsOf('Feedback', 'f', true)}` : Prisma.empty}
        ${has('conversation') ? Prisma.sql`, ${siblingIds} AS "siblingIds"` : Prisma.empty}
      FROM up m
        ${has('generation') ? Prisma.sql`LEFT JOIN LATERAL (SELECT * FROM generation WHERE message_id = m.id OFFSET 0) g ON true` : Prisma.empty}
        ${has('feedback') ? Prisma.sql`LEFT JOIN LATERAL (SELECT * FROM feedback WHERE message_id = m.id OFFSET 0) f ON true` : Prisma.empty}
      ORDER BY m.depth`,
  );
  const generations = has('generation') ? nestedIn<Generation>(rows, 'Generation') : [];
  const feedback = has('feedback') ? nestedIn<Feedback>(rows, 'Feedback') : [];
  const nodes = rows.map((row, at): ThreadRow => {
    const node: ThreadRow = row;
    const siblings = row.siblingIds?.map((id) => ({ id }));
    const before = rows[at - 1];
    if (has('parent')) node.parent = before ? { ...before, children: siblings ?? [] } : null;
    if (has('conversation')) node.conversation = { messages: siblings };
    if (has('generation')) node.generation = generations[at] ?? null;
    if (has('feedback')) node.feedback = feedback[at] ?? null;
    return node;
  });
  return nodes.slice(range.from - above);
}

/** Those of them that the viewer owns, in any order, with whatever a selection asks of them. */
export async function findMessages(
  { prisma, pool }: Db,
  viewer: Viewer,
  ids: string[],
  query: { include?: Include },
): Promise<Message[]> {
  if ('select' in query || query.include)
    return prisma.message.findMany({ ...query, where: { id: { in: ids }, conversation: ownedBy(viewer) } });
  return readRows(
    pool,
    Prisma.sql`SELECT ${columnsOf('Message', 'm')} FROM message m
      WHERE m.id = ANY(${ids}::uuid[]) AND m.user_id = ${viewer.userId}::uuid`,
  );
}

const siblingIds = Prisma.sql`
  CASE WHEN m.parent_id IS NULL
    THEN ARRAY(SELECT r.id FROM message r WHERE r.conversation_id = m.conversation_id AND r.parent_id IS NULL ORDER BY r.id)
    ELSE ARRAY(SELECT s.id FROM message s WHERE s.parent_id = m.parent_id ORDER BY s.id) END`;
