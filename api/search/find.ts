import type { Pool } from 'pg';
import { Prisma } from '../platform/prisma/client/client.ts';
import { readRows } from '../platform/statement.ts';
import type { SearchQuery } from './query.ts';
import { type FoldedTerm, shelfMark, unspaced } from './terms.ts';

/** What the database finds, with a score each. */
export type Found = { conversationId: string; messageId: string | null; score: number };

export type SearchScope = { userId: string; query: SearchQuery; asOf: Date };

/** So many of the newest matches are ranked: enough for some pages, and a bound for a word that is everywhere. */
const maxMessages = 100;
const maxTitles = 50;

/**
 * A filter that leaves at most so many messages is where the search begins: it reads them all. Above that it goes
 * along the shelves and meets what passes the filter often enough.
 */
const fewMessages = 4_000;

/** Matches by title stand above matches by text: a title is what a conversation is about. */
const titleScore = 10;

/**
 * The newest messages that match, from the newest shelf backwards. Each step of the outer loop looks one shelf up in
 * the index, whose terms carry their shelf, and the limit ends the walk: LATERAL keeps the planner from doing it
 * any other way.
 */
export async function findMessages(pool: Pool, scope: SearchScope, tsquery: string): Promise<Found[]> {
  const few = await fewConversations(pool, scope);
  const ask = (where: Where) => readRows<Match>(pool, messagesQuery(scope, tsquery, where));
  if (few) return ask({ few });
  const newest = await ask({ lane: 'newest' });
  if (newest.length === maxMessages) return newest;
  // What is rare walks all the way: the rest of it in two lanes at once, on two connections.
  const older = (await Promise.all([ask({ lane: 0 }), ask({ lane: 1 })])).flat();
  const byAge = older.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return [...newest, ...byAge].slice(0, maxMessages);
}

type Match = Found & { createdAt: Date };

/** In few conversations, or along the shelves: the newest ones, or every second of those behind. */
export type Where = { few: string[] } | { lane: 'newest' | 0 | 1 };

const newestShelves = 8;

/** Exported for a test that asks the planner about it. `ctid` is where a row lies: within a statement the shortest way back. */
export function messagesQuery(scope: SearchScope, tsquery: string, where: Where): Prisma.Sql {
  return Prisma.sql`
    WITH newest AS MATERIALIZED (
      ${'few' in where ? insideConversations(scope, tsquery, where.few) : alongShelves(scope, tsquery, where.lane)}
    )
    SELECT n.conversation_id AS "conversationId", n.message_id AS "messageId", n.created_at AS "createdAt",
      (1 + ${youth(scope, Prisma.sql`n.created_at`)}) * (
        SELECT ts_rank(s.terms, replace(${tsquery}, ${shelfMark}, n.shelf_id::text)::tsquery, 1)
        FROM message_search s WHERE s.ctid = n.place
      ) AS score
    FROM newest n`;
}

// The matches of a shelf are sorted before their conversations are looked up: of thousands, a hundred are needed.
const alongShelves = (scope: SearchScope, tsquery: string, lane: 'newest' | 0 | 1) => Prisma.sql`
  SELECT hit.* FROM (${lane === 'newest' ? newestOf(scope) : laneOf(scope, lane)}) shelf CROSS JOIN LATERAL (
    SELECT s.* FROM (
      SELECT s.message_id, s.conversation_id, s.shelf_id, s.created_at, s.ctid AS place FROM message_search s
      WHERE s.terms @@ replace(${tsquery}, ${shelfMark}, shelf.id::text)::tsquery AND s.shelf_id = shelf.id
        ${messageFilter(scope)}
      ORDER BY s.created_at DESC, s.message_id DESC OFFSET 0
    ) s CROSS JOIN LATERAL (${conversationOf(scope)}) c
    ORDER BY s.created_at DESC, s.message_id DESC LIMIT ${Prisma.raw(String(maxMessages))}
  ) hit LIMIT ${Prisma.raw(String(maxMessages))}`;

const newestOf = (scope: SearchScope) => Prisma.sql`
  SELECT h.id FROM search_shelf h WHERE h.user_id = ${scope.userId}::uuid ${shelvesBetween(scope)}
  ORDER BY h.since DESC, h.id DESC LIMIT ${Prisma.raw(String(newestShelves))}`;

const laneOf = (scope: SearchScope, lane: 0 | 1) => Prisma.sql`
  SELECT id FROM (
    SELECT h.id, row_number() OVER (ORDER BY h.since DESC, h.id DESC) AS place
    FROM search_shelf h WHERE h.user_id = ${scope.userId}::uuid ${shelvesBetween(scope)}
  ) numbered WHERE place > ${newestShelves} AND place % 2 = ${lane} ORDER BY place OFFSET 0`;

const insideConversations = (scope: SearchScope, tsquery: string, conversationIds: string[]) => Prisma.sql`
  SELECT s.message_id, s.conversation_id, s.shelf_id, s.created_at, s.ctid AS place
  FROM message_search s CROSS JOIN LATERAL (${conversationOf(scope)}) c
  WHERE s.conversation_id = ANY(${conversationIds}::uuid[])
    AND s.terms @@ replace(${tsquery}, ${shelfMark}, s.shelf_id::text)::tsquery
    ${messageFilter(scope)}
  ORDER BY s.created_at DESC, s.message_id DESC LIMIT ${Prisma.raw(String(maxMessages))}`;

/** One look-up a message: OFFSET 0 keeps the planner from reading all conversations first. */
const conversationOf = (scope: SearchScope) =>
  Prisma.sql`SELECT FROM conversation c WHERE c.id = s.conversation_id ${conversationFilter(scope)} OFFSET 0`;

