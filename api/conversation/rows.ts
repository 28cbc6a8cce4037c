import type { Db } from '../platform/db.ts';
import {
  type Conversation,
  type Generation,
  Prisma,
  type Project,
} from '../platform/prisma/client/client.ts';
import { type Asked, columnsOf, limitOf, nestedIn, readRows } from '../platform/statement.ts';
import { nobody, ownedBy, type Viewer } from '../platform/viewer.ts';

/** Conversations by one or two hand-written statements: the list is what is asked for most. */
export type ConversationRow = Conversation & { project?: Project | null; generations?: Generation[] };

/** What a list shows; where a choice is null, both. */
export type ListFilter = {
  archived: boolean | null;
  pinned: boolean | null;
  projectId: string | null;
  title: string | null;
  inTrash: boolean;
};

/** Where an earlier page ended. */
export type ListPosition = { updatedAt: Date; id: string };

/** Ongoing generations, as the relation of the schema asks for them. */
export const ongoing = {
  where: { status: { in: ['QUEUED', 'STREAMING'] } },
  orderBy: { id: 'asc' },
} satisfies Prisma.Conversation$generationsArgs;

/** A project in the trash is shown nowhere. */
export const kept = { where: { deletedAt: null } } satisfies Prisma.Conversation$projectArgs;

type Query = { include?: Prisma.ConversationInclude };

/** Whether a selection asks for no more than what is read here. */
const isKnown = (query: Query) =>
  !('select' in query) &&
  Object.entries(query.include ?? {}).every(
    ([name, part]) =>
      (name === 'project' && JSON.stringify(part) === JSON.stringify(kept)) ||
      (name === 'generations' && JSON.stringify(part) === JSON.stringify(ongoing)),
  );

/** Most recently active first, at least `limit` where there are so many. The conditions are those of the indexes: a page must not read what it does not show. */
export async function listConversations(
  { prisma, pool }: Db,
  viewer: Viewer | null,
  { filter, behind, limit }: { filter: ListFilter; behind: ListPosition | null; limit: number },
  asked: Asked<Query>,
): Promise<ConversationRow[]> {
  const where = Prisma.sql`${listed(viewer, filter)}
    ${behind ? Prisma.sql`AND (c.updated_at, c.id) < (${behind.updatedAt}, ${behind.id}::uuid)` : Prisma.empty}`;
  const from = Prisma.sql`FROM conversation c WHERE ${where} ORDER BY c.updated_at DESC, c.id DESC LIMIT ${Prisma.raw(`${limitOf(limit)}`)}`;
  if (isKnown(asked.query))
    return readConversations(pool, Prisma.sql`(SELECT c.* ${from})`, asked, planOf(filter));
  const ids = await readRows<{ id: string }>(pool, Prisma.sql`SELECT c.id ${from}`, planOf(filter));
  return prisma.conversation.findMany({
    ...asked.query,
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
  });
}

export async function countConversations({ pool }: Db, viewer: Viewer | null, filter: ListFilter) {
  const sql = Prisma.sql`SELECT count(*)::int AS total FROM conversation c WHERE ${listed(viewer, filter)}`;
  return (await readRows<{ total: number }>(pool, sql, planOf(filter)))[0]?.total ?? 0;
}

/** How many titles match depends on the word. */
const planOf = ({ title }: ListFilter) => ({ isPlannedEachTime: title !== null });

/** Those of them that the viewer owns, in any order, with whatever a selection asks of them. */
export async function findConversations(
  { prisma, pool }: Db,
  viewer: Viewer,
  ids: string[],
  asked: Asked<Query>,
): Promise<ConversationRow[]> {
  if (!isKnown(asked.query))
    return prisma.conversation.findMany({ ...asked.query, where: { id: { in: ids }, ...ownedBy(viewer) } });
  const own = Prisma.sql`(SELECT * FROM conversation WHERE id = ANY(${ids}::uuid[]) AND user_id = ${viewer.userId}::uuid)`;
  return readConversations(pool, own, asked);
}

async function readConversations(
  pool: Db['pool'],
  from: Prisma.Sql,
  { query: { include = {} }, columns }: Asked<Query>,
  plan = {},
) {
  const isWithProject = Object.hasOwn(include, 'project');
  const rows = await readRows<ConversationRow & Record<string, unknown>>(
    pool,
    Prisma.sql`SELECT ${columnsOf('Conversation', 'c', columns)}
      ${isWithProject ? Prisma.sql`, ${columnsOf('Project', 'p', columns, true)}` : Prisma.empty}
      FROM ${from} c
      ${isWithProject ? Prisma.sql`LEFT JOIN project p ON p.id = c.project_id AND p.deleted_at IS NULL` : Prisma.empty}
      ORDER BY c.updated_at DESC, c.id DESC`,
    plan,
  );
  if (isWithProject)
    for (const [at, project] of nestedIn<Project>(rows, 'Project', columns).entries())
      rows[at]!.project = project;
  if (!Object.hasOwn(include, 'generations')) return rows;
  const running = await readRows<Generation>(
    pool,
    Prisma.sql`SELECT ${columnsOf('Generation', 'g', columns)} FROM generation g
      WHERE g.conversation_id = ANY(${rows.map(({ id }) => id)}::uuid[]) AND g.status IN ('QUEUED', 'STREAMING')
      ORDER BY g.id`,
  );
  const byConversation = Map.groupBy(running, ({ conversationId }) => conversationId);
  for (const row of rows) row.generations = byConversation.get(row.id) ?? [];
  return rows;
}

/** Choices stand in the text, or a prepared plan could not use the index of just these rows. */
function listed(viewer: Viewer | null, { archived, pinned, projectId, title, inTrash }: ListFilter) {
  return Prisma.sql`c.user_id = ${viewer?.userId ?? nobody}::uuid AND c.temporary_until IS NULL
    AND c.deleted_at ${Prisma.raw(inTrash ? 'IS NOT NULL' : 'IS NULL')}
    ${archived === null ? Prisma.empty : Prisma.raw(`AND c.archived = ${archived}`)}
    ${pinned === null ? Prisma.empty : Prisma.raw(`AND c.pinned = ${pinned}`)}
    ${projectId === null ? Prisma.empty : Prisma.sql`AND c.project_id = ${projectId}::uuid`}
    ${title === null ? Prisma.empty : Prisma.sql`AND c.title ILIKE ${`%${likeLiteral(title)}%`}`}`;
}

/** Without wildcards. */
const likeLiteral = (text: string) => text.replace(/[\\%_]/g, '\\$&').replaceAll('\0', '');
