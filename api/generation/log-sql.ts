import { v7 as uuid } from 'uuid';
import type { ChatUsage, FailureReason, FinishReason } from '../model/chat-model.ts';
import type { Db } from '../platform/db.ts';

/** The statements of the generation log. Only the database's clock counts in them. */
export const leaseSeconds = 15;

/** Per generation what the flusher holds; a null chunk is a heartbeat. */
export type Batch = { id: string; epoch: number; chunk: { seq: number; text: string } | null }[];

type Priced = ChatUsage & { costMicros: number | null };

export type Ending = {
  status: 'COMPLETED' | 'STOPPED' | 'FAILED' | 'INTERRUPTED';
  finishReason?: FinishReason;
  failure?: { reason: FailureReason; message: string; retryAfterMs?: number | null };
  /** The provider's own counts, and what they cost at the time. */
  usage?: Priced | null;
  /** Ours, of a call that was cut before the provider counted: for the ledger alone. */
  estimated?: Priced;
};

/**
 * Write, heartbeat, fence and stop-check at once. A generation that is missing from the answer has another owner or
 * is gone. A chunk that is already there was written by an earlier try of this very statement.
 */
const flushSql = `
  WITH batch AS (
    SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[]) AS b(id, epoch, seq, text)
  ), alive AS (
    UPDATE generation g
    SET seq = GREATEST(g.seq, batch.seq),
        first_text_at = CASE WHEN batch.seq IS NULL THEN g.first_text_at ELSE COALESCE(g.first_text_at, now()) END,
        lease_until = now() + interval '${leaseSeconds} s'
    FROM batch
    WHERE g.id = batch.id AND g.epoch = batch.epoch AND g.status = 'STREAMING'
    RETURNING g.id, g.stop_requested_at IS NOT NULL AS is_stop_requested
  ), written AS (
    INSERT INTO generation_chunk (generation_id, seq, text)
    SELECT batch.id, batch.seq, batch.text FROM batch JOIN alive USING (id) WHERE batch.seq IS NOT NULL
    ON CONFLICT DO NOTHING
  )
  SELECT id, is_stop_requested FROM alive`;

export async function writeBatch(db: Db, batch: Batch): Promise<Map<string, { isStopRequested: boolean }>> {
  const { rows } = await db.hot.query<{ id: string; is_stop_requested: boolean }>({
    name: 'flush',
    text: flushSql,
    values: [
      batch.map(({ id }) => id),
      batch.map(({ epoch }) => epoch),
      batch.map(({ chunk }) => chunk?.seq ?? null),
      batch.map(({ chunk }) => chunk?.text ?? null),
    ],
  });
  return new Map(rows.map(({ id, is_stop_requested }) => [id, { isStopRequested: is_stop_requested }]));
}

/**
 * Last text, message, usage, its line in the ledger and status in one statement, guarded by status and epoch: exactly
 * one closer wins, and a call is on the bill once.
 */
const sealSql = `
  WITH won AS (
    UPDATE generation
    SET status = $3::generation_status, seq = $4, finish_reason = $6::finish_reason, failure_message = $7,
        failure_reason = $13::failure_reason, retry_at = now() + $14 * interval '1 ms',
        input_tokens = $8, cached_input_tokens = $9, output_tokens = $10, ended_at = now(), lease_until = NULL,
        first_text_at = CASE WHEN $4 = 0 THEN NULL ELSE COALESCE(first_text_at, now()) END
    WHERE id = $1 AND epoch = $2 AND status IN ('QUEUED', 'STREAMING')
    RETURNING id, message_id, user_id, api_token_id, conversation_id, model_name
  ), written AS (
    INSERT INTO generation_chunk (generation_id, seq, text)
    SELECT id, $4, $5 FROM won WHERE $5 <> ''
    ON CONFLICT DO NOTHING
  ), unread AS (
    UPDATE conversation SET unread = true FROM won
    WHERE conversation.id = won.conversation_id AND NOT unread AND $3 <> 'STOPPED'
  ), billed AS (
    INSERT INTO usage_entry (id, user_id, api_token_id, conversation_id, generation_id, purpose, model_name, input_tokens,
      cached_input_tokens, output_tokens, cost_micros, is_estimated)
    SELECT $11::uuid, user_id, api_token_id, conversation_id, id, 'ANSWER', model_name, COALESCE($8::int, $15::int),
      COALESCE($9::int, 0), COALESCE($10::int, $16::int), $12::bigint, $8::int IS NULL
    FROM won WHERE $8::int IS NOT NULL OR $15::int IS NOT NULL
    ON CONFLICT DO NOTHING
  )
  UPDATE message SET text = COALESCE(
    (SELECT string_agg(c.text, '' ORDER BY c.seq) FROM generation_chunk c
     WHERE c.generation_id = $1 AND ($5 = '' OR c.seq < $4)), '') || $5
  FROM won WHERE message.id = won.message_id`;

