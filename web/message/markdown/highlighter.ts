import { trustedScript } from '../../lib/trusted-script.ts';
import workerAddress from './highlight-worker.ts?worker&url';

export type Token = { content: string; light: string; dark: string };
export type Asked = { block: number; code: string; language: string; isOpen: boolean };
/** The lines of a block from one on; those before it are as they were. */
export type Coloured = { block: number; from: number; lines: Token[][] };

type Listener = (coloured: Coloured) => void;

const retryAfterMs = 5_000;

const listeners = new Map<number, Listener>();
/** Blocks that an answer is owed for, and what has become of them meanwhile. */
const owed = new Map<number, Asked | null>();
const waiting = new Set<() => void>();
let worker: Worker | null = null;
let lostAt = Number.NEGATIVE_INFINITY;

/** Colours come to the listener, late by as much as the highlighter needs; if it cannot be had, never. */
export function highlight(asked: Asked): void {
  if (owed.has(asked.block)) {
    owed.set(asked.block, asked);
    return;
  }
  worker ??= start();
  if (!worker) return;
  owed.set(asked.block, null);
  worker.postMessage(asked);
}

export function listenForColours(block: number, listener: Listener): () => void {
  listeners.set(block, listener);
  return () => {
    listeners.delete(block);
  };
}

/** Resolves when everything has the colours that it will get for now. */
export const whenColoured = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.add(resolve);
    tellWaiting();
  });

function tellWaiting(): void {
  if (owed.size > 0) return;
  for (const resolve of waiting) resolve();
  waiting.clear();
}

function start(): Worker | null {
  if (performance.now() - lostAt < retryAfterMs) return null;
  const started = new Worker(trustedScript(workerAddress), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<Coloured>) => {
    listeners.get(data.block)?.(data);
    const next = owed.get(data.block);
    owed.delete(data.block);
    if (next && listeners.has(data.block)) highlight(next);
    tellWaiting();
  };
  // Its script could not be loaded, or it broke: code stays plain, and a later block tries again.
  started.onerror = () => {
    started.terminate();
    owed.clear();
    tellWaiting();
    worker = null;
    lostAt = performance.now();
  };
  return started;
}
