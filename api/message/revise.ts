import { leafToShow, showLeaf } from '../conversation/active-leaf.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db, Tx } from '../platform/db.ts';
import { NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { feedTopic, type Viewer } from '../platform/viewer.ts';
import { copiesOf, copyMessages, copyTimeoutMs } from './copy.ts';
import { lockMessage, refuseRunning } from './grow.ts';
import { once } from './once.ts';

export type ReviseMessage = { idempotencyKey: string; messageId: string; text: string };

/** Ids of the conversation and of the message with the new text. */
export type Revised = { conversationId: string; messageId: string };

/**
 * Writes a message anew without asking a model: adds a sibling with the new text, and below it a copy of the thread that
 * was shown below the original, which becomes the shown one. The original and all below it stay. Throws
 * ValidationError, NotFoundError, ConflictError (an answer on that thread is still being written), LimitError; then
 * nothing was added.
 */
export async function reviseMessage(
  ctx: { db: Db; bell: Bell; viewer: Viewer },
  input: ReviseMessage,
): Promise<Revised> {
  const revise = async (tx: Tx) => {
    const { conversation, generation, ...original } = await lockMessage(ctx, tx, input.messageId);
    const { conversationId, depth: fromDepth } = original;
    const leafId = await leafToShow(tx, conversationId, original.id);
    const copyOf = await copiesOf(tx, { toId: leafId, fromDepth });
    await refuseRunningIn(tx, [...copyOf.keys()]);
    if (input.text === original.text) {
      throw new ValidationError([{ path: ['text'], message: 'The text is the same as before.' }]);
    }
    const id = copyOf.get(original.id)!;
    await tx.message.create({ data: { ...original, id, text: input.text, tokenCount: null } });
    await copyMessages(tx, conversationId, copyOf);
    await showLeaf(tx, { conversationId, leafId: copyOf.get(leafId)! });
    return { conversationId, generationId: null, messageId: id };
  };
  const { conversationId, messageId } = await once(ctx, { revise: true, ...input }, revise, {
    timeoutMs: copyTimeoutMs,
  });
  if (!messageId) throw new NotFoundError('message');
  ctx.bell.ring([feedTopic(ctx.viewer.userId)]);
  return { conversationId, messageId };
}

async function refuseRunningIn(tx: Tx, messageIds: string[]): Promise<void> {
  refuseRunning(
    await tx.generation.findFirst({
      where: { messageId: { in: messageIds }, endedAt: null },
      select: { status: true },
    }),
  );
}
