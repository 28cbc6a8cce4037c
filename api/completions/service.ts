import type { Generations } from '../generation/service.ts';
import type { MessageContext } from '../message/grow.ts';
import { sendMessage } from '../message/service.ts';
import { requireModel } from '../model/catalog.ts';
import type { ChatPiece, FinishReason } from '../model/chat-model.ts';
import { ModelFailure } from '../model/chat-model.ts';
import type { Db } from '../platform/db.ts';
import { LimitError } from '../platform/domain-error.ts';
import { countOne, messagesSubject } from '../platform/meter.ts';
import { nobody, tokenIdOf, type Viewer } from '../platform/viewer.ts';
import { requireBudget } from '../usage/budget.ts';
import { bill } from '../usage/ledger.ts';
import { BadCompletionError, type CompletionRequest } from './request.ts';

/**
 * Answers for programs that speak OpenAI's protocol. Without `store` the model is asked exactly what was sent, and
 * nothing is kept but the line in the ledger; with it the question goes the way of every message, and lives on in a
 * conversation whether or not the program stays.
 */
export type CompletionContext = MessageContext & { maxActivePerUser: number; maxPerMinute: number };

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

/** Answers that are being written without being kept, by user: the ones of this process. */
const active = new Map<string, number>();

async function answerOnce(
  ctx: CompletionContext,
  request: CompletionRequest,
  { key, signal }: { key: string; signal: AbortSignal },
): Promise<Answering> {
  const { userId } = ctx.viewer;
  await ctx.db.prisma.$transaction(async (tx) => {
    const { isOver, resetAt } = await countOne(tx, messagesSubject(userId), ctx.maxPerMinute);
    if (isOver)
      throw new LimitError('RATE_LIMITED', `${ctx.maxPerMinute} messages a minute are allowed.`, resetAt);
    await requireBudget(tx, { userId, apiTokenId: tokenIdOf(ctx.viewer) });
  });
  if ((active.get(userId) ?? 0) >= ctx.maxActivePerUser) {
    const message = `${ctx.maxActivePerUser} answers are being written for you already.`;
    throw new LimitError('RATE_LIMITED', message, new Date(Date.now() + 10_000));
  }
  return { id: key, conversationId: null, pieces: asked(ctx, request, signal) };
}

async function* asked(
  ctx: CompletionContext,
  request: CompletionRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatPiece> {
  const { catalog, viewer } = ctx;
  const { model, messages: turns, temperature, maxTokens } = request;
  const chat = await catalog.chat(model);
  const caller = { userId: viewer.userId, apiTokenId: tokenIdOf(viewer) };
  const call = { ...caller, conversationId: nobody, purpose: 'COMPLETION', modelName: model } as const;
  count(viewer.userId, 1);
  try {
    const wanted = {
      model,
      turns,
      ...(temperature === null ? {} : { temperature }),
      ...(maxTokens === null ? {} : { maxOutputTokens: maxTokens }),
    };
    for await (const piece of chat.stream(wanted, signal)) {
      if (piece.type === 'finish' && piece.usage) await bill(ctx, call, piece.usage);
      yield piece;
    }
  } finally {
    count(viewer.userId, -1);
  }
}

function count(userId: string, change: number): void {
  const now = (active.get(userId) ?? 0) + change;
  if (now > 0) active.set(userId, now);
  else active.delete(userId);
}

export const finishReasons: Record<FinishReason, string> = {
  STOP: 'stop',
  LENGTH: 'length',
  CONTENT_FILTER: 'content_filter',
};
