import type { Catalog } from '../model/catalog.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ModelUnavailableError, NotFoundError } from '../platform/domain-error.ts';
import { ownedBy, type Viewer } from '../platform/viewer.ts';
import { newestLeaf } from './active-leaf.ts';

/** Who asks, and what with. */
export type ConversationContext = { db: Db; viewer: Viewer; catalog: Catalog };

export type ConversationChanges = {
  conversationId: string;
  title?: string;
  modelName?: string;
  /** Empty removes them. */
  systemPrompt?: string;
  pinned?: boolean;
  archived?: boolean;
  /** Its newest descendant becomes the leaf shown by default. */
  activeMessageId?: string;
};

/** Changes what is given and leaves the rest. Throws NotFoundError, ModelUnavailableError. */
export async function updateConversation(ctx: ConversationContext, changes: ConversationChanges) {
  const { conversationId: id, modelName, title, systemPrompt, activeMessageId, ...rest } = changes;
  await findConversation(ctx.db.prisma, ctx.viewer, id);
  if (modelName !== undefined) await requireModel(ctx.catalog, modelName);
  const activeLeafId = activeMessageId && (await newestLeaf(ctx.db.prisma, id, activeMessageId));
  return ctx.db.prisma.conversation.update({
    where: { id },
    data: {
      ...rest,
      ...(activeLeafId ? { activeLeafId } : {}),
      ...(title === undefined ? {} : { title, titleSource: 'PERSON' as const }),
      ...(modelName === undefined ? {} : { modelName }),
      ...(systemPrompt === undefined ? {} : { systemPrompt: systemPrompt === '' ? null : systemPrompt }),
    },
  });
}

/** Rings when a conversation is deleted, so that its running generations end at once. */
export const conversationTopic = (id: string) => `conversation:${id}`;

/** Deletes a conversation with its messages; its generations find their rows gone and stop. Throws NotFoundError. */
export async function deleteConversation(ctx: ConversationContext & { bell: Bell }, id: string) {
  const count = await ctx.db.prisma.$transaction(async (tx) => {
    // In the order in which endings lock: generation, then message. The cascade alone would go the other way round.
    await tx.$queryRaw`SELECT 1 FROM generation WHERE conversation_id = ${id}::uuid AND user_id = ${ctx.viewer.userId}::uuid
      ORDER BY id FOR UPDATE`;
    return (await tx.conversation.deleteMany({ where: { id, ...ownedBy(ctx.viewer) } })).count;
  });
  if (count === 0) throw new NotFoundError('conversation');
  ctx.bell.ring([conversationTopic(id)]);
}

/** The viewer's conversation. Throws NotFoundError for one that is missing or somebody else's. */
export async function findConversation(db: Tx, viewer: Viewer, id: string) {
  const found = await db.conversation.findFirst({ where: { id, ...ownedBy(viewer) } });
  if (!found) throw new NotFoundError('conversation');
  return found;
}

/** The name, if the server offers that model now. Throws ModelUnavailableError, which names what is offered. */
export async function requireModel(catalog: Catalog, name: string): Promise<string> {
  if (await catalog.find(name)) return name;
  const offered = (await catalog.list()).map((model) => model.name);
  const shown = offered.length > 5 ? `${offered.slice(0, 5).join(', ')}, …` : offered.join(', ');
  throw new ModelUnavailableError(`The model “${name}” is not offered here. Choose one of: ${shown}.`);
}
