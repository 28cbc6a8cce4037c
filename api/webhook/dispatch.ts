import type { Db as Connection } from 'pg-boss';
import { v7 as uuid } from 'uuid';
import type { WebhookEvent } from '../platform/prisma/client/enums.ts';
import type { Queue, Subject } from './queue.ts';

/**
 * From the outbox to deliveries. The cursor of a webhook moves in the transaction that makes its deliveries and their
 * jobs, and its row is locked meanwhile: of any number of processes one makes each delivery, and none is lost.
 */
const hooksAtOnce = 50;
const eventsAtOnce = 200;

type Hook = { id: string; userId: string; events: WebhookEvent[]; seq: string; newest: string };
type EventRow = Subject & { webhookId: string; seq: string; isTold: boolean };

const lockSql = `
  SELECT w.id, w.user_id AS "userId", w.events::text[] AS events, w.seq, f.seq AS newest
  FROM webhook w JOIN viewer_feed f ON f.user_id = w.user_id
  WHERE w.enabled AND w.seq <> f.seq
  ORDER BY w.id LIMIT ${hooksAtOnce} FOR NO KEY UPDATE OF w SKIP LOCKED`;

/**
 * A generation is told twice in the outbox, when it starts and when it ends, and by its id alone: the ending is the last
 * event of one that has ended.
 */
const eventsSql = `
  SELECT h.id AS "webhookId", e.seq, e.conversation_id AS "conversationId", e.message_id AS "messageId",
    e.generation_id AS "generationId", e.project_id AS "projectId",
    CASE e.kind WHEN 'GENERATION_CHANGED' THEN 'GENERATION_ENDED' ELSE e.kind::text END AS event,
    e.kind <> 'GENERATION_CHANGED' OR (
      EXISTS (SELECT FROM generation g WHERE g.id = e.generation_id AND g.ended_at IS NOT NULL)
      AND NOT EXISTS (SELECT FROM viewer_event l WHERE l.user_id = e.user_id AND l.seq > e.seq
        AND l.kind = 'GENERATION_CHANGED' AND l.generation_id = e.generation_id)
    ) AS "isTold"
  FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS h (id, user_id, seq)
  CROSS JOIN LATERAL (
    SELECT * FROM viewer_event v WHERE v.user_id = h.user_id AND v.seq > h.seq ORDER BY v.seq LIMIT ${eventsAtOnce}
  ) e
  ORDER BY e.seq`;

const addSql = `
  INSERT INTO webhook_delivery
    (id, webhook_id, event, seq, conversation_id, message_id, generation_id, project_id, created_at)
  SELECT *, clock_timestamp() FROM unnest($1::uuid[], $2::uuid[], $3::text[]::webhook_event[], $4::bigint[], $5::uuid[], $6::uuid[],
    $7::uuid[], $8::uuid[])`;

const advanceSql = `
  UPDATE webhook w SET seq = h.seq FROM unnest($1::uuid[], $2::bigint[]) AS h (id, seq) WHERE w.id = h.id`;

export const nothing = {
  seq: null,
  conversationId: null,
  messageId: null,
  generationId: null,
  projectId: null,
};

/** Makes deliveries of what is new, and says how many webhooks had news. */
export function dispatch(queue: Queue): Promise<number> {
  return queue.transaction(async (connection) => {
    const { rows: hooks } = (await connection.executeSql(lockSql)) as { rows: Hook[] };
    if (hooks.length === 0) return 0;
    const { rows } = (await connection.executeSql(eventsSql, [
      hooks.map(({ id }) => id),
      hooks.map(({ userId }) => userId),
      hooks.map(({ seq }) => seq),
    ])) as { rows: EventRow[] };
    const news = hooks.map((hook) =>
      newsFor(
        hook,
        rows.filter(({ webhookId }) => webhookId === hook.id),
      ),
    );
    await addDeliveries(
      queue,
      connection,
      news.flatMap(({ deliveries }) => deliveries),
    );
    await connection.executeSql(advanceSql, [hooks.map(({ id }) => id), news.map(({ seq }) => seq)]);
    return hooks.length;
  });
}

export type NewDelivery = Subject & { webhookId: string };

/** What the events mean to one webhook, and where its cursor is then. */
function newsFor({ id: webhookId, events, seq, newest }: Hook, rows: EventRow[]) {
  // Swept away, or a cursor from the future, as of a database that was restored: no events lead on from there.
  const isBroken = Number(rows[0]?.seq) !== Number(seq) + 1;
  if (isBroken) {
    const resync: NewDelivery = { ...nothing, webhookId, event: 'RESYNC_REQUIRED' };
    return { deliveries: [resync], seq: newest };
  }
  const deliveries = rows
    .filter(({ event, isTold }) => isTold && events.includes(event))
    .map((row): NewDelivery => ({ ...row, seq: Number(row.seq) }));
  return { deliveries, seq: rows.at(-1)!.seq };
}

/** Adds deliveries, and the jobs that make them; returns their ids. */
export async function addDeliveries(queue: Queue, connection: Connection, deliveries: NewDelivery[]) {
  const rows = deliveries.map((delivery) => ({ ...delivery, id: uuid(), tried: 0 }));
  if (rows.length === 0) return [];
  const columns = [
    'id',
    'webhookId',
    'event',
    'seq',
    'conversationId',
    'messageId',
    'generationId',
    'projectId',
  ];
  const values = columns.map((column) => rows.map((row) => row[column as keyof typeof row]));
  await connection.executeSql(addSql, values);
  await queue.schedule(connection, rows);
  return rows.map(({ id }) => id);
}
