import { v7 as uuid } from 'uuid';
import { leafToShow } from '../conversation/active-leaf.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, NotFoundError } from '../platform/domain-error.ts';
import { feedTopic, ownedBy, type Viewer } from '../platform/viewer.ts';
import { copiesOf, copyMessages, copyTimeoutMs } from './copy.ts';
import { once } from './once.ts';

/** Copies a part of a tree into a conversation of its own. */
export type ForkConversation = {
  idempotencyKey: string;
  messageId: string;
  /** `path`: from the root to the message. `below`: also everything below the message, on all branches. */
  include: 'path' | 'below';
};

type Source = { id: string; conversationId: string };

/** Returns the new conversation's id. Throws NotFoundError, ConflictError (still being written), LimitError. */
export async function forkConversation(
  ctx: { db: Db; bell: Bell; viewer: Viewer },
  input: ForkConversation,
): Promise<string> {
  const copy = async (tx: Tx) => {
    const message = await findSource(tx, ctx.viewer, input.messageId);
    // Before the list of what is copied: what is said meanwhile is in neither or in that alone.
    const leaf =
      input.include === 'path' ? message.id : await leafToShow(tx, message.conversationId, message.id);
    const copyOf = await copiesOf(tx, { toId: message.id, hasBelow: input.include === 'below' });
    const conversationId = uuid();
    await copyConversation(tx, conversationId, message);
    await copyMessages(tx, conversationId, copyOf);
    await tx.conversation.update({
      where: { id: conversationId },
      data: { activeLeafId: copyOf.get(leaf)! },
    });
    return { conversationId, generationId: null };
  };
  const { conversationId } = await once(ctx, { fork: true, ...input }, copy, { timeoutMs: copyTimeoutMs });
  ctx.bell.ring([feedTopic(ctx.viewer.userId)]);
  return conversationId;
}

/** Its conversation cannot be deleted for good until the copy is made. */
async function findSource(tx: Tx, viewer: Viewer, id: string): Promise<Source> {
  await tx.$queryRaw`
    SELECT 1 FROM conversation WHERE id = (SELECT conversation_id FROM message WHERE id = ${id}::uuid) FOR KEY SHARE`;
  const found = await tx.message.findFirst({
    where: { id, conversation: ownedBy(viewer) },
    select: { id: true, conversationId: true, generation: { select: { endedAt: true } } },
  });
  if (!found) throw new NotFoundError('message');
  if (found.generation && !found.generation.endedAt) {
    throw new ConflictError('This answer is still being written: wait for it to end, or stop it.');
  }
  return found;
}

/** With the settings of the original, under a title that tells them apart; a kept one even of a temporary chat. */
async function copyConversation(tx: Tx, id: string, { id: messageId, conversationId }: Source) {
  await tx.$executeRaw`
    INSERT INTO conversation (id, user_id, title, title_source, model_name, system_prompt, project_id, forked_from_id)
    SELECT ${id}::uuid, user_id, left(title, 193) || ' (fork)', 'PERSON', model_name, system_prompt, project_id, ${messageId}::uuid
    FROM conversation WHERE id = ${conversationId}::uuid`;
}
