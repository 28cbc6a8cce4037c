import { m } from '../lib/messages.ts';
import { MessageText } from './message-text.tsx';
import type { MessageWords } from './message-words.ts';
import { UserText } from './user-text.tsx';

/** Messages to be read and nothing else: on paper, without a connection, and behind a share link. */
export function WordsView({ messages }: { messages: readonly MessageWords[] }) {
  return messages.map(({ id, role, text, modelName }) =>
    role === 'USER' ? (
      <article key={id} data-role="user" className="flex flex-col items-end">
        <h2 className="sr-only">{m.youSaid()}</h2>
        <UserText text={text} />
      </article>
    ) : (
      <article key={id} data-role="assistant">
        <h2 className="sr-only">{m.modelSaid({ model: modelName ?? m.appName() })}</h2>
        {text === '' ? (
          <p className="text-ink-soft">{m.answerEmpty()}</p>
        ) : (
          <MessageText text={text} isLive={false} />
        )}
        {modelName && <p className="mt-2 text-xs text-ink-soft">{modelName}</p>}
      </article>
    ),
  );
}
