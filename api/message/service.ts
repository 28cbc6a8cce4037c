import { v7 as uuid } from 'uuid';
import { leafToShow, showLeaf } from '../conversation/active-leaf.ts';
import { lockConversation, temporaryUntil } from '../conversation/service.ts';
import { firstWords } from '../conversation/title.ts';
import type { Generations } from '../generation/service.ts';
import { type Catalog, requireModel } from '../model/catalog.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { feedTopic, ownedBy, type Viewer } from '../platform/viewer.ts';
import { findProject } from '../project/service.ts';
import { type KeyedRequest, type Outcome, once } from './once.ts';
import { extend, lineageOf, spotBelow } from './thread.ts';

/**
 * How a tree of messages grows. Whatever a client believes about it, nothing here changes or removes a message: a late
 * send from a stale tab becomes a branch where that tab was, or a typed conflict.
 */
export type MessageContext = {
  db: Db;
  bell: Bell;
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
  /** Of a new conversation: the project it belongs to. */
  projectId?: string;
  /** Of a new conversation: kept out of the history and deleted a day after its last message. */
  isTemporary?: boolean;
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

type Place = { conversationId: string; modelName: string; parentId: string | null };

async function newConversation(
  { viewer }: MessageContext,
  tx: Tx,
  input: SendMessage,
  fallback: string,
): Promise<Place> {
  if (input.parentId !== null) {
    const message = 'Give the conversation of the message to follow.';
    throw new ValidationError([{ path: ['conversationId'], message }]);
  }
  const project = input.projectId === undefined ? null : await findProject(tx, viewer, input.projectId);
  const modelName = project?.modelName ?? fallback;
  const id = uuid();
  await tx.conversation.create({
    data: {
      id,
      userId: viewer.userId,
      title: firstWords(input.text),
      modelName,
      ...(project ? { projectId: project.id } : {}),
      ...(input.isTemporary ? { temporaryUntil: temporaryUntil() } : {}),
    },
  });
  return { conversationId: id, modelName, parentId: null };
}

/** Where a message goes in a conversation that is there. */
async function placeIn(
  { viewer }: MessageContext,
  tx: Tx,
  conversationId: string,
  given: string | null,
): Promise<Place> {
  const { activeLeafId, modelName } = await lockConversation(tx, viewer, conversationId);
  const parentId = given ?? activeLeafId;
  if (parentId === null) return { conversationId, modelName, parentId };
  const parent = await tx.message.findFirst({
    where: { id: parentId, conversationId },
    select: { role: true, generation: { select: { status: true } } },
  });
  if (!parent) throw new NotFoundError('message');
  if (parent.role === 'USER') {
    throw new ConflictError('A message can only follow an answer: give the answer as the message to follow.');
  }
  refuseRunning(parent.generation);
  return { conversationId, modelName, parentId };
}

/** A message follows a finished reply: this keeps one active generation per thread (G13). */
function refuseRunning(generation: { status: string } | null) {
  if (generation?.status === 'QUEUED' || generation?.status === 'STREAMING') {
    throw new ConflictError('An answer is still being written here: wait for it to end, or stop it.');
  }
}

const invalidMessage = (message: string) => new ValidationError([{ path: ['messageId'], message }]);

/** The viewer's message, with its conversation locked. Throws NotFoundError, ConflictError. */
async function lockMessage({ viewer }: MessageContext, tx: Tx, id: string) {
  const message = await tx.message.findFirst({
    where: { id, conversation: ownedBy(viewer) },
    select: { conversationId: true },
  });
  if (!message) throw new NotFoundError('message');
  const conversation = await lockConversation(tx, viewer, message.conversationId);
  // Read behind the lock: a reply may have ended meanwhile.
  const found = await tx.message.findUniqueOrThrow({ where: { id }, include: { generation: true } });
  return { ...found, conversation };
}

type Turn = Place & { text: string; temperature: number | null };

/** Adds a user's message and the reply below it. */
async function addTurn(ctx: MessageContext, tx: Tx, { parentId, text, ...turn }: Turn): Promise<Outcome> {
  const { conversationId } = turn;
  const { userId } = ctx.viewer;
  const lineage = await lineageOf(tx, parentId);
  const question = spotBelow(uuid(), lineage);
  await tx.message.create({ data: { ...question, conversationId, userId, parentId, role: 'USER', text } });
  const below = extend(lineage, question);
  return addReply(ctx, tx, { ...turn, questionId: question.id, grownFrom: parentId }, below);
}

type Reply = {
  conversationId: string;
  questionId: string | null;
  /** The leaf that this lengthens: it need not be remembered as another branch's. */
  grownFrom?: string | null;
  modelName: string;
  temperature: number | null;
  continued?: { messageId: string; text: string };
};

/** Adds an empty reply with a queued generation, makes it the active leaf, and its model the conversation's. */
async function addReply(
  ctx: MessageContext,
  tx: Tx,
  { conversationId, questionId: parentId, grownFrom = null, ...how }: Reply,
  lineage?: Awaited<ReturnType<typeof lineageOf>>,
): Promise<Outcome> {
  const { userId } = ctx.viewer;
  const reply = spotBelow(uuid(), lineage ?? (await lineageOf(tx, parentId)));
  await tx.message.create({
    data: { ...reply, conversationId, userId, parentId, role: 'ASSISTANT', text: '' },
  });
  await showLeaf(tx, { conversationId, leafId: reply.id, grownFrom });
  await tx.$executeRaw`
    UPDATE conversation SET model_name = ${how.modelName}, updated_at = now(), unread = false,
      temporary_until = CASE WHEN temporary_until IS NOT NULL THEN ${temporaryUntil()}::timestamptz END
    WHERE id = ${conversationId}::uuid`;
  const generationId = await ctx.generations.queue(tx, {
    conversationId,
    messageId: reply.id,
    userId,
    ...how,
  });
  return { conversationId, generationId };
}

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
