import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useQuery } from 'urql';
import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { homePath } from '../lib/paths.ts';
import { WordsView } from '../message/words-view.tsx';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { SharedThread } from './documents.ts';
import { SharedPage, wordsOf } from './shared-page.tsx';

/**
 * What a share link shows, to whoever opens it: to be read, and nothing else. The default export, because it is fetched
 * by those alone who open one.
 */
export default function SharePage({ token }: { token: string }) {
  const scroller = useRef<HTMLElement>(null);
  const [{ data, error }, load] = useQuery({
    query: SharedThread,
    variables: { token, after: null },
    requestPolicy: 'network-only',
  });
  const shared = data?.sharedConversation;
  const title = shared && (shared.title || m.untitled());
  useEffect(() => {
    document.title = title ? `${title} · ${m.appName()}` : m.appName();
  }, [title]);

  if (!data && error) {
    return (
      <Frame>
        <Trouble title={m.threadFailed()}>
          <Button onClick={() => load({ requestPolicy: 'network-only' })}>{m.tryAgain()}</Button>
        </Trouble>
      </Frame>
    );
  }
  if (data && !shared) {
    return (
      <Frame>
        <Trouble title={m.sharedMissing()}>
          <p className="text-ink-soft">{m.sharedMissingLead()}</p>
        </Trouble>
      </Frame>
    );
  }
  const { nodes = [], pageInfo } = shared?.messages ?? {};
  return (
    <Frame scroller={scroller}>
      {shared ? (
        <>
          <header className="shared-head">
            <h1 dir="auto">{title}</h1>
            <p>{m.sharedOn({ date: formatDate(shared.sharedAt, { dateStyle: 'long' }) })}</p>
          </header>
          <WordsView messages={wordsOf(nodes, 'start')} />
          {pageInfo?.hasNextPage && pageInfo.endCursor && (
            <SharedPage token={token} after={pageInfo.endCursor} scroller={scroller} />
          )}
        </>
      ) : (
        <Skeleton label={m.loadingMessages()} widths={['45%', '92%', '84%', '88%', '40%']} />
      )}
    </Frame>
  );
}

/** With a scroller: a column that scrolls, as the thread of a chat does. */
function Frame({ scroller, children }: { scroller?: RefObject<HTMLElement | null>; children: ReactNode }) {
  return (
    <div className="shell">
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="chat-header">
          <a href={homePath} className="shared-home">
            <Mark size={22} />
            {m.appName()}
          </a>
        </header>
        {scroller ? (
          <main className="min-h-0 flex-1">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard. */}
            <section ref={scroller} className="thread-scroll" aria-label={m.thread()} tabIndex={0}>
              <div className="thread">{children}</div>
            </section>
          </main>
        ) : (
          <main className="flex flex-1 flex-col">{children}</main>
        )}
      </div>
    </div>
  );
}

function Trouble({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="center-page" role="alert">
      <Mark size={40} />
      <h1 className="text-xl font-semibold">{title}</h1>
      {children}
    </div>
  );
}
