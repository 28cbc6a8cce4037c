import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { type Client, useClient } from 'urql';
import type { ThreadPageQueryVariables } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { whenColoured } from './markdown/highlighter.ts';
import { type MessageWords, wordsOf } from './message-words.ts';
import { readMessages, ThreadPage } from './thread-document.ts';
import { WordsView } from './words-view.tsx';

async function wholeThread(client: Client, thread: { id: string; leafId: string | null }) {
  const collected: MessageWords[] = [];
  for (let before: string | null = null; ; ) {
    const page = await threadPage(client, { ...thread, last: pageSize, before });
    if (!page) return null;
    collected.unshift(...readMessages(page.nodes).map(wordsOf));
    if (!page.pageInfo.hasPreviousPage || !page.pageInfo.startCursor) return collected;
    before = page.pageInfo.startCursor;
  }
}

async function threadPage(client: Client, variables: ThreadPageQueryVariables) {
  const { data } = await client.query(ThreadPage, variables, { requestPolicy: 'network-only' }).toPromise();
  return data?.node?.__typename === 'Conversation' ? data.node.thread : null;
}

type Props = { conversationId: string; title: string; leafId: string | null; onEnd: () => void };

const pageSize = 100;
const settleMs = 300;
const mostWaitMs = 5_000;

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The whole thread on paper, also what the screen has not loaded yet. It is there while it is being printed. The default
 * export, because the page loads it when it is asked for.
 */
export default function PrintSheet({ conversationId, title, leafId, onEnd }: Props) {
  const client = useClient();
  const [messages, setMessages] = useState<MessageWords[] | null>(null);

  useEffect(() => {
    let isWanted = true;
    showToast(m.printing());
    wholeThread(client, { id: conversationId, leafId }).then((collected) => {
      if (!isWanted) return;
      if (collected) return setMessages(collected);
      showToast(m.loadFailed());
      onEnd();
    });
    return () => {
      isWanted = false;
    };
  }, [client, conversationId, leafId, onEnd]);

  useEffect(() => {
    if (!messages) return;
    let isWanted = true;
    // Printing waits for the page: formatter and layout come first, then the colours of code.
    const printSoon = async () => {
      await delay(settleMs);
      await Promise.race([whenColoured(), delay(mostWaitMs)]);
      await delay(settleMs);
      if (!isWanted) return;
      print();
      onEnd();
    };
    void printSoon();
    return () => {
      isWanted = false;
    };
  }, [messages, onEnd]);

  if (!messages) return null;
  return createPortal(
    <div className="print-sheet">
      <h1 dir="auto">{title || m.untitled()}</h1>
      <WordsView messages={messages} />
    </div>,
    document.body,
  );
}
