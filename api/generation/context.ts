import type { ModelInfo } from '../model/chat-model.ts';
import { countTokens } from '../model/tokens.ts';
import type { Db } from '../platform/db.ts';
import { readInstructions } from './instructions.ts';
import { measureThread, turnTokens } from './path.ts';
import { omittedAbove, reservedTokens, withoutLeadingAnswers } from './window.ts';

/** How full a model's window is with a thread, as the next question will find it. */
export type ContextUsage = {
  usedTokens: number;
  windowTokens: number;
  reservedTokens: number;
  instructionTokens: number;
  omittedMessages: number;
};

/** Measures the thread that ends in `leafId`, or an empty one. Bounded by the window, whatever the thread's length. */
export async function measureContext(
  db: Db,
  { conversationId, leafId, model }: { conversationId: string; leafId: string | null; model: ModelInfo },
): Promise<ContextUsage> {
  const windowTokens = model.contextWindow;
  const reserved = reservedTokens(windowTokens);
  const instructionTokens = await countInstructions(await readInstructions(db, conversationId));
  const room = windowTokens - reserved - instructionTokens;
  const shared = { windowTokens, reservedTokens: reserved, instructionTokens };
  const fit = leafId ? await measureThread(db, leafId, room) : 0;
  if (typeof fit === 'number') {
    return { ...shared, usedTokens: instructionTokens + fit, omittedMessages: 0 };
  }
  const sent = withoutLeadingAnswers(fit);
  const sentTokens = sent.reduce((total, { tokens }) => total + tokens, 0);
  return {
    ...shared,
    usedTokens: instructionTokens + sentTokens,
    omittedMessages: omittedAbove(sent, fit),
  };
}

async function countInstructions(instructions: string | null): Promise<number> {
  if (!instructions) return 0;
  const [tokens = 0] = await countTokens([instructions]);
  return tokens + turnTokens;
}
