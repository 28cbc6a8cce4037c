import { type Db as Connection, type Job, PgBoss } from 'pg-boss';
import { v7 as uuid } from 'uuid';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import type { WebhookEvent } from '../platform/prisma/client/enums.ts';

/**
 * The tries to come, as jobs of pg-boss, which keeps them in a schema of its own in the same database. A job is made in
 * the transaction of what it is for. It is started when first needed: where nobody has a webhook, there is no pg-boss.
 */
export type Queue = {
  /** Runs in one transaction, on a connection apart from everybody else's. */
  transaction: <Value>(run: (connection: Connection) => Promise<Value>) => Promise<Value>;
  /** Has a delivery tried after so long; earlier jobs for it are out of date. */
  schedule: (connection: Connection, deliveries: Scheduled[], afterMs?: number) => Promise<void>;
  /** Jobs that are due: at most so many, and one at a time for one webhook, so that its events keep their order. */
  take: (count: number) => Promise<Job<JobData>[]>;
  finish: (job: Job<JobData>, connection: Connection) => Promise<void>;
  /** Gives a job back, to be done at once by whoever is there. */
  giveBack: (job: Job<JobData>) => Promise<void>;
  readonly isStarted: boolean;
  stop: () => Promise<void>;
};

export type JobData = { deliveryId: string; tried: number };
export type Scheduled = { id: string; webhookId: string; tried: number };

/** What a delivery is about. */
export type Subject = {
  event: WebhookEvent;
  seq: number | null;
  conversationId: string | null;
  messageId: string | null;
  generationId: string | null;
  projectId: string | null;
};

const name = 'webhook';
/** After this long without an end its process is taken for dead, and the job is given to another. */
const expireInSeconds = 30;

const scheduleSql = `
  UPDATE webhook_delivery d SET job_id = j.job_id, status = 'PENDING',
    next_attempt_at = now() + $3::float8 * interval '1 ms'
  FROM unnest($1::uuid[], $2::uuid[]) AS j (id, job_id) WHERE d.id = j.id`;

export function createQueue(db: Db, log: Log): Queue {
  let starting: Promise<PgBoss> | undefined;
  let isStarted = false;
  const get = () => {
    starting ??= start(db, log).then(
      (boss) => {
        isStarted = true;
        return boss;
      },
      (error) => {
        starting = undefined;
        throw error;
      },
    );
    return starting;
  };

  return {
    get isStarted() {
      return isStarted;
    },
    async transaction(run) {
      const connection = await (await get()).getDb().beginTransaction!();
      try {
        const value = await run(connection.db);
        await connection.commit();
        return value;
      } catch (error) {
        await connection.rollback();
        throw error;
      }
    },
    async schedule(connection, deliveries, afterMs = 0) {
      if (deliveries.length === 0) return;
      const jobs = deliveries.map(({ id, webhookId, tried }) => ({
        id: uuid(),
        data: { deliveryId: id, tried },
        group: { id: webhookId },
        ...(afterMs > 0 ? { startAfter: afterMs / 1_000 } : {}),
      }));
      const [ids, jobIds] = [deliveries.map(({ id }) => id), jobs.map(({ id }) => id)];
      await connection.executeSql(scheduleSql, [ids, jobIds, afterMs]);
      await (await get()).insert(name, jobs, { db: connection });
    },
    take: async (batchSize) => (await get()).fetch<JobData>(name, { batchSize, groupConcurrency: 1 }),
    async finish(job, connection) {
      await (await get()).complete(name, job, null, { db: connection });
    },
    async giveBack(job) {
      await (await get()).fail(name, job);
    },
    async stop() {
      const boss = await starting?.catch(() => null);
      await boss?.stop({ graceful: false });
    },
  };
}

async function start(db: Db, log: Log): Promise<PgBoss> {
  const boss = new PgBoss({
    ...db.connection,
    max: 3,
    schema: 'pgboss',
    schedule: false,
    registerInstance: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  });
  boss.on('error', (error) => log.debug('the queue of webhooks had a failure', { error }));
  try {
    await boss.start();
    // Retries here are for processes that die; those of receivers that fail are jobs of their own.
    await boss.createQueue(name, {
      retryLimit: 100,
      retryDelay: 0,
      expireInSeconds,
      deleteAfterSeconds: 600,
    });
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
}
