import { leafToShow } from '../conversation/active-leaf.ts';
import { requireModel } from '../model/catalog.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { feedTopic, ownedBy, type Viewer } from '../platform/viewer.ts';
import {
  addReply,
  addTurn,
  lockMessage,
  type MessageContext,
  type NewConversation,
  newConversation,
  placeIn,
  refuseRunning,
} from './grow.ts';
import { type KeyedRequest, type Outcome, once } from './once.ts';

/**
 * The ways in which a tree of messages grows. Whatever a client believes about it, nothing here changes or removes a
 * message: a late send from a stale tab becomes a branch where that tab was, or a typed conflict.
 */
export type SendMessage = NewConversation & {
  idempotencyKey: string;
  /** A new conversation is made when null. */
  conversationId: string | null;
  /** The conversation's model when null. */
  modelName: string | null;
  /** The model's own when null. */
  temperature: number | null;
};

/** Ids of what was added. */
export type Sent = { generationId: string };

/**
 * Adds the user's message, an empty reply and a queued generation in one transaction, then wakes the runner. A repeat
 * with the same key returns what the first one added (G2). Throws ValidationError, NotFoundError, ConflictError,
 * LimitError, ModelUnavailableError; then nothing was added.
 */
export async function sendMessage(ctx: MessageContext, input: SendMessage): Promise<Sent> {
  const { text, temperature } = input;
  return start(ctx, input, async (tx, models) => {
    const place =
      input.conversationId === null
        ? await newConversation(ctx, tx, input, models.fallback)
        : await placeIn(ctx, tx, input.conversationId, input.parentId);
    const modelName = await models.choose(place.modelName);
    return addTurn(ctx, tx, { ...place, text, modelName, temperature });
  });
}

export type EditMessage = {
  idempotencyKey: string;
  messageId: string;
  text: string;
  modelName: string | null;
};

/**
 * Adds a sibling of a user's message and a reply below it; the original and all below it stay. Throws as sendMessage.
 */
export async function editMessage(ctx: MessageContext, input: EditMessage): Promise<Sent> {
  return start(ctx, { edit: true, ...input }, async (tx, models) => {
    const original = await lockMessage(ctx, tx, input.messageId);
    if (original.role !== 'USER') {
      throw invalidMessage('Only your own messages can be edited. Answers can be regenerated.');
    }
    const { conversationId, parentId, conversation } = original;
    const modelName = await models.choose(conversation.modelName);
    return addTurn(ctx, tx, { conversationId, parentId, text: input.text, modelName, temperature: null });
  });
}

export type RegenerateMessage = { idempotencyKey: string; messageId: string; modelName: string | null };

/**
 * Starts another answer beside an answer, or below a user's message. The model and the temperature are those of the
 * answer unless given. Throws as sendMessage.
 */
export async function regenerateMessage(ctx: MessageContext, input: RegenerateMessage): Promise<Sent> {
  return start(ctx, { regenerate: true, ...input }, async (tx, models) => {
    const original = await lockMessage(ctx, tx, input.messageId);
    const { conversationId, conversation, generation } = original;
    const modelName = await models.choose(generation?.modelName ?? conversation.modelName);
    const questionId = original.role === 'USER' ? original.id : original.parentId;
    const temperature = generation?.temperature ?? null;
    return addReply(ctx, tx, { conversationId, questionId, modelName, temperature });
  });
}

export type ContinueMessage = { idempotencyKey: string; messageId: string; modelName: string | null };

/**
 * Starts an answer that begins with the text of one that was cut off, as its sibling, and goes on from there. Throws
 * as sendMessage; ConflictError for an answer that is complete, still being written, or empty.
 */
export async function continueMessage(ctx: MessageContext, input: ContinueMessage): Promise<Sent> {
  return start(ctx, { continue: true, ...input }, async (tx, models) => {
    const original = await lockMessage(ctx, tx, input.messageId);
    const { conversationId, generation, parentId: questionId } = original;
    if (original.role !== 'ASSISTANT' || !generation)
      throw invalidMessage('Only an answer can be continued.');
    refuseRunning(generation);
    const isCut = generation.status !== 'COMPLETED' || generation.finishReason === 'LENGTH';
    if (!isCut) throw new ConflictError('This answer is complete: ask a further question, or regenerate it.');
    if (original.text === '')
      throw new ConflictError('This answer has no text to go on from: regenerate it.');
    const modelName = await models.choose(generation.modelName);
    const continued = { messageId: original.id, text: original.text };
    const temperature = generation.temperature ?? null;
    return addReply(ctx, tx, { conversationId, questionId, modelName, temperature, continued });
  });
}

/** The models of a request: the one that was asked for, or else the wanted one as long as the server offers it. */
type Models = { fallback: string; choose: (wanted: string) => Promise<string> };

async function start(
  ctx: MessageContext,
  request: KeyedRequest & { modelName: string | null },
  add: (tx: Tx, models: Models) => Promise<Outcome>,
): Promise<Sent> {
  const { catalog } = ctx;
  // Asked outside the transaction, because the model list may come from the network.
  const chosen = request.modelName === null ? null : await requireModel(catalog, request.modelName);
  const fallback = chosen ?? (await catalog.default()).name;
  const choose = async (wanted: string) => chosen ?? ((await catalog.find(wanted)) ? wanted : fallback);
  const { generationId } = await once(ctx, request, (tx) => add(tx, { fallback, choose }));
  if (!generationId) throw new NotFoundError('conversation');
  ctx.generations.wake(generationId);
  ctx.bell.ring([feedTopic(ctx.viewer.userId)]);
  return { generationId };
}

const invalidMessage = (message: string) => new ValidationError([{ path: ['messageId'], message }]);

/** The leaf of the thread that is shown for a message. Throws NotFoundError. */
export async function leafOf(
  { db, viewer }: { db: Db; viewer: Viewer | null },
  messageId: string,
): Promise<string> {
  const message = await db.prisma.message.findFirst({
    where: { id: messageId, conversation: ownedBy(viewer) },
    select: { conversationId: true },
  });
  if (!message) throw new NotFoundError('message');
  return leafToShow(db.prisma, message.conversationId, messageId);
}
