import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from 'pg-boss';
import type { Log } from '../platform/log.ts';
import type { Resolve } from './address.ts';
import { type DeliveryParts, deliver } from './deliver.ts';
import { dispatch } from './dispatch.ts';
import { createQueue, type JobData, type Queue } from './queue.ts';
import { sweep } from './sweep.ts';

/**
 * The process's part in webhooks: it looks once a second whether an outbox has grown that somebody wants to be told of,
 * or a try is due, with one query that costs nothing where there is no webhook.
 */
export type Webhooks = {
  queue: Queue;
  /** Whether addresses of the private network are allowed. */
  allowsPrivate: boolean;
  /** Looks at once. */
  wake: () => void;
  stop: () => Promise<void>;
};

export type WebhookParts = Pick<DeliveryParts, 'db' | 'version' | 'globalId'> & {
  log: Log;
  allowsPrivate: boolean;
  options?: WebhookOptions | undefined;
};

/** For tests, whose time is short. */
export type WebhookOptions = {
  retryMs?: readonly number[];
  timeoutMs?: number;
  pollMs?: number;
  resolve?: Resolve;
};

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const waits = [10 * second, minute, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour];
/** Requests at once; one receiver has one of them at a time. */
const slots = 200;
/** How long requests may still take when the process stops. */
const graceMs = 2_000;
const looksUntilTake = 10;
const sweepEveryMs = 10 * minute;

const lookSql = `
  SELECT
    EXISTS (SELECT FROM webhook w JOIN viewer_feed f ON f.user_id = w.user_id WHERE w.enabled AND w.seq <> f.seq)
      AS "hasNews",
    EXISTS (SELECT FROM webhook_delivery WHERE status = 'PENDING' AND next_attempt_at <= now()) AS "isDue"`;

export function startWebhooks({
  db,
  log,
  version,
  globalId,
  allowsPrivate,
  options = {},
}: WebhookParts): Webhooks {
  const { retryMs = waits, timeoutMs = 10 * second, pollMs = second, resolve } = options;
  const queue = createQueue(db, log);
  const parts = { db, queue, version, globalId, retryMs, rules: { allowsPrivate, timeoutMs, resolve } };
  const stopping = new AbortController();
  const cutting = new AbortController();
  const running = new Set<Promise<void>>();
  let isAwake = false;
  let wake = () => {
    isAwake = true;
  };
  let sweptAt = Number.NEGATIVE_INFINITY;
  let tookAt = 0;

  function run(job: Job<JobData>) {
    const done = deliver(parts, job, cutting.signal)
      .then(
        () => wake(),
        (error) => {
          if (!cutting.signal.aborted) log.warn('a webhook’s delivery was interrupted', { error });
          return queue.giveBack(job);
        },
      )
      // What cannot even be given back is taken from this process when its time is up.
      .catch(() => {})
      .finally(() => running.delete(done));
    running.add(done);
  }

  async function look(): Promise<void> {
    const { rows } = await db.hot.query<{ hasNews: boolean; isDue: boolean }>({
      name: 'webhook-look',
      text: lookSql,
    });
    const { hasNews = false, isDue = false } = rows[0] ?? {};
    const isNew = hasNews && (await dispatch(queue)) > 0;
    if (isNew) isAwake = true;
    const free = slots - running.size;
    // Now and then also when nothing is due: the jobs of what was deleted go by being done.
    const isForgotten = queue.isStarted && performance.now() - tookAt > pollMs * looksUntilTake;
    if ((isNew || isDue || isForgotten) && free > 0 && !stopping.signal.aborted) {
      tookAt = performance.now();
      const jobs = await queue.take(free);
      jobs.forEach(run);
      // A long queue of one webhook hides the others’ until one of it has been taken.
      if (jobs.length > 0) isAwake = true;
    }
    if (queue.isStarted && performance.now() - sweptAt > sweepEveryMs) {
      sweptAt = performance.now();
      await sweep(db, queue);
      isAwake = true;
    }
  }

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      isAwake = false;
      await look().catch((error) => log.debug('webhooks could not be looked at', { error }));
      if (!isAwake) await pause();
    }
  })();

  /** Until the next look; whoever wakes it earlier is heard at any time. */
  async function pause() {
    const woken = new AbortController();
    wake = () => {
      isAwake = true;
      woken.abort();
    };
    const signal = AbortSignal.any([woken.signal, stopping.signal]);
    await delay(pollMs, undefined, { signal }).catch(() => {});
  }

  return {
    queue,
    allowsPrivate,
    wake: () => wake(),
    async stop() {
      stopping.abort();
      await loop;
      await Promise.race([Promise.all(running), delay(graceMs, undefined, { ref: false })]);
      cutting.abort(new Error('stopping'));
      await Promise.all(running);
      await queue.stop();
    },
  };
}
