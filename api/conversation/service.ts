import { type Catalog, requireModel } from '../model/catalog.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, NotFoundError } from '../platform/domain-error.ts';
import type { Prisma } from '../platform/prisma/client/client.ts';
import { feedTopic, ownedBy, type Viewer } from '../platform/viewer.ts';
import { findProject } from '../project/service.ts';
import { leafToShow, showLeaf } from './active-leaf.ts';

/** Who asks, and what with. */
export type ConversationContext = { db: Db; bell: Bell; viewer: Viewer; catalog: Catalog };

export type ConversationChanges = {
  conversationId: string;
  /** Change only this revision: what a stale tab would overwrite is a ConflictError. */
  ifRevision?: number;
  title?: string;
  modelName?: string;
  /** Empty removes them. */
  systemPrompt?: string;
  pinned?: boolean;
  archived?: boolean;
  unread?: boolean;
  /** The leaf below it that was shown last becomes the one shown by default. */
  activeMessageId?: string;
};

/** A temporary chat vanishes so long after its last message. */
const temporaryMs = 24 * 60 * 60_000;
export const temporaryUntil = () => new Date(Date.now() + temporaryMs);

/** Changes what is given and leaves the rest. Throws NotFoundError, ConflictError, ModelUnavailableError. */
export async function updateConversation(ctx: ConversationContext, changes: ConversationChanges) {
  const { conversationId: id, ifRevision, activeMessageId, unread, modelName, ...settings } = changes;
  if (modelName !== undefined) await requireModel(ctx.catalog, modelName);
  const updated = await ctx.db.prisma.$transaction(async (tx) => {
    const { revision } = await lockConversation(tx, ctx.viewer, id);
    if (ifRevision !== undefined && ifRevision !== revision) {
      throw new ConflictError('This chat was changed elsewhere meanwhile: look at it again, then save.');
    }
    if (activeMessageId !== undefined) {
      await showLeaf(tx, { conversationId: id, leafId: await leafToShow(tx, id, activeMessageId) });
    }
    const { title, systemPrompt, ...flags } = settings;
    const data: Prisma.ConversationUpdateInput = {
      ...flags,
      ...(title === undefined ? {} : { title, titleSource: 'PERSON' as const }),
      ...(systemPrompt === undefined ? {} : { systemPrompt: systemPrompt === '' ? null : systemPrompt }),
      ...(modelName === undefined ? {} : { modelName }),
    };
    // Which branch is shown, and that it was read, is nobody's edit: it never makes another's save a conflict.
    const isEdit = Object.keys(data).length > 0;
    return tx.conversation.update({
      where: { id },
      data: {
        ...data,
        ...(isEdit ? { revision: { increment: 1 } } : {}),
        ...(unread === undefined ? {} : { unread }),
      },
    });
  });
  tell(ctx);
  return updated;
}

export type Organization = {
  pinned?: boolean;
  archived?: boolean;
  unread?: boolean;
  /** Null takes them out of any project. */
  projectId?: string | null;
};

/** The same change to many conversations, or to none of them if one is missing. Throws NotFoundError. */
export async function organizeConversations(ctx: ConversationContext, ids: string[], change: Organization) {
  await changeAll(ctx, ids, { deletedAt: null }, async (tx) => {
    if (change.projectId) await findProject(tx, ctx.viewer, change.projectId);
    return { data: { ...change, revision: { increment: 1 } } };
  });
}

/** Puts conversations into the trash, where they keep all they have for 30 days. Throws NotFoundError. */
export async function deleteConversations(ctx: ConversationContext, ids: string[]) {
  await changeAll(ctx, ids, {}, async (tx) => {
    // What is being written for them would be shown to nobody. In the order in which endings lock: generation first.
    await tx.$executeRaw`
      UPDATE generation SET stop_requested_at = COALESCE(stop_requested_at, now()),
        status = CASE status WHEN 'QUEUED' THEN 'STOPPED' ELSE status END,
        ended_at = CASE status WHEN 'QUEUED' THEN now() END
      WHERE conversation_id = ANY(${ids}::uuid[]) AND status IN ('QUEUED', 'STREAMING')`;
    // What is in the trash already keeps its day.
    return { where: { deletedAt: null }, data: { deletedAt: new Date() } };
  });
  ctx.bell.ring(ids.map(conversationTopic));
}

