import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Catalog } from '../model/catalog.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db, Tx } from '../platform/db.ts';
import { LimitError, NotFoundError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import { countOne, messagesSubject } from '../platform/meter.ts';
import { Prisma } from '../platform/prisma/client/client.ts';
import { feedTopic, ownedBy, type Viewer } from '../platform/viewer.ts';
import { requireBudget, type Spender } from '../usage/budget.ts';
import { type FollowEvent, follow } from './follow.ts';
import { createGenerationLog, generationTopic } from './log.ts';
import { chunksOf } from './log-entry.ts';
import { createProgressReader } from './progress.ts';
import { startReaper } from './reaper.ts';
import { createRunner, stopTopic } from './runner.ts';

/** Generations of this server process: the running ones, and the readers of any. */
export type Generations = {
  /** Whether one more call may be made now, by the limits of answers and the budgets, in the transaction that makes it. Throws LimitError. */
  admit: (tx: Tx, caller: Spender) => Promise<void>;
  /** Queues a generation inside the transaction that adds its message; returns its id. Throws LimitError. */
  queue: (tx: Tx, generation: NewGeneration) => Promise<string>;
  /** Runs a queued generation soon, here or, if this process ends first, elsewhere. */
  wake: (id: string) => void;
  /** Events of the viewer's generation from its cursor on. Throws NotFoundError. */
  follow: (viewer: Viewer, options: FollowRequest) => Promise<AsyncIterableIterator<FollowEvent>>;
  /** Asks for the end of a run; its text is kept. Does nothing if it has ended. Throws NotFoundError. */
  stop: (viewer: Viewer, id: string) => Promise<void>;
  /** Lets runs finish for so long, interrupts the rest, and stops. */
  drain: (timeoutMs: number) => Promise<void>;
};

export type NewGeneration = {
  conversationId: string;
  messageId: string;
  userId: string;
  /** The API token that asks; null for a person. */
  apiTokenId: string | null;
  modelName: string;
  /** The model's own when null. */
  temperature: number | null;
  /** The answer whose text this one begins with. */
  continued?: { messageId: string; text: string };
};

export type FollowRequest = { generationId: string; after: number | null; minIntervalMs: number };

export type GenerationParts = {
  db: Db;
  bell: Bell;
  log: Log;
  catalog: Catalog;
  instanceId: string;
  /** No other process can be using this database: its generations are orphans at once. */
  isAlone: boolean;
  /** Answers that may be written for one user at once, and begun in one minute. */
  maxActivePerUser: number;
  maxPerMinute: number;
  /** The longest run, in milliseconds. */
  maxRunMs?: number;
};

export const minStreamIntervalMs = 20;
const maxStreamIntervalMs = 5_000;
/** After the drain's deadline, for the endings to reach the database. */
const graceMs = 3_000;
const longestRunMs = 15 * 60_000;

export async function startGenerations(parts: GenerationParts): Promise<Generations> {
  const { db, bell, log } = parts;
  const generationLog = createGenerationLog(db, bell, log);
  const reader = createProgressReader(db);
  const runner = createRunner({ ...parts, generationLog, maxRunMs: parts.maxRunMs ?? longestRunMs });
  const reaper = await startReaper({ ...parts, runner, generationLog });

  return {
    admit: (tx, caller) => admit(tx, caller, parts),
    queue: (tx, generation) => queueGeneration(tx, generation, parts),
    wake: runner.start,
    async follow(viewer, { generationId, after, minIntervalMs }) {
      await requireGeneration(db, viewer, generationId);
      const intervalMs = Math.min(Math.max(minIntervalMs, minStreamIntervalMs), maxStreamIntervalMs);
      return follow({ bell, log: generationLog, reader }, { generationId, after, minIntervalMs: intervalMs });
    },
    async stop(viewer, id) {
      await requireGeneration(db, viewer, id);
      await db.hot.query({ name: 'stop', text: stopSql, values: [id] });
      bell.ring([stopTopic(id), generationTopic(id), feedTopic(viewer.userId)]);
    },
    async drain(timeoutMs) {
      await reaper.stop();
      // Without a database the last endings cannot be written; the reaper of a later process settles them.
      await Promise.race([runner.drain(AbortSignal.timeout(timeoutMs)), delay(timeoutMs + graceMs)]);
      await generationLog.stop();
    },
  };
}

/** A queued generation has no owner who could see a flag: it ends here, with the text that it was to go on from. */
const stopSql = `
  WITH asked AS (
    UPDATE generation SET
      stop_requested_at = COALESCE(stop_requested_at, now()),
      status = CASE status WHEN 'QUEUED' THEN 'STOPPED' ELSE status END,
      ended_at = CASE status WHEN 'QUEUED' THEN now() END
    WHERE id = $1 AND status IN ('QUEUED', 'STREAMING')
    RETURNING id, message_id, ended_at
  )
  UPDATE message SET text = COALESCE(
    (SELECT string_agg(c.text, '' ORDER BY c.seq) FROM generation_chunk c WHERE c.generation_id = asked.id), '')
  FROM asked WHERE message.id = asked.message_id AND asked.ended_at IS NOT NULL`;

async function requireGeneration(db: Db, viewer: Viewer, id: string) {
  const found = await db.prisma.generation.findFirst({
    where: { id, ...ownedBy(viewer) },
    select: { id: true },
  });
  if (!found) throw new NotFoundError('generation');
}

type Limits = Pick<GenerationParts, 'maxActivePerUser' | 'maxPerMinute'>;

const activeSql = (userId: string) => Prisma.sql`
  SELECT (SELECT count(*) FROM generation WHERE user_id = ${userId}::uuid AND status IN ('QUEUED', 'STREAMING'))
    + (SELECT count(*) FROM completion_run WHERE user_id = ${userId}::uuid AND lease_until > now()) AS active`;

/** At the limit a further call waits for an earlier answer: one user must not take a whole provider quota. */
async function admit(
  tx: Tx,
  { userId, apiTokenId }: Spender,
  { maxActivePerUser, maxPerMinute }: Limits,
): Promise<void> {
  // One after the other for one user, or sends at the same instant would each count too few.
  await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  const [row] = await tx.$queryRaw<{ active: bigint }[]>(activeSql(userId));
  if (Number(row?.active) >= maxActivePerUser) {
    throw new LimitError(
      'RATE_LIMITED',
      `${maxActivePerUser} answers are being written for you already: wait for one to end, or stop one.`,
      new Date(Date.now() + 10_000),
    );
  }
  const { isOver, resetAt } = await countOne(tx, messagesSubject(userId), maxPerMinute);
  if (isOver) {
    const message = `${maxPerMinute} messages a minute are allowed: wait until the next one begins.`;
    throw new LimitError('RATE_LIMITED', message, resetAt);
  }
  await requireBudget(tx, { userId, apiTokenId });
}

async function queueGeneration(tx: Tx, generation: NewGeneration, limits: Limits): Promise<string> {
  const { userId, continued, temperature, ...rest } = generation;
  await admit(tx, generation, limits);
  const id = uuid();
  const chunks = chunksOf(continued?.text ?? '');
  await tx.generation.create({
    data: {
      id,
      userId,
      ...rest,
      temperature,
      seq: chunks.length,
      ...(continued ? { continuedFromId: continued.messageId } : {}),
    },
  });
  // Text to go on from is the beginning of the log: whoever follows, stops or settles the run finds it there.
  if (chunks.length > 0) {
    await tx.generationChunk.createMany({
      data: chunks.map((text, index) => ({ generationId: id, seq: index + 1, text })),
    });
  }
  return id;
}