export type Seal = { id: string; epoch: number; seq: number; text: string; ending: Ending };

/** True if this seal closed the generation; false if it was closed already, or is another's, or is gone. */
export async function sealStatement(db: Db, { id, epoch, seq, text, ending }: Seal): Promise<boolean> {
  const { status, finishReason = null, failure = null, usage, estimated } = ending;
  const tokens = [usage?.inputTokens ?? null, usage?.cachedInputTokens ?? null, usage?.outputTokens ?? null];
  const { rowCount } = await db.hot.query({
    name: 'seal',
    text: sealSql,
    values: [
      id,
      epoch,
      status,
      seq,
      text,
      finishReason,
      failure?.message ?? null,
      ...tokens,
      uuid(),
      (usage ?? estimated)?.costMicros ?? null,
      failure?.reason ?? null,
      failure?.retryAfterMs ?? null,
      estimated?.inputTokens ?? null,
      estimated?.outputTokens ?? null,
    ],
  });
  return rowCount === 1;
}

/**
 * Settles orphans: their text so far becomes the message, and a higher epoch fences an owner that only slept.
 * `goneOwners` are processes known to be gone; of others a lapsed lease is reason enough. What this process holds is
 * never an orphan: after a long outage its lease has lapsed, and its next flush renews it.
 */
const settleSql = `
  WITH won AS (
    UPDATE generation
    SET status = CASE WHEN stop_requested_at IS NULL THEN 'INTERRUPTED' ELSE 'STOPPED' END::generation_status,
        failure_message = CASE WHEN stop_requested_at IS NULL THEN $2 END,
        failure_reason = CASE WHEN stop_requested_at IS NULL THEN 'INTERRUPTED' END::failure_reason,
        epoch = epoch + 1, ended_at = now(), lease_until = NULL
    WHERE status = 'STREAMING' AND id <> ALL($3::uuid[]) AND (lease_until < now() OR owner = ANY($1::uuid[]))
    RETURNING id, message_id, conversation_id, user_id
  ), kept AS (
    UPDATE message SET text = COALESCE(
      (SELECT string_agg(c.text, '' ORDER BY c.seq) FROM generation_chunk c WHERE c.generation_id = won.id), '')
    FROM won WHERE message.id = won.message_id
  ), unread AS (
    UPDATE conversation SET unread = true FROM won WHERE conversation.id = won.conversation_id AND NOT unread
  )
  SELECT id, user_id FROM won`;

export const interruptedMessage =
  'Parley stopped while this answer was being written. What had arrived is kept; you can ask again.';

export type Settled = { id: string; userId: string };

export async function settleOrphans(db: Db, held: string[], goneOwners: string[]): Promise<Settled[]> {
  const { rows } = await db.hot.query<{ id: string; user_id: string }>(settleSql, [
    goneOwners,
    interruptedMessage,
    held,
  ]);
  return rows.map(({ id, user_id: userId }) => ({ id, userId }));
}
