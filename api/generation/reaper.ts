import type { Bell } from '../platform/bell.ts';
import { applicationName, type Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { feedTopic } from '../platform/viewer.ts';
import { type GenerationLog, generationTopic } from './log.ts';
import { settleOrphans } from './log-sql.ts';
import type { Runner } from './runner.ts';

/**
 * Settles what a vanished process left behind, at boot and on a clock, on every replica; each step is guarded, so that
 * any number may do it at once.
 *
 * An owner is gone when PostgreSQL sees no connection of its name in two looks that lie `lookAgainMs` apart (a live
 * process that lost its connections is back within that time), or when its lease lapsed (it hangs, or is cut off).
 */
export type Reaper = { stop: () => Promise<void> };

export type ReaperParts = {
  db: Db;
  bell: Bell;
  log: Log;
  runner: Runner;
  generationLog: GenerationLog;
  instanceId: string;
  isAlone: boolean;
};

const lookAgainMs = 1_500;
const sweepEveryMs = 60_000;

const goneOwnersSql = `
  SELECT DISTINCT owner FROM generation
  WHERE status = 'STREAMING' AND owner <> $1
    AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = $2 || owner::text)`;

const forgottenSql = `SELECT id FROM generation WHERE status = 'QUEUED' AND created_at < now() - interval '1 s'`;

/** Chunks outlive their ending by 15 minutes, for readers that come back; keys of sends by 24 hours. */
const sweepSql = [
  `DELETE FROM generation_chunk c USING generation g
   WHERE g.id = c.generation_id AND g.ended_at < now() - interval '15 minutes'`,
  `DELETE FROM idempotency_key WHERE created_at < now() - interval '24 hours'`,
  // The trash after 30 days, temporary chats after their time; not while an answer is being written for one.
  `DELETE FROM conversation c
   WHERE (c.deleted_at < now() - interval '30 days' OR c.temporary_until < now())
     AND NOT EXISTS (SELECT FROM generation g WHERE g.conversation_id = c.id AND g.status IN ('QUEUED', 'STREAMING'))`,
  `DELETE FROM project WHERE deleted_at < now() - interval '30 days'`,
  `DELETE FROM preset WHERE deleted_at < now() - interval '30 days'`,
  // With them goes the address that each was opened from.
  `DELETE FROM session WHERE expires_at < now()`,
  // Who was away for longer reads his lists anew.
  `DELETE FROM viewer_event WHERE created_at < now() - interval '2 days'`,
];

export async function startReaper(parts: ReaperParts): Promise<Reaper> {
  const { db, bell, log, runner, generationLog, instanceId } = parts;
  let suspects = new Set<string>();
  let sweptAt = 0;

  async function look() {
    const { rows } = await db.hot.query<{ owner: string }>(goneOwnersSql, [instanceId, applicationName('')]);
    const gone = rows.map(({ owner }) => owner);
    // Alone with the data folder, whoever else owned anything cannot be alive.
    const certain = parts.isAlone ? gone : gone.filter((owner) => suspects.has(owner));
    suspects = new Set(gone);
    const settled = await settleOrphans(db, generationLog.held(), certain);
    if (settled.length > 0) log.info('orphaned generations were settled', { count: settled.length });
    bell.ring(settled.flatMap(({ id, userId }) => [generationTopic(id), feedTopic(userId)]));
    const forgotten = await db.hot.query<{ id: string }>(forgottenSql);
    for (const { id } of forgotten.rows) runner.start(id);
  }

  async function sweep() {
    if (Date.now() - sweptAt < sweepEveryMs) return;
    sweptAt = Date.now();
    for (const sql of sweepSql) await db.hot.query(sql);
  }

  let pending = look();
  await pending;
  const timer = setInterval(() => {
    pending = pending
      .then(look)
      .then(sweep)
      .catch((error) => log.debug('the reaper could not look', { error }));
  }, lookAgainMs);

  return {
    async stop() {
      clearInterval(timer);
      await pending;
    },
  };
}
