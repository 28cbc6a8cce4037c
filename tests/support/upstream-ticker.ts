/**
 * One timer for all paced streams of a process: 200 streams with a timer each would cost more than what they measure.
 * A late tick sends what is due, each token in a write of its own, so the rate holds over time.
 */
const TICK_MS = 5;

type Paced = { startedAt: number; intervalMs: number; sent: number; emit: (index: number) => boolean };

const running = new Set<Paced>();
let timer: NodeJS.Timeout | undefined;

/** Calls `emit(0)`, `emit(1)`… at the given rate until it returns false. */
export function pace(tokensPerSecond: number, emit: (index: number) => boolean): void {
  running.add({ startedAt: performance.now(), intervalMs: 1000 / tokensPerSecond, sent: 0, emit });
  timer ??= setInterval(tick, TICK_MS);
}

function tick(): void {
  const now = performance.now();
  for (const stream of running) {
    while (now >= stream.startedAt + stream.sent * stream.intervalMs) {
      if (stream.emit(stream.sent++)) continue;
      running.delete(stream);
      break;
    }
  }
  if (running.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}