/** 1 for what is new, a third for what is three months old. */
const youth = ({ asOf }: SearchScope, createdAt: Prisma.Sql) =>
  Prisma.sql`exp(-extract(epoch FROM ${asOf}::timestamptz - ${createdAt}) / 7776000)::float8`;

/** The conversations that pass the filter, if they hold few messages; null when there is no filter or it passes many. */
async function fewConversations(pool: Pool, scope: SearchScope): Promise<string[] | null> {
  const { model, project, pinned, archived } = scope.query;
  if (model === null && project === null && pinned !== true && archived !== true) return null;
  const sql = Prisma.sql`
    WITH passing AS (
      SELECT c.id FROM conversation c WHERE c.user_id = ${scope.userId}::uuid ${conversationFilter(scope)}
      LIMIT ${Prisma.raw(String(fewMessages))}
    ), their AS (
      SELECT s.message_id FROM passing p JOIN message_search s ON s.conversation_id = p.id LIMIT ${Prisma.raw(String(fewMessages))}
    )
    SELECT id, (SELECT count(*)::int FROM their) AS total FROM passing`;
  const rows = await readRows<{ id: string; total: number }>(pool, sql, { isPlannedEachTime: true });
  const total = rows[0]?.total ?? 0;
  return rows.length < fewMessages && total < fewMessages ? rows.map(({ id }) => id) : null;
}

/** Conversations whose titles have every word, newest first; with a typo, if none has. */
export async function findTitles(pool: Pool, scope: SearchScope, terms: FoldedTerm[]): Promise<Found[]> {
  const exact = await titlesWhere(
    pool,
    scope,
    Prisma.join([Prisma.sql`true`, ...terms.map(inTitle)], ' AND '),
  );
  const wanted = terms.filter(
    ({ isExcluded, isPhrase, folded }) => !isExcluded && !isPhrase && folded !== '',
  );
  const mayBeTypo = wanted.length > 0 && wanted.every(({ folded }) => [...folded].length >= 4);
  if (exact.length > 0 || !mayBeTypo || wanted.length < terms.length) return exact;
  const similar = wanted.map(({ folded }) => Prisma.sql`c.folded_title %> ${folded}`);
  return titlesWhere(pool, scope, Prisma.join(similar, ' AND '));
}

async function titlesWhere(pool: Pool, scope: SearchScope, condition: Prisma.Sql): Promise<Found[]> {
  const { after, before } = scope.query;
  const sql = Prisma.sql`
    SELECT c.id AS "conversationId", NULL AS "messageId",
      ${titleScore}::float8 + ${youth(scope, Prisma.sql`c.created_at`)} AS score
    FROM conversation c
    WHERE c.user_id = ${scope.userId}::uuid AND ${condition} ${conversationFilter(scope)}
      AND c.created_at <= ${scope.asOf}
      ${after ? Prisma.sql`AND c.updated_at >= ${after}` : Prisma.empty}
      ${before ? Prisma.sql`AND c.created_at < ${before}` : Prisma.empty}
    ORDER BY c.created_at DESC, c.id DESC LIMIT ${Prisma.raw(String(maxTitles))}`;
  return readRows(pool, sql, { isPlannedEachTime: true });
}

/** At the beginning of a word, in writing that has words. The trigram index serves the first half. */
function inTitle({ folded, isExcluded }: FoldedTerm): Prisma.Sql {
  if (folded === '') return Prisma.sql`true`;
  const anywhere = Prisma.sql`c.folded_title LIKE ${`%${folded}%`}`;
  const atStart = Prisma.sql`${anywhere} AND ' ' || c.folded_title LIKE ${`% ${folded}%`}`;
  const isFound = folded.search(unspaced) >= 0 ? anywhere : atStart;
  return isExcluded ? Prisma.sql`NOT (${isFound})` : Prisma.sql`(${isFound})`;
}

function shelvesBetween({ query: { after, before } }: SearchScope): Prisma.Sql {
  return Prisma.sql`
    ${after ? Prisma.sql`AND h.until > ${after}` : Prisma.empty}
    ${before ? Prisma.sql`AND h.since < ${before}` : Prisma.empty}`;
}

function messageFilter({ query: { after, before, role }, asOf }: SearchScope): Prisma.Sql {
  return Prisma.sql`AND s.created_at <= ${asOf}
    ${role ? Prisma.sql`AND s.role = ${role}::message_role` : Prisma.empty}
    ${after ? Prisma.sql`AND s.created_at >= ${after}` : Prisma.empty}
    ${before ? Prisma.sql`AND s.created_at < ${before}` : Prisma.empty}`;
}

/** Never the trash, never a temporary chat. */
function conversationFilter({ userId, query }: SearchScope): Prisma.Sql {
  const { model, project, pinned, archived } = query;
  return Prisma.sql`AND c.user_id = ${userId}::uuid AND c.deleted_at IS NULL AND c.temporary_until IS NULL
    ${pinned === null ? Prisma.empty : Prisma.sql`AND c.pinned = ${pinned}`}
    ${archived === null ? Prisma.empty : Prisma.sql`AND c.archived = ${archived}`}
    ${model === null ? Prisma.empty : Prisma.sql`AND strpos(lower(c.model_name), ${model}) > 0`}
    ${project === null ? Prisma.empty : inProject(userId, project)}`;
}

const inProject = (userId: string, name: string) => Prisma.sql`AND c.project_id IN (
  SELECT p.id FROM project p WHERE p.user_id = ${userId}::uuid AND p.deleted_at IS NULL
    AND starts_with(search_fold(p.name), search_fold(${name})))`;
