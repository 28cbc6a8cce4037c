import type { Db } from '../platform/db.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
import { readRows } from '../platform/statement.ts';
import type { Viewer } from '../platform/viewer.ts';
import { type Found, findMessages, findTitles } from './find.ts';
import { parseQuery, type SearchQuery } from './query.ts';
import { type FoldedTerm, tsqueryOf } from './terms.ts';

export type SearchContext = { db: Db; viewer: Viewer };

/** A page goes on where an earlier one ended: as of the same instant, behind that hit. */
export type SearchPosition = { asOf: Date; index: number; key: string };

export type SearchHit = {
  conversationId: string;
  /** Null when its title was found. */
  messageId: string | null;
  /** Further messages that match in this conversation, on its last hit; 0 on the others. */
  moreInConversation: number;
  position: SearchPosition;
};

export type SearchPage = { hits: SearchHit[]; terms: FoldedTerm[]; hasNextPage: boolean };

type Ranked = Found & { more: number };

/** Hits of one conversation that are shown; the rest is counted. */
const perConversation = 3;

/**
 * The viewer's conversations and messages that match, best first, the hits of a conversation beside each other. Only
 * the newest matches are ranked (find.ts). Throws ValidationError for a query that means nothing.
 */
export async function search(
  { db, viewer }: SearchContext,
  input: { query: string; first: number; after: SearchPosition | null },
): Promise<SearchPage> {
  const query = parseQuery(input.query);
  const asOf = input.after?.asOf ?? new Date();
  const terms = await fold(db.pool, query);
  const ranked = rank(await findAll(db.pool, viewer, { query, terms, asOf }));
  const from = input.after ? startBehind(ranked, input.after) : 0;
  const hits = ranked.slice(from, from + input.first).map((found, at) => ({
    conversationId: found.conversationId,
    messageId: found.messageId,
    moreInConversation: found.more,
    position: { asOf, index: from + at, key: keyOf(found) },
  }));
  return { hits, terms, hasNextPage: ranked.length > from + input.first };
}

async function fold(pool: Db['pool'], { terms }: SearchQuery): Promise<FoldedTerm[]> {
  if (terms.length === 0) return [];
  const texts = terms.map(({ text }) => text);
  if (texts.every(isPlain)) return terms.map((term) => ({ ...term, folded: plainFold(term.text) }));
  const sql = Prisma.sql`
    SELECT array_agg(search_fold(body) ORDER BY place) AS folded
    FROM unnest(${texts}::text[]) WITH ORDINALITY AS typed (body, place)`;
  const [row] = await readRows<{ folded: string[] }>(pool, sql);
  return terms.map((term, at) => ({ ...term, folded: row?.folded[at] ?? '' }));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
const isPlain = (text: string) => /^[\u0001-\u007F]*$/.test(text);

/** What `search_fold` makes of ASCII, without a way to the database. */
const plainFold = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

type Asked = { query: SearchQuery; terms: FoldedTerm[]; asOf: Date };

async function findAll(pool: Db['pool'], viewer: Viewer, asked: Asked): Promise<Found[]> {
  const { query, terms, asOf } = asked;
  const tsquery = tsqueryOf(terms);
  const hasFilter = [
    query.model,
    query.project,
    query.pinned,
    query.archived,
    query.after,
    query.before,
  ].some((filter) => filter !== null);
  // Without a word to find, a filter lists the conversations that pass it.
  if (tsquery === null && (!hasFilter || terms.length > 0)) return [];
  const scope = { userId: viewer.userId, query, asOf };
  const found = await Promise.all([
    query.role === null ? findTitles(pool, scope, terms) : [],
    tsquery === null || query.isTitleOnly ? [] : findMessages(pool, scope, tsquery),
  ]);
  return found.flat();
}

/** Conversations by their best hit; in each its title, then its best messages. */
function rank(found: Found[]): Ranked[] {
  const byScore = found.toSorted((a, b) => b.score - a.score || (keyOf(a) < keyOf(b) ? 1 : -1));
  const groups = Map.groupBy(byScore, ({ conversationId }) => conversationId);
  return [...groups.values()].flatMap((group) => {
    const shown = group.slice(0, perConversation);
    const more = group.length - shown.length;
    return shown.map((hit, at) => ({ ...hit, more: at === shown.length - 1 ? more : 0 }));
  });
}

const keyOf = ({ conversationId, messageId }: Pick<Found, 'conversationId' | 'messageId'>) =>
  messageId ?? conversationId;

/** Behind the hit itself; behind its place when it was deleted since. */
function startBehind(ranked: Ranked[], { key, index }: SearchPosition): number {
  const at = ranked.findIndex((found) => keyOf(found) === key);
  return at >= 0 ? at + 1 : index;
}
