import type { Catalog } from '../model/catalog.ts';
import type { ChatTurn, ChatUsage } from '../model/chat-model.ts';
import { costMicros } from '../model/cost.ts';
import { roughTokens } from '../model/tokens.ts';
import type { Db } from '../platform/db.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
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
  isEstimated = false,
): Promise<void> {
  const counts = { inputTokens, cachedInputTokens, outputTokens };
  const cost = costMicros(catalog.describe(call.modelName), counts);
  try {
    await db.prisma.usageEntry.create({ data: { ...call, ...counts, costMicros: cost, isEstimated } });
  } catch (error) {
    // The account is gone, and its bill with it.
    if (!(error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003')) throw error;
  }
}

/** Counts of a call that was cut before its provider told them. */
export function estimateUsage(turns: readonly ChatTurn[], writtenBytes: number): ChatUsage {
  const sent = turns.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  return { inputTokens: roughTokens(sent), cachedInputTokens: 0, outputTokens: roughTokens(writtenBytes) };
}
