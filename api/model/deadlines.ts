/** How long a model server may take, in ms. The whole run is bounded by the runner, not here. */
export type Deadlines = {
  /** TCP and TLS. Headers fall under `firstTokenMs`: a server may hold them until it has a token. */
  connectMs: number;
  /** From the question to the first token, all retries and waits included. */
  firstTokenMs: number;
  /** Between two chunks once the answer has begun. */
  gapMs: number;
  /** Retries after the first try, and only while no token has come. */
  maxRetries: number;
  /** A server that asks for more patience than this gets none. */
  retryAfterMaxMs: number;
  /** First wait before a retry when the server names none; doubles, with jitter. */
  backoffMs: number;
  /** For the token counts, which come in a chunk after the finish reason. */
  usageWaitMs: number;
};

export const defaultDeadlines: Deadlines = {
  connectMs: 10_000,
  firstTokenMs: 60_000,
  gapMs: 60_000,
  maxRetries: 2,
  retryAfterMaxMs: 30_000,
  backoffMs: 500,
  usageWaitMs: 2_000,
};

/**
 * The time until the first token, and the will of whoever asked, as one signal. It is aborted with `late` once the
 * time is up, and with anything else when the caller gave up. `end` lets go of the timer and of the caller's signal.
 */
export type Budget = {
  signal: AbortSignal;
  remainingMs(): number;
  /** The first token came: from now on only the caller can abort. */
  meet(): void;
  isMet(): boolean;
  /** The caller gave up without its signal: it left the loop. */
  abandon(): void;
  isAbandoned(): boolean;
  end(): void;
};

export function createBudget(caller: AbortSignal, totalMs: number, late: Error): Budget {
  const controller = new AbortController();
  const startedAt = performance.now();
  let isMet = false;
  const abandon = () => controller.abort();
  const timer = setTimeout(() => controller.abort(late), totalMs);
  caller.addEventListener('abort', abandon, { once: true });
  if (caller.aborted) abandon();
  return {
    signal: controller.signal,
    remainingMs: () => totalMs - (performance.now() - startedAt),
    meet() {
      isMet = true;
      clearTimeout(timer);
    },
    isMet: () => isMet,
    abandon,
    isAbandoned: () => controller.signal.aborted && controller.signal.reason !== late,
    end() {
      clearTimeout(timer);
      caller.removeEventListener('abort', abandon);
    },
  };
}
