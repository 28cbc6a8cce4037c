import { WifiOffIcon } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { queuedAttempts } from '../composer/draft-store.ts';
import { m } from '../lib/messages.ts';
import { conversationIdIn } from '../lib/paths.ts';
import { WordsView } from '../message/words-view.tsx';
import { Mark } from '../ui/mark.tsx';
import { type KeptChat, keptChats } from './kept-chats.ts';

/** Without a way to the server: the chats that this browser kept, to be read. `otherwise` is shown if there are none. */
export function OfflinePage({ otherwise }: { otherwise: ReactNode }) {
  const [chats, setChats] = useState<KeptChat[] | null>(null);
  const [shownId, setShownId] = useState(() => conversationIdIn(location.pathname));
  useEffect(() => {
    void keptChats().then(setChats);
  }, []);
  if (!chats) return null;
  if (chats.length === 0) return otherwise;
  const shown = chats.find(({ id }) => id === shownId) ?? chats[0];
  return (
    <div className="shell">
      <aside className="sidebar offline-list">
        <p className="flex items-center gap-2 p-4 font-semibold">
          <Mark size={24} />
          {m.appName()}
        </p>
        <nav aria-label={m.sidebar()} className="sidebar-scroll">
          <ul>
            {chats.map(({ id, title }) => (
              <li key={id} className={id === shown?.id ? 'row row-current' : 'row'}>
                <button
                  type="button"
                  className="row-link truncate"
                  dir="auto"
                  aria-current={id === shown?.id ? 'page' : undefined}
                  onClick={() => setShownId(id)}
                >
                  {title || m.untitled()}
                </button>
              </li>
            ))}
          </ul>
        </nav>
      </aside>
      <main className="flex min-w-0 flex-1 flex-col">
        <p role="status" className="offline-banner">
          <WifiOffIcon size={16} aria-hidden className="shrink-0" />
          {m.offlineRead()}
        </p>
        <QueuedNote />
        <header className="chat-header">
          <h1 className="min-w-0 flex-1 truncate font-medium text-sm" dir="auto">
            {shown?.title || m.untitled()}
          </h1>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard. */}
        <section className="thread-scroll" aria-label={m.thread()} tabIndex={0}>
          <div className="thread">{shown && <WordsView messages={shown.messages} />}</div>
        </section>
      </main>
    </div>
  );
}

/** What was written and waits for a connection is not lost, and must not seem so. */
export function QueuedNote() {
  const [attempts] = useState(queuedAttempts);
  if (attempts.length === 0) return null;
  return (
    <div role="status" className="offline-queued">
      {m.offlineQueued({ count: attempts.length })}
      <ul>
        {attempts.map(({ key, text }) => (
          <li key={key} dir="auto" className="truncate">
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}
