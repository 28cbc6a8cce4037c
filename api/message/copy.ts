import { v7 as uuid } from 'uuid';
import type { Tx } from '../platform/db.ts';
import { LimitError } from '../platform/domain-error.ts';

/**
 * Copies of messages: into a conversation of their own (fork.ts), or beside the originals (revise.ts). The copies keep
 * their order, because new ids are given out in the order of the old ones; of the generations the copy knows how they
 * ended and by which model, while what they cost stays on the original's account alone.
 */

/** Each copy is put into the search index, which takes milliseconds. */
export const maxMessages = 5_000;
export const copyTimeoutMs = 60_000;

/** The path down to `toId`, from the root or from a depth on; `hasBelow`: and everything below it, on all branches. */
type Part = { toId: string; fromDepth?: number; hasBelow?: boolean };

/** Ids of the copies to be, by those of the originals, oldest first. Throws LimitError. */
export async function copiesOf(
  tx: Tx,
  { toId, fromDepth = 0, hasBelow = false }: Part,
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE up AS (
      SELECT id, parent_id, depth FROM message WHERE id = ${toId}::uuid
      UNION ALL SELECT m.id, m.parent_id, m.depth FROM up JOIN message m ON m.id = up.parent_id WHERE up.depth > ${fromDepth}
    ), down AS (
      SELECT id FROM message WHERE parent_id = ${toId}::uuid AND ${hasBelow}
      UNION ALL SELECT m.id FROM down JOIN message m ON m.parent_id = down.id
    )
    SELECT id::text FROM up UNION ALL SELECT id::text FROM down ORDER BY id LIMIT ${maxMessages + 1}`;
  if (rows.length > maxMessages) {
    const message = `At most ${maxMessages} messages can be copied at once.`;
    throw new LimitError('QUOTA_EXCEEDED', message, new Date());
  }
  return new Map(rows.map(({ id }) => [id, uuid()]));
}

/**
 * Makes the copies: each below the copy of its parent or, where that is not copied, below the parent itself. One that
 * is there already stays as it is. An answer that is still being written is copied as far as it is, and stopped there:
 * one statement, or it could end between its text and its end.
 */
export async function copyMessages(
  tx: Tx,
  conversationId: string,
  copyOf: ReadonlyMap<string, string>,
): Promise<void> {
  const [ids, copies] = [[...copyOf.keys()], [...copyOf.values()]];
  // Told by the conversation alone (see the migration): nobody needs thousands of events.
  await tx.$queryRaw`SELECT set_config('parley.is_copying', 'on', true)`;
  await tx.$executeRaw`
    WITH pair AS (
      SELECT * FROM unnest(${ids}::uuid[], ${copies}::uuid[], ${ids.map(() => uuid())}::uuid[]) AS p(old, new, generation)
    ), copied AS (
    INSERT INTO message (id, conversation_id, user_id, parent_id, depth, jump_id, jump_depth, role, text, token_count, created_at)
    SELECT pair.new, ${conversationId}::uuid, m.user_id, COALESCE(parent.new, m.parent_id), m.depth,
      COALESCE(jump.new, m.jump_id), m.jump_depth, m.role,
      CASE WHEN g.id IS NULL THEN m.text ELSE
        COALESCE((SELECT string_agg(c.text, '' ORDER BY c.seq) FROM generation_chunk c WHERE c.generation_id = g.id), '') END,
      CASE WHEN g.id IS NULL THEN m.token_count END, m.created_at
    FROM pair JOIN message m ON m.id = pair.old
    LEFT JOIN pair parent ON parent.old = m.parent_id
    LEFT JOIN pair jump ON jump.old = m.jump_id
    LEFT JOIN generation g ON g.message_id = m.id AND g.ended_at IS NULL
    ON CONFLICT (id) DO NOTHING
    )
    INSERT INTO generation (id, conversation_id, message_id, user_id, model_name, status, seq, finish_reason, failure_message, failure_reason,
      input_tokens, cached_input_tokens, output_tokens, temperature, omitted_messages, created_at, first_text_at, ended_at)
    SELECT pair.generation, ${conversationId}::uuid, pair.new, g.user_id, g.model_name,
      CASE WHEN g.ended_at IS NULL THEN 'STOPPED' ELSE g.status END, g.seq, g.finish_reason, g.failure_message, g.failure_reason,
      g.input_tokens, g.cached_input_tokens, g.output_tokens, g.temperature, g.omitted_messages,
      g.created_at, g.first_text_at, COALESCE(g.ended_at, now())
    FROM pair JOIN generation g ON g.message_id = pair.old`;
}
