import type { Db } from '../platform/db.ts';
import { type Feedback, type Generation, type Message, Prisma } from '../platform/prisma/client/client.ts';
import { type Asked, columnsOf, everyColumn, limitOf, nestedIn, readRows } from '../platform/statement.ts';
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

/** Which thread of which conversation, and the depths of it; `newest`: so many from its end. */
export type Stretch = { conversationId: string; leafId: string; range: Range | { newest: number } };

type Asking = Asked<{ include?: Include }>;

/** The messages of a thread at those depths, oldest first, by ids or, where that is enough, by one statement. */
export async function threadRows(db: Db, stretch: Stretch, asked: Asking): Promise<ThreadRow[]> {
  const { pool, prisma } = db;
  const { range: wanted } = stretch;
  if (!('newest' in wanted) && wanted.to <= wanted.from) return [];
  const include = Object.entries(asked.query.include ?? {});
  if (!('select' in asked.query) && include.every(([name, part]) => known[name]?.includes(shape(part))))
    return (await sliceRows(pool, stretch, asked)) ?? walkedRows(pool, await settled(pool, stretch), asked);
  const { leafId, range } = await settled(pool, stretch);
  const ids = await readRows<{ id: string }>(
    pool,
    Prisma.sql`${upTheThread(leafId, range)} SELECT id FROM up`,
  );
  return prisma.message.findMany({
    ...asked.query,
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: { depth: 'asc' },
  });
}

async function settled(
  pool: Db['pool'],
  { leafId, range }: Stretch,
): Promise<{ leafId: string; range: Range }> {
  if (!('newest' in range)) return { leafId, range };
  const [row] = await readRows<{ depth: number }>(
    pool,
    Prisma.sql`SELECT depth FROM message WHERE id = ${leafId}::uuid`,
  );
  const to = (row?.depth ?? -1) + 1;
  return { leafId, range: { from: Math.max(0, to - range.newest), to } };
}

type Row = Record<string, unknown> & Message & { siblingIds?: string[] };

const hasOf =
  ({ query }: Asking) =>
  (name: keyof Include) =>
    Object.hasOwn(query.include ?? {}, name);

/** What a selection shows beside the messages, as one statement brings it. */
function beside(asked: Asking) {
  const has = hasOf(asked);
  const { columns } = asked;
  return {
    columns: Prisma.sql`${columnsOf('Message', 'm', columns)}
      ${has('generation') ? Prisma.sql`, ${columnsOf('Generation', 'g', columns, true)}` : Prisma.empty}
      ${has('feedback') ? Prisma.sql`, ${columnsOf('Feedback', 'f', columns, true)}` : Prisma.empty}`,
    joins: Prisma.sql`
      ${has('generation') ? Prisma.sql`LEFT JOIN LATERAL (SELECT * FROM generation WHERE message_id = m.id OFFSET 0) g ON true` : Prisma.empty}
      ${has('feedback') ? Prisma.sql`LEFT JOIN LATERAL (SELECT * FROM feedback WHERE message_id = m.id OFFSET 0) f ON true` : Prisma.empty}`,
  };
}

/**
 * All messages of the tree at those depths, of which the thread is picked here: where there are few branches it takes a
 * fifth of walking up. Null where it cannot be told, because there are many, or several at the end of the stretch.
 */
async function sliceRows(
  pool: Db['pool'],
  { conversationId, leafId, range }: Stretch,
  asked: Asking,
): Promise<ThreadRow[] | null> {
  const has = hasOf(asked);
  const { columns, joins } = beside(asked);
  // The parent of the first one stands before the page.
  const more = has('parent') ? 1 : 0;
  const isNewest = 'newest' in range;
  const size = (isNewest ? range.newest : range.to - range.from) + more;
  const leafDepth = Prisma.sql`(SELECT depth FROM message WHERE id = ${leafId}::uuid)`;
  const limit = limitOf(2 * size + 8);
  const rows = await readRows<Row>(
    pool,
    Prisma.sql`SELECT ${columns} FROM message m ${joins}
      WHERE m.conversation_id = ${conversationId}::uuid
        AND m.depth > ${isNewest ? Prisma.sql`${leafDepth} - ${size}` : Prisma.sql`${range.from - more - 1}`}
        AND m.depth <= ${isNewest ? leafDepth : Prisma.sql`${range.to - 1}`}
      LIMIT ${Prisma.raw(`${limit}`)}`,
  );
  if (rows.length === limit) return null;
  const deepest = isNewest ? null : rows.filter(({ depth }) => depth === range.to - 1);
  const end = rows.find(({ id }) => id === leafId) ?? (deepest?.length === 1 ? deepest[0] : undefined);
  if (!end) return null;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const thread: Row[] = [];
  for (let row: Row | undefined = end; row; row = byId.get(row.parentId ?? '')) thread.push(row);
  thread.reverse();
  if (has('conversation')) {
    // Siblings stand at one depth, so whoever has one has all of them.
    const siblings = Map.groupBy(rows, ({ parentId }) => parentId);
    for (const row of thread)
      row.siblingIds = (siblings.get(row.parentId) ?? []).map(({ id }) => id).toSorted();
  }
  return nodesOf(thread, asked).slice(thread.length === size ? more : 0);
}

async function walkedRows(
  pool: Db['pool'],
  { leafId, range }: { leafId: string; range: Range },
  asked: Asking,
): Promise<ThreadRow[]> {
  const has = hasOf(asked);
  const { columns, joins } = beside(asked);
  const from = has('parent') ? Math.max(0, range.from - 1) : range.from;
  const rows = await readRows<Row>(
    pool,
    Prisma.sql`${upTheThread(leafId, { from, to: range.to })}
      SELECT ${columns} ${has('conversation') ? Prisma.sql`, ${siblingIds} AS "siblingIds"` : Prisma.empty}
      FROM up m ${joins} ORDER BY m.depth`,
  );
  return nodesOf(rows, asked).slice(range.from - from);
}

/** Messages of a thread as Prisma would bring them, each but the first with the one before it as its parent. */
function nodesOf(rows: Row[], asked: Asking): ThreadRow[] {
  const has = hasOf(asked);
  const generations = has('generation') ? nestedIn<Generation>(rows, 'Generation', asked.columns) : [];
  const feedback = has('feedback') ? nestedIn<Feedback>(rows, 'Feedback', asked.columns) : [];
  return rows.map((row, at): ThreadRow => {
    const node: ThreadRow = row;
    const siblings = row.siblingIds?.map((id) => ({ id })) ?? [];
    const before = rows[at - 1];
    if (has('parent')) node.parent = before ? { ...before, children: siblings } : null;
    if (has('conversation')) node.conversation = { messages: siblings };
    if (has('generation')) node.generation = generations[at] ?? null;
    if (has('feedback')) node.feedback = feedback[at] ?? null;
    return node;
  });
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
    Prisma.sql`SELECT ${columnsOf('Message', 'm', everyColumn)} FROM message m
      WHERE m.id = ANY(${ids}::uuid[]) AND m.user_id = ${viewer.userId}::uuid`,
  );
}

const siblingIds = Prisma.sql`
  CASE WHEN m.parent_id IS NULL
    THEN ARRAY(SELECT r.id FROM message r WHERE r.conversation_id = m.conversation_id AND r.parent_id IS NULL ORDER BY r.id)
    ELSE ARRAY(SELECT s.id FROM message s WHERE s.parent_id = m.parent_id ORDER BY s.id) END`;
