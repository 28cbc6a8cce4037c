import { changeDraft, type DraftPlace, getDraft, saveDrafts } from '../composer/draft-store.ts';
import { type Attempt, acknowledged, queued, restored } from '../composer/drafts.ts';
import { threadKeyOf, untilSendable, updateSend } from '../composer/sends.ts';
import { useSendMessage } from '../composer/use-send-message.ts';
import { conversationIdIn, conversationPath } from '../lib/paths.ts';
import { useViewer } from '../user/viewer.ts';
import { type Asked, forgetAsk, keepAsk } from './kept-asks.ts';

export type Ways = {
  onStarted: (path: string) => void;
  /** The server knows of messages in this thread that the page does not show. */
  onBehind: () => void;
};

/** Asks once, with the turn in sight; the client of the session follows the answer. False when it was refused or taken back. */
export function useAsk({
  onStarted,
  onBehind,
}: Ways): (asked: Asked, onQueued?: () => void) => Promise<boolean> {
  const viewerId = useViewer().id;
  const sendMessage = useSendMessage();
  return async (asked, onQueued = () => keepAsk(viewerId, asked)) => {
    const { conversationId, request, shown } = asked;
    const threadKey = threadKeyOf(conversationId);
    const key = request.input.idempotencyKey;
    updateSend(threadKey, { pending: shown && { ...shown, key, sentAt: Date.now() }, problem: null });
    const outcome = await sendMessage(request, () => untilSendable(threadKey, onQueued));
    forgetAsk(viewerId, asked);
    if (!outcome.sent) {
      updateSend(threadKey, { pending: null, problem: outcome.problem });
      if (outcome.isBehind) onBehind();
      return false;
    }
    const { conversation } = outcome.sent;
    const isFirst = conversationId === null;
    updateSend(threadKeyOf(conversation.id), { hasSent: true });
    // Somebody who has gone elsewhere meanwhile is not called back.
    if (isFirst && conversationIdIn(location.pathname) === null) onStarted(conversationPath(conversation.id));
    // A branch may have begun above what the page holds: then only the server knows its beginning.
    if (request.kind !== 'sendMessage') onBehind();
    updateSend(threadKey, { pending: null, problem: null });
    return true;
  };
}

/** Sends an attempt; it stays in its draft until the server has it, also while it waits for a connection. */
export function useDeliver(ways: Ways): (place: DraftPlace, attempt: Attempt) => Promise<void> {
  const ask = useAsk(ways);
  return async (place, { key, text, parentId = null, temperature, beginning }) => {
    const { conversationId } = place;
    const about = conversationId ? { conversationId, parentId } : beginning;
    const keep = (change: typeof queued) => {
      changeDraft(place, change(getDraft(place)));
      saveDrafts();
    };
    const isSent = await ask(
      {
        conversationId,
        request: { kind: 'sendMessage', input: { idempotencyKey: key, text, temperature, ...about } },
        shown: { text, afterMessageId: parentId, isBranch: false },
      },
      () => keep(queued),
    );
    keep((draft) => (isSent ? acknowledged(draft, key) : restored(draft)));
  };
}
