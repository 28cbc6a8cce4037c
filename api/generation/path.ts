import { countTokens } from '../model/tokens.ts';
import type { Db } from '../platform/db.ts';

/**
 * The newest messages of a thread that fit into so many tokens. The walk goes up in batches and stops where the window
 * is full, so its cost follows the window and not the length of the thread. Counts are kept in `message.token_count`:
 * a text is counted once, and never changes afterwards (it is empty until its generation has ended).
 */
export type Step = { id: string; role: 'USER' | 'ASSISTANT'; depth: number; tokens: number };

export type Fit = {
  /** Newest first; without empty texts, which providers refuse. */
  taken: Step[];
  tokens: number;
  /** The first that did not fit; null if the thread fits as a whole. */
  refused: Step | null;
};

/** `most` takes the bytes of what was never counted for its tokens: no count is needed to see that a thread fits. */
export type Measure = 'exact' | 'most';

/** What the provider adds around each turn for its role. */
export const turnTokens = 4;

type Row = {
  id: string;
  parent_id: string | null;
  role: 'USER' | 'ASSISTANT';
  depth: number;
  bytes: number;
  token_count: number | null;
};

const firstBatch = 64;
const largestBatch = 4_096;
/** Texts that are loaded and counted at once. */
const countBatch = 64;

const batchSql = `
  WITH RECURSIVE up AS (
    SELECT id, parent_id, role, depth, octet_length(text) AS bytes, token_count, 1 AS step
    FROM message WHERE id = $1
    UNION ALL
    SELECT m.id, m.parent_id, m.role, m.depth, octet_length(m.text), m.token_count, up.step + 1
    FROM up JOIN message m ON m.id = up.parent_id WHERE up.step < $2
  )
  SELECT id, parent_id, role, depth, bytes, token_count FROM up ORDER BY step`;

/** The thread from its end up, in parts of a size that can be counted at once. */
async function* walkUp(db: Db, leafId: string, measure: Measure): AsyncGenerator<Row[]> {
  let next: string | null = leafId;
  for (let size = firstBatch; next !== null; size = Math.min(size * 4, largestBatch)) {
    const { rows }: { rows: Row[] } = await db.hot.query<Row>({
      name: 'path',
      text: batchSql,
      values: [next, size],
    });
    for (let from = 0; from < rows.length; from += countBatch) {
      const part = rows.slice(from, from + countBatch);
      if (measure === 'exact') await countMissing(db, part);
      yield part;
    }
    next = rows.at(-1)?.parent_id ?? null;
  }
}

export async function takeFromEnd(db: Db, leafId: string, room: number, measure: Measure): Promise<Fit> {
  const fit: Fit = { taken: [], tokens: 0, refused: null };
  for await (const rows of walkUp(db, leafId, measure)) {
    if (!takeRows(fit, rows, room)) break;
  }
  return fit;
}

/**
 * Tokens of a whole thread, or what of it fits when they are more than `room`. Each text and each parent is final, so
 * the total of a thread is too: what this process has counted it remembers, and the next turn costs two messages and
 * not thousands.
 */
export async function measureThread(db: Db, leafId: string, room: number): Promise<number | Fit> {
  const fit: Fit = { taken: [], tokens: 0, refused: null };
  for await (const rows of walkUp(db, leafId, 'exact')) {
    for (const row of rows) {
      const known = totals.get(row.id);
      if (known !== undefined && fit.tokens + known <= room) return remember(fit, fit.tokens + known);
      if (!takeRows(fit, [row], room)) return fit;
    }
  }
  return remember(fit, fit.tokens);
}

const totals = new Map<string, number>();
const mostTotals = 5_000;

/** Under the last message that is final: one without a text may still be written. */
function remember({ taken }: Fit, tokens: number): number {
  const last = taken[0];
  if (!last) return tokens;
  if (totals.size >= mostTotals) totals.delete(totals.keys().next().value ?? '');
  totals.set(last.id, tokens);
  return tokens;
}

/** False when the room is used up. */
function takeRows(fit: Fit, rows: Row[], room: number): boolean {
  for (const { id, role, depth, bytes, token_count } of rows) {
    if (bytes === 0) continue;
    const tokens = (token_count ?? bytes) + turnTokens;
    if (fit.tokens + tokens > room) {
      fit.refused = { id, role, depth, tokens };
      return false;
    }
    fit.taken.push({ id, role, depth, tokens });
    fit.tokens += tokens;
  }
  return true;
}

/** Rows that somebody else writes at this moment are left uncounted rather than waited for: they come again. */
const saveSql = `
  WITH free AS (SELECT id FROM message WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
  UPDATE message SET token_count = counted.tokens
  FROM unnest($1::uuid[], $2::int[]) AS counted(id, tokens) JOIN free USING (id)
  WHERE message.id = counted.id`;

async function countMissing(db: Db, rows: Row[]) {
  const missing = rows.filter(({ bytes, token_count }) => bytes > 0 && token_count === null);
  if (missing.length === 0) return;
  const ids = missing.map(({ id }) => id);
  const texts = await readTexts(db, ids);
  const counts = await countTokens(ids.map((id) => texts.get(id) ?? ''));
  for (const [index, row] of missing.entries()) row.token_count = counts[index] ?? 0;
  await db.hot.query({ name: 'save-counts', text: saveSql, values: [ids, counts] });
}

export async function readTexts(db: Db, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await db.hot.query<{ id: string; text: string }>({
    name: 'texts',
    text: 'SELECT id, text FROM message WHERE id = ANY($1::uuid[])',
    values: [ids],
  });
  return new Map(rows.map(({ id, text }) => [id, text]));
}
