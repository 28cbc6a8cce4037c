import { ArrowDownIcon } from 'lucide-react';
import { type RefObject, startTransition, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { usePreload } from '../ui/later.tsx';
import { editBox } from './edit-part.ts';
import { NewerPage } from './newer-page.tsx';
import { OlderPage } from './older-page.tsx';
import { QuoteButton } from './quote-button.tsx';
import { useThreadActions } from './thread-actions.ts';
import { type MessageNode, PendingTurn, type Turn, TurnView, toTurns } from './turn.tsx';
import { useChatScroll } from './use-chat-scroll.ts';

export type PendingMessage = { key: string; text: string | null; sentAt: number; isQueued?: boolean };

type Props = {
  threadKey: string;
  conversationId: string | null;
  nodes: readonly MessageNode[];
  olderCursor: string | null;
  /** The thread goes on behind these messages: they are an earlier part of it. */
  newerCursor: string | null;
  /** The message that the address points at. */
  targetId: string | null;
  pending: PendingMessage | null;
  /** A turn was sent from this page, so that the last one may fill the view. */
  hasSent: boolean;
  onToLatest: () => void;
  /** Takes the pending message back while it waits for a connection. */
  onTakeBack: () => void;
  /** Takes a selected text into the composer; null where nothing can be written. */
  onQuote: ((text: string) => void) | null;
};

export function Thread(props: Props) {
  const { threadKey, conversationId, nodes, olderCursor, newerCursor, targetId, pending, hasSent } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { isAway, toBottom, follow, show } = useChatScroll(scroller, threadKey);
  const turns = toTurns(nodes);
  const count = useShownTurns(threadKey, turns);
  const isWhole = count >= turns.length || targetId !== null;
  const shown = isWhole ? turns : turns.slice(-count);
  const oldest = nodes[0];
  useFollowSent(pending, follow);
  usePreload(editBox);
  useTarget({ scroller, targetId, isThere: nodes.some(({ id }) => id === targetId), show });

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        className="thread-scroll"
        data-opening={count !== all}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
        tabIndex={0}
        role="log"
        data-holds={useThreadActions() !== null}
        aria-live="off"
        aria-label={m.thread()}
      >
        <div className="thread">
          {isWhole && conversationId && olderCursor && oldest && (
            <OlderPage
              key={`${oldest.id} ${olderCursor}`}
              conversationId={conversationId}
              before={olderCursor}
              leafId={oldest.id}
              scroller={scroller}
            />
          )}
          {shown.map((turn, index) => {
            const isLast = index === shown.length - 1 && !newerCursor && !pending;
            return <TurnView key={turn.key} turn={turn} isLast={isLast} isFilling={isLast && hasSent} />;
          })}
          {conversationId && newerCursor && (
            <NewerPage
              key={newerCursor}
              conversationId={conversationId}
              after={newerCursor}
              scroller={scroller}
            />
          )}
          {pending && <PendingTurn pending={pending} onTakeBack={props.onTakeBack} />}
        </div>
        {props.onQuote && <QuoteButton scroller={scroller} onQuote={props.onQuote} />}
      </div>
      <div className="absolute bottom-5 left-1/2 -translate-x-1/2" hidden={!isAway && !newerCursor}>
        <IconButton
          isRound
          label={m.toLatest()}
          className="pill"
          onClick={newerCursor ? props.onToLatest : toBottom}
        >
          <ArrowDownIcon size={18} />
        </IconButton>
      </div>
    </div>
  );
}

const fewestTurns = 1;
const mostTurns = 6;
/** A line is about so tall, and holds so many characters at most. */
const lineHeight = 24;
const lineCharacters = 90;
const linesOf = (text: string): number => text.split('\n').length + text.length / lineCharacters;
const all = Number.POSITIVE_INFINITY;
/** One at a time: whoever types meanwhile waits for its layout, and makes React begin it anew. */
const moreTurns = 1;

/** Until a thread was shown or left, all that shows one is new to the engine, and slow. */
let isCold = true;

export const isThreadCold = (): boolean => isCold;

/** How many come first: what a reader sees must not wait for what stands above it. Cold, as many as fill the view. */
function turnsAtFirst(turns: readonly Turn[]): number {
  if (!isCold) return mostTurns;
  let left = innerHeight / lineHeight;
  let count = 0;
  for (const { user, replies } of turns.toReversed()) {
    if (count >= mostTurns || (left <= 0 && count >= fewestTurns)) break;
    for (const { text } of [...(user ? [user] : []), ...replies]) left -= linesOf(text);
    count += 1;
  }
  return count;
}

function useShownTurns(threadKey: string, turns: readonly Turn[]): number {
  const total = turns.length;
  const [shown, setShown] = useState(() => ({ threadKey, count: turnsAtFirst(turns) }));
  const count = shown.threadKey === threadKey ? shown.count : turnsAtFirst(turns);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for another thread, too, the one before was left.
  useEffect(() => {
    return () => {
      isCold = false;
    };
  }, [threadKey]);
  useEffect(() => {
    if (count === all) {
      isCold = false;
      return;
    }
    const show = (next: number) => startTransition(() => setShown({ threadKey, count: next }));
    const next = count < total ? Math.min(count + moreTurns, total) : all;
    if (next < all && !isCold) return show(next);
    // What is there has to be seen first. Once all are there, a turn that is added must not hide the first one; the
    // browser holds the place until the last one is laid out.
    const frame = requestAnimationFrame(() => setTimeout(show, 0, next));
    return () => cancelAnimationFrame(frame);
  }, [threadKey, count, total]);
  return count;
}

function useFollowSent(pending: PendingMessage | null, follow: () => void): void {
  const key = pending?.key;
  useLayoutEffect(() => {
    if (key) follow();
  }, [key, follow]);
}

type Target = {
  scroller: RefObject<HTMLElement | null>;
  targetId: string | null;
  isThere: boolean;
  show: (element: Element) => void;
};

/** Brings the message that the address points at into the middle, and marks it. */
function useTarget({ scroller, targetId, isThere, show }: Target): void {
  useLayoutEffect(() => {
    const selector = `[data-message="${CSS.escape(targetId ?? '')}"]`;
    const element = targetId && isThere && scroller.current?.querySelector<HTMLElement>(selector);
    if (!element) return;
    element.dataset.target = 'true';
    show(element);
    return () => {
      delete element.dataset.target;
    };
  }, [scroller, targetId, isThere, show]);
}
