import { changeDraft, type DraftPlace, getDraft, saveDrafts } from '../composer/draft-store.ts';
import { attemptOf, type Beginning, sending } from '../composer/drafts.ts';
import { hasLanded, type Send, threadKeyOf, useSendState } from '../composer/sends.ts';
import { newKey } from '../lib/new-key.ts';
import { stopEditing } from '../message/editing.ts';
import type { MessageNode } from '../message/turn.tsx';
import { readUserMessage } from '../message/user-message.tsx';
import { useAsk, useDeliver, type Ways } from './use-ask.ts';

type Input = Ways & {
  place: DraftPlace;
  /** The newest page of the thread: what is sent follows its last message. */
  nodes: readonly MessageNode[];
  beginning: Beginning;
};

/** A branch takes the place of what followed its parent, at once and not only when the server has answered. */
function upTo(nodes: readonly MessageNode[], pending: Send | null): readonly MessageNode[] {
  if (!pending) return nodes;
  const at = nodes.findIndex(({ id }) => id === pending.afterMessageId);
  return at < 0 && !pending.isBranch ? nodes : nodes.slice(0, at + 1);
}

const textOf = (node: MessageNode): string => readUserMessage(node).text;

/** The way of a turn on this side: shown at once, sent once, followed; and given back to its writer when refused. */
export function useSendTurn({ place, nodes, beginning, onStarted, onBehind }: Input) {
  const ask = useAsk({ onStarted, onBehind });
  const deliver = useDeliver({ onStarted, onBehind });
  const { conversationId } = place;
  const { pending, problem, hasSent } = useSendState(threadKeyOf(conversationId));

  const send = (text: string) => {
    // A message follows what its writer sees: from a stale tab it becomes a branch, and overwrites nothing.
    const about = conversationId ? { parentId: nodes.at(-1)?.id ?? null } : { beginning };
    const attempt = attemptOf(getDraft(place), { text, ...about }, newKey);
    changeDraft(place, sending(attempt));
    saveDrafts();
    return deliver(place, attempt);
  };

  const edit = async (messageId: string, text: string) => {
    const parentId = nodes.find(({ id }) => id === messageId)?.parent?.id ?? null;
    const written = { viewerId: place.viewerId, messageId };
    const attempt = attemptOf(getDraft(written), { text }, newKey);
    changeDraft(written, { text, attempt });
    saveDrafts();
    const isSent = await ask({
      conversationId,
      request: { kind: 'editMessage', input: { idempotencyKey: attempt.key, messageId, text } },
      shown: { text, afterMessageId: parentId, isBranch: true },
    });
    if (isSent) stopEditing(written);
    return isSent;
  };

  const regenerate = (message: { id: string; parentId: string | null }, modelId?: string) => {
    const input = { idempotencyKey: newKey(), messageId: message.id, modelId };
    return ask({
      conversationId,
      request: { kind: 'regenerateMessage', input },
      shown: { text: null, afterMessageId: message.parentId, isBranch: true },
    });
  };

  const goOn = (message: { id: string }) => {
    const input = { idempotencyKey: newKey(), messageId: message.id };
    const waiting = { text: null, afterMessageId: message.id, isBranch: false };
    return ask({
      conversationId,
      request: { kind: 'continueMessage', input },
      // The answer itself goes on; only what waits for a connection has to be seen.
      shown: navigator.onLine ? null : waiting,
    });
  };

  const shown = pending !== null && !hasLanded(pending, nodes, textOf) ? pending : null;
  return {
    turn: { pending: shown, problem, hasSent },
    nodes: upTo(nodes, shown),
    send,
    edit,
    regenerate,
    goOn,
  };
}
