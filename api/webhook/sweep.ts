import type { Db } from '../platform/db.ts';
import type { Queue } from './queue.ts';

/** What grows old in the log goes; what has waited for its turn for a day is given up: its receiver is too slow for it. */
const sweepSql = [
  `DELETE FROM webhook_delivery WHERE created_at < now() - interval '7 days'`,
  `UPDATE webhook_delivery SET status = 'FAILED', next_attempt_at = NULL, error = 'Its turn did not come within a day.'
   WHERE status = 'PENDING' AND next_attempt_at < now() - interval '1 day'`,
];

/** The delivery is the truth and its job a means: a job that got lost, whoever lost it, is made anew. */
const lostSql = `
  SELECT d.id, d.webhook_id AS "webhookId" FROM webhook_delivery d
  WHERE d.status = 'PENDING' AND d.next_attempt_at < now() - interval '5 minutes'
    AND NOT EXISTS (SELECT FROM pgboss.job j WHERE j.name = 'webhook' AND j.id = d.job_id AND j.state < 'completed')
  ORDER BY d.seq LIMIT 1000 FOR NO KEY UPDATE OF d SKIP LOCKED`;

export async function sweep({ hot }: Db, queue: Queue): Promise<void> {
  for (const sql of sweepSql) await hot.query(sql);
  await queue.transaction(async (connection) => {
    const { rows } = await connection.executeSql(lostSql);
    const lost = rows as { id: string; webhookId: string }[];
    await queue.schedule(
      connection,
      lost.map((delivery) => ({ ...delivery, tried: 0 })),
    );
  });
}
