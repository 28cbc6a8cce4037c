import type { Job } from 'pg-boss';
import type { Db } from '../platform/db.ts';
import { type Outcome, type PostRules, post } from './post.ts';
import type { JobData, Queue, Subject } from './queue.ts';
import { sign } from './signature.ts';

/** One try of one delivery, and what follows from how it went. */
export type DeliveryParts = {
  db: Db;
  queue: Queue;
  rules: PostRules;
  version: string;
  /** Waiting times between the tries; there is one try more than there are waits. */
  retryMs: readonly number[];
  /** The ID of an object as the API has it. */
  globalId: (typename: string, id: string) => string;
};

type Row = Subject & {
  id: string;
  webhookId: string;
  createdAt: Date;
  url: string;
  secret: string;
  enabled: boolean;
  isEarly: boolean;
  now: Date;
};

/**
 * A job that is not the delivery's own any more finds nothing: somebody asked for another try meanwhile. One that is
 * early stands behind another that has not been tried: pg-boss gives two jobs of one webhook to two processes that ask
 * at the same instant.
 */
const readSql = `
  SELECT d.id, d.webhook_id AS "webhookId", d.event, d.conversation_id AS "conversationId",
    d.message_id AS "messageId", d.generation_id AS "generationId", d.project_id AS "projectId",
    d.created_at AS "createdAt", w.url, w.secret, w.enabled, now() AS now,
    d.attempts = 0 AND EXISTS (SELECT FROM webhook_delivery e WHERE e.webhook_id = d.webhook_id
      AND e.status = 'PENDING' AND e.attempts = 0 AND e.seq < d.seq) AS "isEarly"
  FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
  WHERE d.id = $1 AND d.job_id = $2 AND d.status = 'PENDING'`;

const noteSql = `
  UPDATE webhook_delivery SET attempts = attempts + 1, response_status = $3, error = $4,
    status = $5::text::delivery_status, next_attempt_at = NULL,
    delivered_at = CASE WHEN $5 = 'DELIVERED' THEN now() END
  WHERE id = $1 AND job_id = $2 RETURNING id`;

const offSql = `
  UPDATE webhook_delivery SET status = 'FAILED', next_attempt_at = NULL, error = 'The webhook was switched off.'
  WHERE id = $1`;

/** How long a job steps back that came too early. */
const earlyMs = 200;

const wellSql = 'UPDATE webhook SET failures = 0, failing_since = NULL WHERE id = $1 AND failures > 0';

/** After so many failures in a row, and not before a day of them: a receiver may be down for a night. */
const failingSql = `
  UPDATE webhook SET failures = failures + 1, failing_since = COALESCE(failing_since, now()),
    enabled = enabled AND NOT (failures >= 49 AND failing_since < now() - interval '1 day'),
    disabled_reason = CASE WHEN enabled AND failures >= 49 AND failing_since < now() - interval '1 day'
      THEN 'Every try of more than a day has failed.' ELSE disabled_reason END
  WHERE id = $1`;

/** Tries once. Throws only when the database does, or when the process is stopping: the job is then done elsewhere. */
export async function deliver(parts: DeliveryParts, job: Job<JobData>, signal: AbortSignal): Promise<void> {
  const { db, queue, rules, retryMs } = parts;
  const { deliveryId, tried } = job.data;
  const { rows } = await db.hot.query<Row>({
    name: 'webhook-delivery',
    text: readSql,
    values: [deliveryId, job.id],
  });
  const [row] = rows;
  if (!row?.enabled) {
    return queue.transaction(async (connection) => {
      if (row) await connection.executeSql(offSql, [deliveryId]);
      await queue.finish(job, connection);
    });
  }
  if (row.isEarly) {
    const again = { id: deliveryId, webhookId: row.webhookId, tried };
    return queue.transaction(async (connection) => {
      await queue.schedule(connection, [again], earlyMs);
      await queue.finish(job, connection);
    });
  }
  const outcome = await post({ ...requestOf(row, parts), signal }, rules);
  if (signal.aborted && outcome.responseStatus === null) throw signal.reason;

  const isDelivered = outcome.error === null;
  const waitMs = retryMs[tried];
  const status = isDelivered ? 'DELIVERED' : waitMs === undefined ? 'FAILED' : 'PENDING';
  await queue.transaction(async (connection) => {
    const note = [deliveryId, job.id, outcome.responseStatus, outcome.error, status];
    const { rows: noted } = await connection.executeSql(noteSql, note);
    await connection.executeSql(isDelivered ? wellSql : failingSql, [row.webhookId]);
    if (noted.length > 0 && status === 'PENDING') {
      const next = { id: deliveryId, webhookId: row.webhookId, tried: tried + 1 };
      await queue.schedule(connection, [next], waitMs);
    }
    await queue.finish(job, connection);
  });
}

function requestOf(row: Row, { version, globalId }: DeliveryParts) {
  const id = globalId('WebhookDelivery', row.id);
  const body = JSON.stringify({ id, type: row.event, createdAt: row.createdAt, data: dataOf(row, globalId) });
  // By the database's clock: receivers refuse what is minutes off.
  const timestamp = Math.floor(row.now.getTime() / 1_000);
  const headers = {
    'content-type': 'application/json',
    'user-agent': `Parley/${version}`,
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign(row.secret, { id, timestamp, body }),
  };
  return { url: row.url, headers, body };
}

/** IDs, never text: whoever receives them reads what they name by the API, with a token of its own. */
function dataOf(row: Row, globalId: DeliveryParts['globalId']): Record<string, string> {
  const types = {
    conversationId: 'Conversation',
    messageId: 'Message',
    generationId: 'Generation',
    projectId: 'Project',
  } as const;
  return Object.fromEntries(
    Object.entries(types).flatMap(([key, typename]) => {
      const id = row[key as keyof typeof types];
      return id === null ? [] : [[key, globalId(typename, id)]];
    }),
  );
}

export type { Outcome };
