import { changeDraft, type DraftPlace, getDraft, saveDrafts } from '../composer/draft-store.ts';
import { acknowledged, attemptOf, restored, sending } from '../composer/drafts.ts';
import {
  hasLanded,
  type Send,
  threadKeyOf,
  untilSendable,
  updateSend,
  useSendState,
} from '../composer/sends.ts';
import type { TurnRequest } from '../composer/turn-documents.ts';
import { useSendMessage } from '../composer/use-send-message.ts';
import { useStreams } from '../generation/streams-context.ts';
import { newKey } from '../lib/new-key.ts';
import { conversationIdIn, conversationPath } from '../lib/paths.ts';
import { stopEditing } from '../message/editing.ts';
import type { MessageNode } from '../message/turn.tsx';
import { readUserMessage } from '../message/user-message.tsx';

type Input = {
  place: DraftPlace;
  /** The newest page of the thread: what is sent follows its last message. */
  nodes: readonly MessageNode[];
  /** Of a new conversation. */
  beginning: { modelId: string | null; projectId?: string; temporary?: boolean };
  onStarted: (path: string) => void;
  /** The server knows of messages in this thread that the page does not show. */
  onBehind: () => void;
};

/** What the page shows until the server has answered. */
type Shown = Pick<Send, 'text' | 'afterMessageId' | 'isBranch'>;

/** A branch takes the place of what followed its parent, at once and not only when the server has answered. */
function upTo(nodes: readonly MessageNode[], pending: Send | null): readonly MessageNode[] {
  if (!pending) return nodes;
  const at = nodes.findIndex(({ id }) => id === pending.afterMessageId);
  return at < 0 && !pending.isBranch ? nodes : nodes.slice(0, at + 1);
}

const textOf = (node: MessageNode): string => readUserMessage(node).text;

/** The way of a turn on this side: shown at once, sent once, followed; and given back to its writer when refused. */
export function useSendTurn({ place, nodes, beginning, onStarted, onBehind }: Input) {
  const streams = useStreams();
  const sendMessage = useSendMessage();
  const { conversationId } = place;
  const threadKey = threadKeyOf(conversationId);
  const { pending, problem, hasSent } = useSendState(threadKey);

  const ask = async (request: TurnRequest, shown: Shown | null) => {
    const key = request.input.idempotencyKey;
    updateSend(threadKey, { pending: shown && { ...shown, key, sentAt: Date.now() }, problem: null });
    const outcome = await sendMessage(request, () => untilSendable(threadKey));
    if (!outcome.sent) {
      updateSend(threadKey, { pending: null, problem: outcome.problem });
      if (outcome.isBehind) onBehind();
      return false;
    }
    const { conversation, generation } = outcome.sent;
    const isFirst = conversationId === null;
    streams.follow(generation.id);
    updateSend(threadKeyOf(conversation.id), { hasSent: true });
    // Somebody who has gone elsewhere meanwhile is not called back.
    if (isFirst && conversationIdIn(location.pathname) === null) onStarted(conversationPath(conversation.id));
    // A branch may have begun above what the page holds: then only the server knows its beginning.
    if (request.kind !== 'sendMessage') onBehind();
    updateSend(threadKey, { pending: null, problem: null });
    return true;
  };

  const send = async (text: string) => {
    const last = nodes.at(-1)?.id ?? null;
    // A message follows what its writer sees: from a stale tab it becomes a branch, and overwrites nothing.
    const attempt = attemptOf(getDraft(place), { text, parentId: last }, newKey);
    changeDraft(place, sending(attempt));
    saveDrafts();
    const { key, parentId, temperature } = attempt;
    const about = conversationId ? { conversationId, parentId, temperature } : { ...beginning, temperature };
    const isSent = await ask(
      { kind: 'sendMessage', input: { idempotencyKey: key, text, ...about } },
      { text, afterMessageId: last, isBranch: false },
    );
    const draft = getDraft(place);
    changeDraft(place, isSent ? acknowledged(draft, key) : restored(draft));
    saveDrafts();
  };

  const edit = async (messageId: string, text: string) => {
    const parentId = nodes.find(({ id }) => id === messageId)?.parent?.id ?? null;
    const written = { viewerId: place.viewerId, messageId };
    const attempt = attemptOf(getDraft(written), { text }, newKey);
    changeDraft(written, { text, attempt });
    saveDrafts();
    const isSent = await ask(
      { kind: 'editMessage', input: { idempotencyKey: attempt.key, messageId, text } },
      { text, afterMessageId: parentId, isBranch: true },
    );
    if (isSent) stopEditing(written);
    return isSent;
  };

  const regenerate = (message: { id: string; parentId: string | null }, modelId?: string) =>
    ask(
      { kind: 'regenerateMessage', input: { idempotencyKey: newKey(), messageId: message.id, modelId } },
      { text: null, afterMessageId: message.parentId, isBranch: true },
    );

  const goOn = (message: { id: string }) =>
    ask({ kind: 'continueMessage', input: { idempotencyKey: newKey(), messageId: message.id } }, null);

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
