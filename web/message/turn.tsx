import { memo } from 'react';
import { Thinking } from '../generation/thinking.tsx';
import type { ThreadMessageFragment } from '../graphql/generated/graphql.ts';
import { AssistantMessage } from './assistant-message.tsx';
import { readUserMessage, UserMessage } from './user-message.tsx';

export type MessageNode = ThreadMessageFragment;

/** A person's message and what follows it up to the next one. */
export type Turn = { key: string; user: MessageNode | null; replies: MessageNode[] };

export type Retry = (turn: { text: string; parentId: string | null }) => void;

export function toTurns(nodes: readonly MessageNode[]): Turn[] {
  const turns: Turn[] = [];
  for (const node of nodes) {
    const turn = turns.at(-1);
    if (node.role === 'USER') turns.push({ key: node.id, user: node, replies: [] });
    else if (turn) turn.replies.push(node);
    else turns.push({ key: node.id, user: null, replies: [node] });
  }
  return turns;
}

type Props = { turn: Turn; isLast: boolean; isFilling: boolean; onRetry: Retry };

/** `isFilling` keeps a freshly sent turn as tall as the view, so that it starts at the top with room to grow. */
export function TurnView({ turn, isLast, isFilling, onRetry }: Props) {
  const user = turn.user && readUserMessage(turn.user);
  const retry = user && isLast ? () => onRetry({ text: user.text, parentId: user.parent?.id ?? null }) : null;
  return (
    <section className="turn" data-filling={isFilling}>
      {user && <UserMessage text={user.text} />}
      {turn.replies.map((reply, index) => (
        <AssistantMessage
          key={reply.id}
          message={reply}
          onRetry={index === turn.replies.length - 1 ? retry : null}
        />
      ))}
    </section>
  );
}

/** A turn that the server has not confirmed yet. */
export const PendingTurn = memo(function PendingTurn({ text, sentAt }: { text: string; sentAt: number }) {
  return (
    <section className="turn" data-filling="true">
      <UserMessage text={text} isSending />
      <article data-role="assistant" aria-busy="true">
        <Thinking since={sentAt} />
      </article>
    </section>
  );
});
