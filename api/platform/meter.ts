import type { Db, Tx } from './db.ts';

/**
 * How much of a limit has been spent in the current minute, by subject, in PostgreSQL so that all replicas agree. Each
 * process takes a block of points at a time and spends it from memory, so most operations cost no query; what it took
 * and did not spend by the end of the minute is lost. Windows are those of the database's clock.
 */
export type Meter = {
  /** Takes so many points, or none if too few are left. */
  spend: (subject: string, points: number) => Promise<Spent>;
  readonly limit: number;
  stop: () => void;
};

export type Spent = { isGranted: boolean; remaining: number; resetAt: Date };

type Window = {
  /** Points that this process has taken and not spent. */
  held: number;
  /** Points that nobody has taken, as of the last look. */
  left: number;
  resetAt: Date;
  /** By this process's clock, which may be wrong but runs. */
  endsAtMs: number;
  taking: Promise<void> | null;
};

const blockShare = 0.02;
const sweepEveryMs = 10 * 60_000;

/** `spent` counts what was asked for, also beyond the limit; what was asked for within it is granted. */
const takeSql = `
  INSERT INTO rate_window AS w (subject, started_at, spent)
  VALUES ($1, date_trunc('minute', now()), $2)
  ON CONFLICT (subject, started_at) DO UPDATE SET spent = LEAST(w.spent + $2, 2000000000)
  RETURNING spent, started_at + interval '1 minute' AS reset_at,
    extract(epoch FROM started_at + interval '1 minute' - now()) * 1000 AS lasts_ms`;

const sweepSql = `DELETE FROM rate_window WHERE started_at < now() - interval '10 minutes'`;

export function createMeter(db: Db, limit: number): Meter {
  const windows = new Map<string, Window>();
  const block = Math.max(1, Math.floor(limit * blockShare));
  const sweep = () => {
    for (const [subject, { endsAtMs }] of windows) if (endsAtMs < performance.now()) windows.delete(subject);
    db.pool.query(sweepSql).catch(() => {});
  };
  const timer = setInterval(sweep, sweepEveryMs).unref();

  async function take(subject: string, window: Window, points: number): Promise<void> {
    const wanted = Math.max(points, block);
    const { rows } = await db.pool.query<{ spent: number; reset_at: Date; lasts_ms: string }>({
      name: 'meter',
      text: takeSql,
      values: [subject, wanted],
    });
    const { spent, reset_at: resetAt, lasts_ms: lastsMs } = rows[0]!;
    // Another minute has begun: what is held of the last one counts no more.
    const held = window.resetAt.getTime() === resetAt.getTime() ? window.held : 0;
    const granted = Math.min(wanted, Math.max(0, limit - (spent - wanted)));
    const endsAtMs = performance.now() + Number(lastsMs);
    Object.assign(window, { held: held + granted, left: Math.max(0, limit - spent), resetAt, endsAtMs });
  }

  return {
    limit,
    stop: () => clearInterval(timer),
    async spend(subject, points) {
      const window = windows.get(subject) ?? fresh();
      windows.set(subject, window);
      // Twice: whoever waited for another's block may find it spent.
      for (let look = 0; look < 2; look += 1) {
        const isOver = performance.now() >= window.endsAtMs;
        if (!isOver && (window.held >= points || window.held + window.left < points)) break;
        window.taking ??= take(subject, window, points).finally(() => {
          window.taking = null;
        });
        await window.taking;
      }
      const isGranted = window.held >= points;
      if (isGranted) window.held -= points;
      return { isGranted, remaining: window.held + window.left, resetAt: window.resetAt };
    },
  };
}

/** For `retry-after`: whole seconds until then, at least one. */
export const secondsUntil = (at: Date): number => Math.max(1, Math.ceil((at.getTime() - Date.now()) / 1000));

/** Under which the messages of a user are counted. */
export const messagesSubject = (userId: string) => `messages:${userId}`;

/** Counts one more in this minute, inside a transaction that takes it back if it fails. */
export async function countOne(
  tx: Tx,
  subject: string,
  limit: number,
): Promise<{ isOver: boolean; resetAt: Date }> {
  const [row] = await tx.$queryRaw<{ spent: number; reset_at: Date }[]>`
    INSERT INTO rate_window AS w (subject, started_at, spent)
    VALUES (${subject}, date_trunc('minute', now()), 1)
    ON CONFLICT (subject, started_at) DO UPDATE SET spent = w.spent + 1
    RETURNING spent, started_at + interval '1 minute' AS reset_at`;
  return { isOver: row!.spent > limit, resetAt: row!.reset_at };
}

const fresh = (): Window => ({ held: 0, left: 0, resetAt: new Date(0), endsAtMs: 0, taking: null });
