import { ArrowDownIcon } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { OlderPage } from './older-page.tsx';
import { type MessageNode, PendingTurn, type Retry, TurnView, toTurns } from './turn.tsx';
import { useChatScroll } from './use-chat-scroll.ts';

export type PendingMessage = { key: string; text: string; sentAt: number };

type Props = {
  threadKey: string;
  conversationId: string | null;
  nodes: readonly MessageNode[];
  olderCursor: string | null;
  pending: PendingMessage | null;
  /** A turn was sent from this page, so that the last one may fill the view. */
  hasSent: boolean;
  onRetry: Retry;
};

export function Thread({ threadKey, conversationId, nodes, olderCursor, pending, hasSent, onRetry }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { isAway, toBottom, follow } = useChatScroll(scroller, threadKey);
  const turns = toTurns(nodes);
  useFollowSent(pending, follow);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        className="thread-scroll"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={m.thread()}
      >
        <div className="thread">
          {conversationId && olderCursor && (
            <OlderPage
              key={olderCursor}
              conversationId={conversationId}
              before={olderCursor}
              scroller={scroller}
            />
          )}
          {turns.map((turn, index) => {
            const isLast = index === turns.length - 1;
            return (
              <TurnView
                key={turn.key}
                turn={turn}
                isLast={isLast}
                isFilling={isLast && hasSent && !pending}
                onRetry={onRetry}
              />
            );
          })}
          {pending && <PendingTurn text={pending.text} sentAt={pending.sentAt} />}
        </div>
      </div>
      <div className="absolute inset-x-0 bottom-5 grid place-items-center" hidden={!isAway}>
        <IconButton isRound label={m.toLatest()} className="pill" onClick={toBottom}>
          <ArrowDownIcon size={18} />
        </IconButton>
      </div>
    </div>
  );
}

function useFollowSent(pending: PendingMessage | null, follow: () => void): void {
  const key = pending?.key;
  useLayoutEffect(() => {
    if (key) follow();
  }, [key, follow]);
}
