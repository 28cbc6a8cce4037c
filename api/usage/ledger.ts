import type { Catalog } from '../model/catalog.ts';
import type { ChatUsage } from '../model/chat-model.ts';
import { costMicros } from '../model/cost.ts';
import type { Db } from '../platform/db.ts';
import type { UsagePurpose } from '../platform/prisma/client/enums.ts';

/** Who called which model for what. */
export type Call = {
  userId: string;
  apiTokenId: string | null;
  conversationId: string;
  purpose: Exclude<UsagePurpose, 'ANSWER'>;
  modelName: string;
};

/** Writes a line of the ledger, at the prices of now. An answer's own line is part of its seal (generation/log-sql.ts). */
export async function bill(
  { db, catalog }: { db: Db; catalog: Catalog },
  call: Call,
  { inputTokens, cachedInputTokens, outputTokens }: ChatUsage,
): Promise<void> {
  const counts = { inputTokens, cachedInputTokens, outputTokens };
  const cost = costMicros(catalog.describe(call.modelName), counts);
  await db.prisma.usageEntry.create({ data: { ...call, ...counts, costMicros: cost } });
}
