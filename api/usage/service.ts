import type { Db } from '../platform/db.ts';
import { ValidationError } from '../platform/domain-error.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
import type { Viewer } from '../platform/viewer.ts';

/** Reads the ledger (`usage_entry`); it is written by the seal of a generation, and by `bill` (ledger.ts) for all other calls. */
export type UsageContext = { db: Db; viewer: Viewer };

/** The cost is null if the price of any of the calls is unknown: a sum of the others would look like all of it. */
export type UsageSum = {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  costMicros: number | null;
};

export type Bucket = 'DAY' | 'MONTH';
export type Period = { from: Date; to: Date };
export type BucketRow = { start: Date; modelName: string; usage: UsageSum };
export type ConversationRow = { conversationId: string; usage: UsageSum };
export type Report = { period: Period; apiTokenId: string | null; total: UsageSum; buckets: BucketRow[] };

const dayMs = 24 * 60 * 60_000;
/** A bound for each, so that no report has more than some hundred buckets. */
const longestDays: Record<Bucket, number> = { DAY: 400, MONTH: 12_000 };

type SumRow = { input: bigint; cached: bigint; output: bigint; cost: bigint | null };

/**
 * Usage of the viewer's calls in a period, per UTC day or month and model; of one API token, if its id is given. Throws
 * ValidationError.
 */
export async function reportUsage(
  ctx: UsageContext,
  period: Period,
  bucket: Bucket,
  apiTokenId: string | null = null,
): Promise<Report> {
  checkPeriod(period, bucket);
  const { db, viewer } = ctx;
  const rows = await db.prisma.$queryRaw<(SumRow & { start: Date; model_name: string })[]>`
    SELECT date_trunc(${bucket.toLowerCase()}, created_at, 'UTC') AS start, model_name,
      sum(input_tokens) AS input, sum(cached_input_tokens) AS cached, sum(output_tokens) AS output,
      CASE WHEN bool_and(cost_micros IS NOT NULL) THEN sum(cost_micros)::bigint END AS cost
    FROM usage_entry
    WHERE user_id = ${viewer.userId}::uuid AND created_at >= ${period.from} AND created_at < ${period.to}
      ${apiTokenId === null ? Prisma.empty : Prisma.sql`AND api_token_id = ${apiTokenId}::uuid`}
    GROUP BY 1, 2 ORDER BY 1, 2`;
  const buckets = rows.map((row) => ({
    start: row.start,
    modelName: row.model_name,
    usage: toSum(row),
  }));
  return { period, apiTokenId, total: addUp(buckets.map(({ usage }) => usage)), buckets };
}

/** The conversations that took most tokens in a period, deleted ones too. */
export async function topConversations(
  { db, viewer }: UsageContext,
  { period: { from, to }, apiTokenId }: Pick<Report, 'period' | 'apiTokenId'>,
  count: number,
): Promise<ConversationRow[]> {
  const rows = await db.prisma.$queryRaw<(SumRow & { conversation_id: string })[]>`
    SELECT conversation_id,
      sum(input_tokens) AS input, sum(cached_input_tokens) AS cached, sum(output_tokens) AS output,
      CASE WHEN bool_and(cost_micros IS NOT NULL) THEN sum(cost_micros)::bigint END AS cost
    FROM usage_entry
    WHERE user_id = ${viewer.userId}::uuid AND created_at >= ${from} AND created_at < ${to}
      ${apiTokenId === null ? Prisma.empty : Prisma.sql`AND api_token_id = ${apiTokenId}::uuid`}
    GROUP BY 1 ORDER BY sum(input_tokens + output_tokens) DESC, conversation_id LIMIT ${count}`;
  return rows.map((row) => ({ conversationId: row.conversation_id, usage: toSum(row) }));
}

export async function sumOfConversation(
  { db, viewer }: UsageContext,
  conversationId: string,
): Promise<UsageSum> {
  const rows = await db.prisma.$queryRaw<SumRow[]>`
    SELECT COALESCE(sum(input_tokens), 0) AS input, COALESCE(sum(cached_input_tokens), 0) AS cached,
      COALESCE(sum(output_tokens), 0) AS output,
      CASE WHEN bool_and(cost_micros IS NOT NULL) IS NOT FALSE THEN COALESCE(sum(cost_micros), 0)::bigint END AS cost
    FROM usage_entry
    WHERE conversation_id = ${conversationId}::uuid AND user_id = ${viewer.userId}::uuid`;
  return toSum(rows[0]!);
}

export function addUp(sums: UsageSum[]): UsageSum {
  const total: UsageSum = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costMicros: 0 };
  for (const sum of sums) {
    total.inputTokens += sum.inputTokens;
    total.cachedInputTokens += sum.cachedInputTokens;
    total.outputTokens += sum.outputTokens;
    const isKnown = total.costMicros !== null && sum.costMicros !== null;
    total.costMicros = isKnown ? total.costMicros! + sum.costMicros! : null;
  }
  return total;
}

function checkPeriod({ from, to }: Period, bucket: Bucket) {
  const days = (to.getTime() - from.getTime()) / dayMs;
  if (days <= 0) throw new ValidationError([{ path: ['to'], message: '`to` must be later than `from`.' }]);
  if (days <= longestDays[bucket]) return;
  const message = `At most ${longestDays[bucket]} days by ${bucket.toLowerCase()}: ask for a shorter period.`;
  throw new ValidationError([{ path: ['from'], message }]);
}

const toSum = ({ input, cached, output, cost }: SumRow): UsageSum => ({
  inputTokens: Number(input),
  cachedInputTokens: Number(cached),
  outputTokens: Number(output),
  costMicros: cost === null ? null : Number(cost),
});