/** Takes conversations out of the trash, as they were. Throws NotFoundError. */
export async function restoreConversations(ctx: ConversationContext, ids: string[]) {
  await changeAll(ctx, ids, {}, async () => ({ data: { deletedAt: null } }));
}

/** Rings when a conversation is deleted, so that its running generations end at once. */
export const conversationTopic = (id: string) => `conversation:${id}`;

/** Deletes conversations and all they hold, for good; their generations find their rows gone and stop. Throws NotFoundError. */
export async function purgeConversations(ctx: ConversationContext, ids: string[]) {
  const count = await ctx.db.prisma.$transaction(async (tx) => {
    await lockGenerations(tx, ctx.viewer, ids);
    await lockConversations(tx, ctx.viewer, ids);
    const { count } = await tx.conversation.deleteMany({
      where: { id: { in: ids }, ...ownedBy(ctx.viewer) },
    });
    if (count !== new Set(ids).size) throw new NotFoundError('conversation');
    return count;
  });
  if (count > 0) tell(ctx);
  ctx.bell.ring(ids.map(conversationTopic));
}

/** Empties the viewer's trash for good; returns how many conversations were in it. */
export async function emptyTrash(ctx: ConversationContext): Promise<number> {
  const where = { ...ownedBy(ctx.viewer), deletedAt: { not: null } };
  const count = await ctx.db.prisma.$transaction(async (tx) => {
    const trashed = await tx.conversation.findMany({ where, select: { id: true } });
    const ids = trashed.map(({ id }) => id);
    await lockGenerations(tx, ctx.viewer, ids);
    await lockConversations(tx, ctx.viewer, ids);
    return (await tx.conversation.deleteMany({ where: { ...where, id: { in: ids } } })).count;
  });
  tell(ctx);
  return count;
}

async function changeAll(
  ctx: ConversationContext,
  ids: string[],
  only: Prisma.ConversationWhereInput,
  change: (tx: Tx) => Promise<Prisma.ConversationUpdateManyArgs>,
) {
  await ctx.db.prisma.$transaction(async (tx) => {
    await lockGenerations(tx, ctx.viewer, ids);
    const { where, data } = await change(tx);
    await lockConversations(tx, ctx.viewer, ids);
    const all = { id: { in: ids }, ...ownedBy(ctx.viewer), ...only };
    if ((await tx.conversation.count({ where: all })) !== new Set(ids).size)
      throw new NotFoundError('conversation');
    await tx.conversation.updateMany({ where: { ...all, ...where }, data });
  });
  tell(ctx);
}

/** In the order in which endings lock: generation, then message and conversation. Any other way round could deadlock. */
async function lockGenerations(tx: Tx, { userId }: Viewer, ids: string[]) {
  await tx.$queryRaw`
    SELECT 1 FROM generation
    WHERE conversation_id = ANY(${ids}::uuid[]) AND user_id = ${userId}::uuid AND status IN ('QUEUED', 'STREAMING')
    ORDER BY id FOR UPDATE`;
}

/** One statement locks rows as it meets them, and rows move as they change: two such could wait for each other. */
async function lockConversations(tx: Tx, { userId }: Viewer, ids: string[]) {
  await tx.$queryRaw`
    SELECT 1 FROM conversation WHERE id = ANY(${ids}::uuid[]) AND user_id = ${userId}::uuid ORDER BY id FOR UPDATE`;
}

const tell = ({ bell, viewer }: ConversationContext) => bell.ring([feedTopic(viewer.userId)]);

/**
 * The viewer's conversation, locked, so that two changes of it go one after the other. Throws NotFoundError for one
 * that is missing or somebody else's, ConflictError for one in the trash.
 */
export async function lockConversation(tx: Tx, viewer: Viewer, id: string) {
  await tx.$queryRaw`SELECT 1 FROM conversation WHERE id = ${id}::uuid AND user_id = ${viewer.userId}::uuid FOR UPDATE`;
  const found = await tx.conversation.findFirst({ where: { id, ...ownedBy(viewer) } });
  if (!found) throw new NotFoundError('conversation');
  if (found.deletedAt) throw new ConflictError('This chat is in the trash: restore it first.');
  return found;
}
