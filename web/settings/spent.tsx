import type { PeopleQuery } from '../graphql/generated/graphql.ts';
import { compactNumber, dollars } from '../lib/format.ts';
import { m } from '../lib/messages.ts';

type Budget = PeopleQuery['users']['nodes'][number]['budget'];

/** What a person or a token has cost this month, of what they may. */
export function Spent({ budget }: { budget: Budget }) {
  if (!budget) return null;
  const tokens = limited(budget.spentTokens, budget.monthlyTokens, compactNumber);
  const cost = limited(budget.spentCostMicros, budget.monthlyCostMicros, dollars);
  return <span className="block text-sm text-ink-soft">{m.budgetSpent({ tokens, cost })}</span>;
}

const limited = (spent: number, limit: number | null | undefined, format: (value: number) => string) =>
  limit == null ? format(spent) : `${format(spent)} / ${format(limit)}`;
