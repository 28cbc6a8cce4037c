import { v7 as uuid } from 'uuid';
import { leafToShow } from '../conversation/active-leaf.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, LimitError, NotFoundError } from '../platform/domain-error.ts';
import { feedTopic, ownedBy, type Viewer } from '../platform/viewer.ts';
import { once } from './once.ts';

/**
 * Copies a part of a tree into a conversation of its own. The copies keep their order, because new ids are given out in
 * the order of the old ones; of the generations the copy knows how they ended and by which model, while what they cost
 * stays on the original's account alone.
 */
export type ForkConversation = {
  idempotencyKey: string;
  messageId: string;
  /** `path`: from the root to the message. `below`: also everything below the message, on all branches. */
  include: 'path' | 'below';
};

/** Each copy is put into the search index, which takes milliseconds. */
const maxMessages = 5_000;
const timeoutMs = 60_000;

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
    const ids = await idsToCopy(tx, message, input.include);
    const conversationId = uuid();
    await copyConversation(tx, conversationId, message);
    const copyOf = await copyMessages(tx, conversationId, ids);
    await tx.conversation.update({
      where: { id: conversationId },
      data: { activeLeafId: copyOf.get(leaf)! },
    });
    return { conversationId, generationId: null };
  };
  const { conversationId } = await once(ctx, { fork: true, ...input }, copy, { timeoutMs });
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

/** Oldest first. */
async function idsToCopy(tx: Tx, { id }: Source, include: 'path' | 'below'): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE up AS (
      SELECT id, parent_id FROM message WHERE id = ${id}::uuid
      UNION ALL SELECT m.id, m.parent_id FROM up JOIN message m ON m.id = up.parent_id
    ), down AS (
      SELECT id FROM message WHERE parent_id = ${id}::uuid AND ${include === 'below'}
      UNION ALL SELECT m.id FROM down JOIN message m ON m.parent_id = down.id
    )
    SELECT id::text FROM up UNION ALL SELECT id::text FROM down ORDER BY id LIMIT ${maxMessages + 1}`;
  if (rows.length > maxMessages) {
    const message = `At most ${maxMessages} messages can be forked at once: choose a message higher up.`;
    throw new LimitError('QUOTA_EXCEEDED', message, new Date());
  }
  return rows.map((row) => row.id);
}

/** With the settings of the original, under a title that tells them apart; a kept one even of a temporary chat. */
async function copyConversation(tx: Tx, id: string, { id: messageId, conversationId }: Source) {
  await tx.$executeRaw`
    INSERT INTO conversation (id, user_id, title, title_source, model_name, system_prompt, project_id, forked_from_id)
    SELECT ${id}::uuid, user_id, left(title, 193) || ' (fork)', 'PERSON', model_name, system_prompt, project_id, ${messageId}::uuid
    FROM conversation WHERE id = ${conversationId}::uuid`;
}

/**
 * Returns the copies' ids by those of the originals. An answer that is still being written on a branch below is copied
 * as far as it is, and stopped there: one statement, or it could end between its text and its end.
 */
async function copyMessages(tx: Tx, conversationId: string, ids: string[]): Promise<Map<string, string>> {
  const copies = ids.map(() => uuid());
  // Told by the conversation alone (see the migration): nobody needs thousands of events.
  await tx.$queryRaw`SELECT set_config('parley.is_copying', 'on', true)`;
  await tx.$executeRaw`
    WITH pair AS (
      SELECT * FROM unnest(${ids}::uuid[], ${copies}::uuid[], ${ids.map(() => uuid())}::uuid[]) AS p(old, new, generation)
    ), copied AS (
    INSERT INTO message (id, conversation_id, user_id, parent_id, depth, jump_id, jump_depth, role, text, token_count, created_at)
    SELECT pair.new, ${conversationId}::uuid, m.user_id, parent.new, m.depth, jump.new,
      CASE WHEN jump.new IS NOT NULL THEN m.jump_depth END, m.role,
      CASE WHEN g.id IS NULL THEN m.text ELSE
        COALESCE((SELECT string_agg(c.text, '' ORDER BY c.seq) FROM generation_chunk c WHERE c.generation_id = g.id), '') END,
      CASE WHEN g.id IS NULL THEN m.token_count END, m.created_at
    FROM pair JOIN message m ON m.id = pair.old
    LEFT JOIN pair parent ON parent.old = m.parent_id
    LEFT JOIN pair jump ON jump.old = m.jump_id
    LEFT JOIN generation g ON g.message_id = m.id AND g.ended_at IS NULL
    )
    INSERT INTO generation (id, conversation_id, message_id, user_id, model_name, status, seq, finish_reason, failure_message, failure_reason,
      input_tokens, cached_input_tokens, output_tokens, temperature, omitted_messages, created_at, first_text_at, ended_at)
    SELECT pair.generation, ${conversationId}::uuid, pair.new, g.user_id, g.model_name,
      CASE WHEN g.ended_at IS NULL THEN 'STOPPED' ELSE g.status END, g.seq, g.finish_reason, g.failure_message, g.failure_reason,
      g.input_tokens, g.cached_input_tokens, g.output_tokens, g.temperature, g.omitted_messages,
      g.created_at, g.first_text_at, COALESCE(g.ended_at, now())
    FROM pair JOIN generation g ON g.message_id = pair.old`;
  return new Map(ids.map((id, index) => [id, copies[index]!]));
}
