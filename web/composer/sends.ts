import { create } from 'zustand';
import { untilOnline } from '../lib/online.ts';
import type { SendProblem } from './use-send-message.ts';

/** A message between Enter and the server's answer. */
export type Send = {
  key: string;
  /** Null when the question is there already and only an answer is awaited. */
  text: string | null;
  sentAt: number;
  afterMessageId: string | null;
  /** There is no connection: it is sent once there is. */
  isQueued?: boolean;
  /** It takes the place of whatever followed that message. */
  isBranch: boolean;
};

type Thread = {
  pending: Send | null;
  /** Why the last send failed; the text is back in the composer. */
  problem: SendProblem | null;
  hasSent: boolean;
};

const quiet: Thread = { pending: null, problem: null, hasSent: false };

/** Keyed by conversation; a conversation that does not exist yet is `new`. */
export const useSends = create<Record<string, Thread>>(() => ({}));

export const threadKeyOf = (conversationId: string | null): string => conversationId ?? 'new';

export function updateSend(threadKey: string, change: Partial<Thread>): void {
  useSends.setState((threads) => ({ [threadKey]: { ...(threads[threadKey] ?? quiet), ...change } }));
}

const waits = new Map<string, AbortController>();

/** Waits for a connection, with the message in sight; false when it was taken back. */
export async function untilSendable(threadKey: string, onQueued?: () => void): Promise<boolean> {
  if (navigator.onLine) return true;
  onQueued?.();
  const waiting = new AbortController();
  waits.set(threadKey, waiting);
  markQueued(threadKey, true);
  const isOnline = await untilOnline(waiting.signal);
  waits.delete(threadKey);
  markQueued(threadKey, false);
  return isOnline;
}

function markQueued(threadKey: string, isQueued: boolean): void {
  const { pending } = useSends.getState()[threadKey] ?? quiet;
  if (pending) updateSend(threadKey, { pending: { ...pending, isQueued } });
}

/** Takes a message back that waits for a connection. */
export const takeBack = (threadKey: string): void => waits.get(threadKey)?.abort();

/** Another sign-in starts with a clean slate. */
export const forgetSends = (): void => useSends.setState({}, true);

export const isPending = (threadKey: string): boolean => Boolean(useSends.getState()[threadKey]?.pending);

export const useSendState = (threadKey: string): Thread => useSends((threads) => threads[threadKey] ?? quiet);

/**
 * Whether the thread already shows a pending message. Between the cache's update and ours there may be a frame: the
 * message must be seen once in it, never twice and never not.
 */
export function hasLanded<Node extends { id: string; role: string }>(
  send: Send,
  nodes: readonly Node[],
  textOf: (node: Node) => string,
): boolean {
  // A branch lands with the answer of its own request, which also ends its being pending.
  if (send.isBranch || send.text === null) return false;
  const from = send.afterMessageId ? nodes.findIndex(({ id }) => id === send.afterMessageId) + 1 : 0;
  return nodes.slice(from).some((node) => node.role === 'USER' && textOf(node) === send.text);
}
