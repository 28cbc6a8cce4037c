import { CloudOffIcon } from 'lucide-react';
import { Thinking } from '../generation/thinking.tsx';
import type { ThreadMessageFragment } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { AssistantMessage } from './assistant-message.tsx';
import { useThreadActions } from './thread-actions.ts';
import { readUserMessage, UserMessage } from './user-message.tsx';

export type MessageNode = ThreadMessageFragment;

/** A person's message and what follows it up to the next one. */
export type Turn = { key: string; user: MessageNode | null; replies: MessageNode[] };

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

type Props = { turn: Turn; isLast: boolean; isFilling: boolean };

/** `isFilling` keeps a freshly sent turn as tall as the view, so that it starts at the top with room to grow. */
export function TurnView({ turn, isLast, isFilling }: Props) {
  const { user, replies } = turn;
  return (
    <section className="turn" data-filling={isFilling} data-last={isLast}>
      {user && <UserMessage {...readUserMessage(user)} siblingIds={user.siblingIds} />}
      {replies.map((reply) => (
        <AssistantMessage
          key={reply.id}
          message={reply}
          parentId={reply.parent?.id ?? null}
          siblingIds={reply.siblingIds}
        />
      ))}
      {user && isLast && replies.length === 0 && <Unanswered id={user.id} />}
    </section>
  );
}

/** The end of a fork that was taken at a person's message. */
function Unanswered({ id }: { id: string }) {
  const actions = useThreadActions();
  if (!actions) return null;
  return (
    <div>
      <Button onClick={() => actions.regenerate({ id, parentId: id })}>{m.answerThis()}</Button>
    </div>
  );
}

type PendingProps = {
  pending: { text: string | null; sentAt: number; isQueued?: boolean };
  onTakeBack: () => void;
};

/** A turn that the server has not confirmed yet; without a text it is an answer to what is there already. */
export function PendingTurn({ pending: { text, sentAt, isQueued }, onTakeBack }: PendingProps) {
  return (
    <section className="turn" data-filling={text !== null || !isQueued} data-last="true">
      {text !== null && <UserMessage id={null} text={text} />}
      {isQueued ? (
        <p role="status" className="queued-note">
          <CloudOffIcon size={15} aria-hidden />
          {m.queued()}
          <Button onClick={onTakeBack}>{m.queuedCancel()}</Button>
        </p>
      ) : (
        <article data-role="assistant" aria-busy="true">
          <Thinking since={sentAt} />
        </article>
      )}
    </section>
  );
}
