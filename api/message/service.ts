import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { findConversation, requireModel } from '../conversation/service.ts';
import { firstWords } from '../conversation/title.ts';
import type { Generations } from '../generation/service.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import type { Viewer } from '../platform/viewer.ts';

export type MessageContext = {
  db: Db;
  viewer: Viewer;
  catalog: Catalog;
  generations: Generations;
};

export type SendMessage = {
  idempotencyKey: string;
  text: string;
  /** A new conversation is made when null. */
  conversationId: string | null;
  /** The conversation's active leaf when null. */
  parentId: string | null;
  /** The conversation's model when null. */
  modelName: string | null;
  /** The model's own when null. */
  temperature: number | null;
};

/** A burst of sends queues for a connection rather than fails; a lock that is held longer than this is a fault. */
const transactionWaits = { maxWait: 10_000, timeout: 10_000 };

/** Ids of what a send added. */
export type Sent = { generationId: string };

/**
 * Adds the user's message, an empty reply and a queued generation in one transaction, then wakes the runner. A repeat
 * with the same key returns what the first one added (G2). Throws ValidationError, NotFoundError, ConflictError,
 * LimitError, ModelUnavailableError; then nothing was added.
 */
export async function sendMessage(ctx: MessageContext, input: SendMessage): Promise<Sent> {
  const { db, viewer, catalog } = ctx;
  // Asked outside the transaction, because the model list may come from the network.
  const chosen = input.modelName === null ? null : await requireModel(catalog, input.modelName);
  const fallback = chosen ?? (await catalog.default()).name;
  const sent = await db.prisma.$transaction(async (tx) => {
    const earlier = await claimKey(tx, viewer, input);
    if (earlier) return earlier;
    const place = await findPlace(tx, viewer, input, fallback);
    const modelName = chosen ?? (await stillOffered(catalog, place.modelName, fallback));
    const generationId = await addTurn(ctx, tx, {
      ...place,
      text: input.text,
      modelName,
      temperature: input.temperature,
    });
    await tx.idempotencyKey.update({
      where: { userId_key: { userId: viewer.userId, key: input.idempotencyKey } },
      data: { generationId },
    });
    return { generationId };
  }, transactionWaits);
  ctx.generations.wake(sent.generationId);
  return sent;
}

/**
 * Takes the key, or returns what it led to. Two transactions with one key meet at its row: the second waits for the
 * first to commit and then finds its result.
 */
async function claimKey(tx: Tx, { userId }: Viewer, input: SendMessage): Promise<Sent | null> {
  const { idempotencyKey: key, ...request } = input;
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const { count } = await tx.idempotencyKey.createMany({
    data: [{ userId, key, fingerprint }],
    skipDuplicates: true,
  });
  if (count === 1) return null;
  const earlier = await tx.idempotencyKey.findUniqueOrThrow({ where: { userId_key: { userId, key } } });
  if (earlier.fingerprint !== fingerprint) {
    const message = 'This key was already used for another send: use a new key for a new message.';
    throw new ValidationError([{ path: ['idempotencyKey'], message }]);
  }
  const { generationId } = earlier;
  const isThere =
    generationId && (await tx.generation.findUnique({ where: { id: generationId }, select: { id: true } }));
  // Its conversation was deleted since; sending it anew would surprise.
  if (!isThere) throw new NotFoundError('conversation');
  return { generationId };
}

type Place = { conversationId: string; modelName: string; parentId: string | null; depth: number };

/** Where the message goes. The conversation's row is locked, so that two sends to it go one after the other. */
async function findPlace(tx: Tx, viewer: Viewer, input: SendMessage, fallbackModel: string): Promise<Place> {
  if (input.conversationId === null) {
    if (input.parentId !== null) {
      const message = 'Give the conversation of the message to follow.';
      throw new ValidationError([{ path: ['conversationId'], message }]);
    }
    const conversationId = uuid();
    const title = firstWords(input.text);
    await tx.conversation.create({
      data: { id: conversationId, userId: viewer.userId, title, modelName: fallbackModel },
    });
    return { conversationId, modelName: fallbackModel, parentId: null, depth: 0 };
  }
  const id = input.conversationId;
  await tx.$queryRaw`SELECT 1 FROM conversation WHERE id = ${id}::uuid AND user_id = ${viewer.userId}::uuid FOR UPDATE`;
  const conversation = await findConversation(tx, viewer, id);
  const parentId = input.parentId ?? conversation.activeLeafId;
  if (parentId === null) return { conversationId: id, modelName: conversation.modelName, parentId, depth: 0 };
  const parent = await tx.message.findFirst({
    where: { id: parentId, conversationId: id },
    select: { depth: true, role: true, generation: { select: { status: true } } },
  });
  if (!parent) throw new NotFoundError('message');
  refuseUnfinished(parent);
  return { conversationId: id, modelName: conversation.modelName, parentId, depth: parent.depth + 1 };
}

/** A message follows a finished reply: this keeps one active generation per thread (G13). */
function refuseUnfinished(parent: { role: string; generation: { status: string } | null }) {
  if (parent.role === 'USER') {
    throw new ConflictError('A message can only follow an answer: give the answer as the message to follow.');
  }
  if (parent.generation?.status === 'QUEUED' || parent.generation?.status === 'STREAMING') {
    throw new ConflictError('An answer is still being written here: wait for it to end, or stop it.');
  }
}

/** The conversation's model as long as the server offers it; the default in its place afterwards. */
async function stillOffered(catalog: Catalog, modelName: string, fallback: string): Promise<string> {
  return (await catalog.find(modelName)) ? modelName : fallback;
}

type Turn = Place & { text: string; temperature: number | null };

/** Adds both messages and the generation, and makes the reply the active leaf. Returns the generation's id. */
async function addTurn(ctx: MessageContext, tx: Tx, turn: Turn): Promise<string> {
  const { conversationId, parentId, depth, text, modelName, temperature } = turn;
  const { userId } = ctx.viewer;
  const [questionId, replyId] = [uuid(), uuid()];
  await tx.message.createMany({
    data: [
      { id: questionId, conversationId, userId, parentId, depth, role: 'USER', text },
      {
        id: replyId,
        conversationId,
        userId,
        parentId: questionId,
        depth: depth + 1,
        role: 'ASSISTANT',
        text: '',
      },
    ],
  });
  await tx.conversation.update({
    where: { id: conversationId },
    data: { activeLeafId: replyId, modelName, updatedAt: new Date() },
  });
  return ctx.generations.queue(tx, { conversationId, messageId: replyId, userId, modelName, temperature });
}
