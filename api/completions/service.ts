import { v7 as uuid } from 'uuid';
import type { Generations } from '../generation/service.ts';
import type { MessageContext } from '../message/grow.ts';
import { sendMessage } from '../message/service.ts';
import { requireModel } from '../model/catalog.ts';
import type { ChatPiece, FinishReason } from '../model/chat-model.ts';
import { ModelFailure } from '../model/chat-model.ts';
import type { Db } from '../platform/db.ts';
import { nobody, tokenIdOf, type Viewer } from '../platform/viewer.ts';
import { bill, estimateUsage } from '../usage/ledger.ts';
import { BadCompletionError, type CompletionRequest } from './request.ts';

/**
 * Answers for programs that speak OpenAI's protocol. Without `store` the model is asked exactly what was sent, and
 * nothing is kept but the line in the ledger; with it the question goes the way of every message, and lives on in a
 * conversation whether or not the program stays.
 */
export type CompletionContext = MessageContext;

export type Answering = {
  id: string;
  /** The conversation where it is kept; null if it is not. */
  conversationId: string | null;
  pieces: AsyncIterable<ChatPiece>;
};

/** Throws NotFoundError, ConflictError, LimitError, ModelUnavailableError, ModelFailure. */
export async function answer(
  ctx: CompletionContext,
  request: CompletionRequest,
  { key, signal }: { key: string; signal: AbortSignal },
): Promise<Answering> {
  await requireModel(ctx.catalog, request.model);
  return request.isStored ? answerStored(ctx, request, key) : answerOnce(ctx, request, { key, signal });
}

/** As of `sendMessage`. */
const longestQuestion = 100_000;

async function answerStored(
  ctx: CompletionContext,
  request: CompletionRequest,
  key: string,
): Promise<Answering> {
  const { earlier, question, systemPrompt } = turnsOf(request);
  if (question.trim() === '' || question.length > longestQuestion)
    throw new BadCompletionError(`A stored question has 1 to ${longestQuestion} characters.`, 'messages');
  const isNew = request.conversationId === null;
  const { generationId } = await sendMessage(ctx, {
    idempotencyKey: key,
    text: question,
    conversationId: request.conversationId,
    parentId: null,
    modelName: request.model,
    temperature: request.temperature,
    ...(isNew ? { earlier, systemPrompt } : {}),
  });
  const { conversationId } = await ctx.db.prisma.generation.findUniqueOrThrow({
    where: { id: generationId },
    select: { conversationId: true },
  });
  return { id: generationId, conversationId, pieces: followed(ctx, generationId) };
}

/** System messages become the conversation's instructions; what one side said in a row becomes one message. */
function turnsOf({ messages }: CompletionRequest) {
  const said: { role: 'USER' | 'ASSISTANT'; text: string }[] = [];
  for (const { role, content } of messages) {
    if (role === 'system') continue;
    const mapped = role === 'user' ? 'USER' : 'ASSISTANT';
    const last = said.at(-1);
    if (last?.role === mapped) last.text += `\n\n${content}`;
    else said.push({ role: mapped, text: content });
  }
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  return { earlier: said.slice(0, -1), question: said.at(-1)?.text ?? '', systemPrompt: system.join('\n\n') };
}

/** The text of a generation as it becomes durable, then how it ended. */
async function* followed(
  { generations, viewer, db }: { generations: Generations; viewer: Viewer; db: Db },
  generationId: string,
): AsyncGenerator<ChatPiece> {
  const events = await generations.follow(viewer, { generationId, after: null, minIntervalMs: 20 });
  for await (const event of events) {
    if (event.type !== 'ended') yield { type: 'text', text: event.text };
  }
  const end = await db.prisma.generation.findUniqueOrThrow({ where: { id: generationId } });
  if (end.failureMessage) throw new ModelFailure(end.failureReason ?? 'UNEXPECTED', end.failureMessage);
  const { inputTokens, cachedInputTokens, outputTokens } = end;
  const isCounted = inputTokens !== null && outputTokens !== null;
  yield {
    type: 'finish',
    reason: end.finishReason ?? 'STOP',
    usage: isCounted ? { inputTokens, cachedInputTokens: cachedInputTokens ?? 0, outputTokens } : null,
  };
}

const leaseMs = 60_000;
const renewEveryMs = 20_000;
const longestRunMs = 15 * 60_000;

async function answerOnce(
  ctx: CompletionContext,
  request: CompletionRequest,
  { key, signal }: { key: string; signal: AbortSignal },
): Promise<Answering> {
  const { userId } = ctx.viewer;
  const runId = uuid();
  await ctx.db.prisma.$transaction(async (tx) => {
    await ctx.generations.admit(tx, { userId, apiTokenId: tokenIdOf(ctx.viewer) });
    await tx.$executeRaw`
      INSERT INTO completion_run (id, user_id, lease_until)
      VALUES (${runId}::uuid, ${userId}::uuid, now() + ${leaseMs} * interval '1 ms')`;
  });
  return { id: key, conversationId: null, pieces: asked(ctx, request, { runId, signal }) };
}

async function* asked(
  ctx: CompletionContext,
  request: CompletionRequest,
  { runId, signal }: { runId: string; signal: AbortSignal },
): AsyncGenerator<ChatPiece> {
  const { catalog, viewer, db } = ctx;
  const { model, messages: turns, temperature, maxTokens, topP, stop } = request;
  const caller = { userId: viewer.userId, apiTokenId: tokenIdOf(viewer) };
  const call = { ...caller, conversationId: nobody, purpose: 'COMPLETION', modelName: model } as const;
  const tooLong = AbortSignal.timeout(longestRunMs);
  const renewal = setInterval(() => renew(db, runId), renewEveryMs).unref();
  let writtenBytes = 0;
  let isBilled = false;
  try {
    const chat = await catalog.chat(model);
    const wanted = {
      model,
      turns,
      ...(temperature === null ? {} : { temperature }),
      ...(maxTokens === null ? {} : { maxOutputTokens: maxTokens }),
      ...(topP === null ? {} : { topP }),
      ...(stop === null ? {} : { stop }),
    };
    for await (const piece of chat.stream(wanted, AbortSignal.any([signal, tooLong]))) {
      if (piece.type === 'text') writtenBytes += Buffer.byteLength(piece.text);
      else if (piece.usage) await bill(ctx, call, piece.usage);
      isBilled ||= piece.type === 'finish';
      yield piece;
    }
    if (tooLong.aborted && !signal.aborted)
      throw new ModelFailure('TIMED_OUT', 'The model wrote for longer than a run may last.');
  } finally {
    clearInterval(renewal);
    // What was cut is on the provider's bill: leaving early must not be a way around a budget.
    const isCut = !isBilled && (signal.aborted || writtenBytes > 0);
    if (isCut) await bill(ctx, call, estimateUsage(turns, writtenBytes), true);
    await db.prisma.$executeRaw`DELETE FROM completion_run WHERE id = ${runId}::uuid`;
  }
}

/** Where it cannot be renewed, another answer may be begun too early, and nothing else. */
function renew(db: Db, runId: string): void {
  db.prisma
    .$executeRaw`UPDATE completion_run SET lease_until = now() + ${leaseMs} * interval '1 ms' WHERE id = ${runId}::uuid`.catch(
    () => {},
  );
}

export const finishReasons: Record<FinishReason, string> = {
  STOP: 'stop',
  LENGTH: 'length',
  CONTENT_FILTER: 'content_filter',
};
