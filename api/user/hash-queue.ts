/** Too much waits already. */
export class QueueFullError extends Error {}

/**
 * Runs password hashes a few at a time. Each costs tens of milliseconds of CPU by design, so without a bound a burst
 * of sign-ins would stop every stream; beyond the queue's length the caller is refused.
 */
export function boundedQueue({ concurrent, waiting }: { concurrent: number; waiting: number }) {
  const queue: (() => void)[] = [];
  let running = 0;
  return async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running >= concurrent) {
      if (queue.length >= waiting)
        throw new QueueFullError('Too many sign-ins at once: try again in a moment.');
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
