import { m } from '../lib/messages.ts';
import { MessageText } from './message-text.tsx';
import type { MessageWords } from './message-words.ts';
import { UserText } from './user-text.tsx';

/** Messages to be read and nothing else: on paper, and without a connection. */
export function WordsView({ messages }: { messages: readonly MessageWords[] }) {
  return messages.map(({ id, role, text }) =>
    role === 'USER' ? (
      <article key={id} data-role="user" className="flex flex-col items-end">
        <h2 className="sr-only">{m.youSaid()}</h2>
        <UserText text={text} />
      </article>
    ) : (
      <article key={id} data-role="assistant">
        <h2 className="sr-only">{m.modelSaid({ model: m.appName() })}</h2>
        <MessageText text={text} isLive={false} />
      </article>
    ),
  );
}
