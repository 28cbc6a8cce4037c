import { Worker } from 'node:worker_threads';

/**
 * Counts tokens as OpenAI's models do (o200k). The tables take 80 MB and a quarter of a second to load, and some texts
 * take a second to count: all of it happens in a thread of its own, which comes on first use and goes when it is idle,
 * so that no stream ever waits for it.
 */
const idleMs = 120_000;

type Waiting = { resolve: (counts: number[]) => void; reject: (error: Error) => void };
type Counter = { worker: Worker; waiting: Map<number, Waiting>; timer: NodeJS.Timeout | undefined };

export type CountRequest = { id: number; texts: string[] };
export type CountReply = { id: number; counts: number[] };

let counter: Counter | null = null;
let lastId = 0;

/** Tokens of each text; exact up to a length, estimated from samples beyond it (token-count.ts). */
export async function countTokens(texts: string[]): Promise<number[]> {
  if (texts.length === 0) return [];
  counter ??= startCounter();
  const { worker, waiting, timer } = counter;
  clearTimeout(timer);
  lastId += 1;
  const request: CountRequest = { id: lastId, texts };
  const counts = new Promise<number[]>((resolve, reject) => waiting.set(request.id, { resolve, reject }));
  worker.postMessage(request);
  return counts;
}

/** Within a half of the truth, for nothing: how many tokens so many bytes are. */
export const roughTokens = (bytes: number) => Math.ceil(bytes / 4);

/** No text has more tokens than bytes: what fits by this measure needs no counting. */
export const mostTokens = (text: string) => Buffer.byteLength(text);

function startCounter(): Counter {
  const worker = new Worker(new URL('./token-worker.ts', import.meta.url));
  const started: Counter = { worker, waiting: new Map(), timer: undefined };
  // Neither an idle counter nor a count that nobody waits for keeps the process.
  worker.unref();
  worker.on('message', ({ id, counts }: CountReply) => {
    started.waiting.get(id)?.resolve(counts);
    started.waiting.delete(id);
    if (started.waiting.size > 0) return;
    started.timer = setTimeout(() => end(started), idleMs);
    started.timer.unref();
  });
  worker.on('error', (error) => end(started, error as Error));
  return started;
}

function end(ended: Counter, error = new Error('the token counter ended')) {
  if (counter === ended) counter = null;
  for (const { reject } of ended.waiting.values()) reject(error);
  ended.waiting.clear();
  void ended.worker.terminate();
}
