import { parentPort } from 'node:worker_threads';
import { countText } from './token-count.ts';
import type { CountReply, CountRequest } from './tokens.ts';

/** The thread behind tokens.ts. */
parentPort?.on('message', ({ id, texts }: CountRequest) => {
  const reply: CountReply = { id, counts: texts.map(countText) };
  parentPort?.postMessage(reply);
});
