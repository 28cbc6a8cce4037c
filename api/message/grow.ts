import { v7 as uuid } from 'uuid';
import { showLeaf } from '../conversation/active-leaf.ts';
import { firstWords } from '../conversation/first-words.ts';
import { lockConversation, temporaryUntil } from '../conversation/service.ts';
import type { Generations } from '../generation/service.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { ownedBy, tokenIdOf, type Viewer } from '../platform/viewer.ts';
import { findProject } from '../project/service.ts';
import type { Outcome } from './once.ts';
import { extend, lineageOf, spotBelow } from './thread.ts';

/** The steps of which the ways in service.ts are made, all inside their transaction: find the place, lock it, add to it. */
export type MessageContext = {
  db: Db;
  bell: Bell;
  viewer: Viewer;
  catalog: Catalog;
  generations: Generations;
};

type Place = { conversationId: string; modelName: string; parentId: string | null };

/** What a send says of the message and, if there is none yet, of its conversation. */
export type NewConversation = {
  text: string;
  /** The message to follow; of a conversation that is there, its active leaf when null. */
  parentId: string | null;
  /** Of a new conversation: the project it belongs to. */
  projectId?: string;
  /** Of a new conversation: kept out of the history and deleted a day after its last message. */
  isTemporary?: boolean;
  /** Of a new conversation: what was said before, elsewhere, oldest first. */
  earlier?: { role: 'USER' | 'ASSISTANT'; text: string }[];
  /** Of a new conversation: its instructions. */
  systemPrompt?: string;
};

/** Makes the conversation of a first message. Throws ValidationError, NotFoundError. */
export async function newConversation(
  { viewer }: MessageContext,
  tx: Tx,
  input: NewConversation,
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
      ...(input.systemPrompt ? { systemPrompt: input.systemPrompt } : {}),
    },
  });
  const parentId = await addEarlier(tx, viewer.userId, id, input.earlier ?? []);
  return { conversationId: id, modelName, parentId };
}

/** Adds what was said before as a path; returns its end, null for none. */
async function addEarlier(
  tx: Tx,
  userId: string,
  conversationId: string,
  earlier: NonNullable<NewConversation['earlier']>,
): Promise<string | null> {
  let parentId: string | null = null;
  let lineage = await lineageOf(tx, null);
  for (const { role, text } of earlier) {
    const spot = spotBelow(uuid(), lineage);
    await tx.message.create({ data: { ...spot, conversationId, userId, parentId, role, text } });
    lineage = extend(lineage, spot);
    parentId = spot.id;
  }
  return parentId;
}

/** Where a message goes in a conversation that is there, which is locked. Throws NotFoundError, ConflictError. */
export async function placeIn(
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
export function refuseRunning(generation: { status: string } | null) {
  if (generation?.status === 'QUEUED' || generation?.status === 'STREAMING') {
    throw new ConflictError('An answer is still being written here: wait for it to end, or stop it.');
  }
}

/** The viewer's message, with its conversation locked. Throws NotFoundError, ConflictError. */
export async function lockMessage({ viewer }: { viewer: Viewer }, tx: Tx, id: string) {
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
export async function addTurn(
  ctx: MessageContext,
  tx: Tx,
  { parentId, text, ...turn }: Turn,
): Promise<Outcome> {
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
export async function addReply(
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
    apiTokenId: tokenIdOf(ctx.viewer),
    ...how,
  });
  return { conversationId, generationId };
}
