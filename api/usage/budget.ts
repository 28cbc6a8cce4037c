import type { Db, Tx } from '../platform/db.ts';
import { LimitError } from '../platform/domain-error.ts';
import { Prisma } from '../platform/prisma/client/client.ts';

/** What may be spent on models in a calendar month (UTC), by a user or by one API token, and what has been. */
export type Budget = {
  /** Null for no limit. */
  monthlyTokens: number | null;
  monthlyCostMicros: number | null;
  spentTokens: number;
  /** Calls of models without a known price count nothing. */
  spentCostMicros: number;
  resetAt: Date;
};

export type Spender = { userId: string; apiTokenId: string | null };

type Row = {
  tokens: bigint | null;
  cost: bigint | null;
  spent_tokens: bigint;
  spent_cost: bigint;
  reset_at: Date;
};

/** The budget of a user, or of one of the user's tokens; null if there is no such. */
export async function budgetOf(
  db: Pick<Db['prisma'] | Tx, '$queryRaw'>,
  { userId, apiTokenId }: Spender,
): Promise<Budget | null> {
  const holder = apiTokenId
    ? Prisma.sql`FROM api_token h WHERE h.id = ${apiTokenId}::uuid AND h.user_id = ${userId}::uuid`
    : Prisma.sql`FROM "user" h WHERE h.id = ${userId}::uuid`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT h.monthly_token_budget AS tokens, h.monthly_cost_budget_micros AS cost,
      (SELECT COALESCE(sum(input_tokens + output_tokens), 0) ${spentBy({ userId, apiTokenId })})::bigint AS spent_tokens,
      (SELECT COALESCE(sum(cost_micros), 0) ${spentBy({ userId, apiTokenId })})::bigint AS spent_cost,
      date_trunc('month', now(), 'UTC') + interval '1 month' AS reset_at
    ${holder}`;
  const [row] = rows;
  if (!row) return null;
  return {
    monthlyTokens: row.tokens === null ? null : Number(row.tokens),
    monthlyCostMicros: row.cost === null ? null : Number(row.cost),
    spentTokens: Number(row.spent_tokens),
    spentCostMicros: Number(row.spent_cost),
    resetAt: row.reset_at,
  };
}

const spentBy = ({ userId, apiTokenId }: Spender) => Prisma.sql`
  FROM usage_entry WHERE user_id = ${userId}::uuid AND created_at >= date_trunc('month', now(), 'UTC')
    ${apiTokenId ? Prisma.sql`AND api_token_id = ${apiTokenId}::uuid` : Prisma.empty}`;

/**
 * Refuses a call once a budget is spent, the user's or the token's. What runs already is let run, so a month can end
 * above its budget by the answers that were being written. Throws LimitError.
 */
export async function requireBudget(tx: Tx, spender: Spender): Promise<void> {
  const [limits] = await tx.$queryRaw<{ user_has: boolean; token_has: boolean }[]>`
    SELECT u.monthly_token_budget IS NOT NULL OR u.monthly_cost_budget_micros IS NOT NULL AS user_has,
      t.monthly_token_budget IS NOT NULL OR t.monthly_cost_budget_micros IS NOT NULL AS token_has
    FROM "user" u LEFT JOIN api_token t ON t.id = ${spender.apiTokenId}::uuid WHERE u.id = ${spender.userId}::uuid`;
  if (limits?.user_has) refuseSpent(await budgetOf(tx, { ...spender, apiTokenId: null }), 'Your');
  if (limits?.token_has) refuseSpent(await budgetOf(tx, spender), 'This token’s');
}

function refuseSpent(budget: Budget | null, whose: string): void {
  if (!budget) return;
  const { monthlyTokens, monthlyCostMicros, spentTokens, spentCostMicros, resetAt } = budget;
  const isSpent = (limit: number | null, spent: number) => limit !== null && spent >= limit;
  const what = isSpent(monthlyTokens, spentTokens)
    ? `${monthlyTokens} tokens`
    : isSpent(monthlyCostMicros, spentCostMicros)
      ? `$${(monthlyCostMicros! / 1e6).toFixed(2)}`
      : null;
  if (what === null) return;
  const message = `${whose} budget of ${what} a month is spent: it begins anew on ${resetAt.toISOString().slice(0, 10)}, or an administrator raises it.`;
  throw new LimitError('QUOTA_EXCEEDED', message, resetAt);
}
