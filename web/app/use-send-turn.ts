import { useClient } from 'urql';
import { changeDraft, type DraftPlace, getDraft, saveDrafts } from '../composer/draft-store.ts';
import { acknowledged, attemptOf, restored, sending } from '../composer/drafts.ts';
import { hasLanded, type Send, threadKeyOf, updateSend, useSendState } from '../composer/sends.ts';
import { useSendMessage } from '../composer/use-send-message.ts';
import { pollTitle } from '../conversation/poll-title.ts';
import { useStreams } from '../generation/streams-context.ts';
import { newKey } from '../lib/new-key.ts';
import { conversationIdIn, conversationPath } from '../lib/paths.ts';
import type { MessageNode, Retry } from '../message/turn.tsx';
import { readUserMessage } from '../message/user-message.tsx';

type Input = {
  place: DraftPlace;
  nodes: readonly MessageNode[];
  modelId: string | null;
  onStarted: (path: string) => void;
  /** The server knows of messages in this thread that the page does not show. */
  onBehind: () => void;
};

type Turn = { key: string; text: string; parentId?: string; temperature?: number };

/** A retry takes the place of what followed its parent, at once and not only when the server has answered. */
function upTo(nodes: readonly MessageNode[], pending: Send | null): readonly MessageNode[] {
  const at = pending ? nodes.findIndex(({ id }) => id === pending.afterMessageId) : -1;
  return at < 0 ? nodes : nodes.slice(0, at + 1);
}

const textOf = (node: MessageNode): string => readUserMessage(node).text;

/** The way of a turn on this side: shown at once, sent once, followed; and given back to the composer when refused. */
export function useSendTurn({ place, nodes, modelId, onStarted, onBehind }: Input) {
  const client = useClient();
  const streams = useStreams();
  const sendMessage = useSendMessage();
  const { conversationId } = place;
  const threadKey = threadKeyOf(conversationId);
  const { pending, problem, hasSent } = useSendState(threadKey);

  const sendTurn = async ({ key, text, parentId, temperature }: Turn) => {
    const afterMessageId = parentId ?? nodes.at(-1)?.id ?? null;
    updateSend(threadKey, { pending: { key, text, sentAt: Date.now(), afterMessageId }, problem: null });
    const modelOfNew = conversationId ? {} : { modelId };
    const outcome = await sendMessage({
      idempotencyKey: key,
      text,
      conversationId,
      parentId,
      temperature,
      ...modelOfNew,
    });
    if (!outcome.sent) {
      updateSend(threadKey, { pending: null, problem: outcome.problem });
      if (outcome.isBehind) onBehind();
      return outcome;
    }
    const { conversation, generation } = outcome.sent;
    const isFirst = conversationId === null;
    streams.follow(generation.id, isFirst ? () => void pollTitle(client, conversation.id) : undefined);
    updateSend(threadKeyOf(conversation.id), { hasSent: true });
    // Somebody who has gone elsewhere meanwhile is not called back.
    if (isFirst && conversationIdIn(location.pathname) === null) onStarted(conversationPath(conversation.id));
    updateSend(threadKey, { pending: null, problem: null });
    return outcome;
  };

  const send = async (text: string) => {
    const attempt = attemptOf(getDraft(place), text, newKey);
    changeDraft(place, sending(attempt));
    saveDrafts();
    const { sent } = await sendTurn(attempt);
    const draft = getDraft(place);
    changeDraft(place, sent ? acknowledged(draft, attempt.key) : restored(draft));
    saveDrafts();
  };

  /** A root has no parent to name, so its retry follows the failed answer. */
  const retry: Retry = ({ text, parentId }) => {
    void sendTurn({ key: newKey(), text, ...(parentId ? { parentId } : {}) });
  };

  const shown = pending !== null && !hasLanded(pending, nodes, textOf) ? pending : null;
  return { turn: { pending: shown, problem, hasSent }, nodes: upTo(nodes, shown), send, retry };
}
