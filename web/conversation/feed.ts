import type { Client } from 'urql';
import { FeedEvents } from './feed-document.ts';

const retryMs = 2_000;
/**
 * After a lost connection the socket sends the original variables again, so what was read since is told again, to no
 * harm. The cursor is renewed now and then, or a tab that is open for weeks would ask for what was swept long ago.
 */
const renewAfterEvents = 50;
const renewEveryMs = 10 * 60_000;

/** Follows all that changes for the viewer, from an event on, until closed. The cache takes each event (graphql/cache.ts). */
export function openFeed(client: Client, after: string): () => void {
  let cursor = after;
  let events = 0;
  let isClosed = false;
  let stop = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  function subscribe(): void {
    stop();
    clearTimeout(timer);
    if (isClosed) return;
    events = 0;
    timer = setTimeout(subscribe, renewEveryMs);
    const { unsubscribe } = client
      .subscription(FeedEvents, { after: cursor })
      .subscribe(({ data, error }) => {
        // An event that could not be shown is asked for again: its subject went meanwhile, and it says so then.
        if (data) take(data.viewerEvents);
        else if (error) later();
      });
    stop = unsubscribe;
  }

  function take({ eventId }: { eventId: string }): void {
    cursor = eventId;
    events += 1;
    if (events >= renewAfterEvents) queueMicrotask(subscribe);
  }

  /** Left at once: a later event would move the cursor past the one that failed. */
  function later(): void {
    stop();
    clearTimeout(timer);
    timer = setTimeout(subscribe, retryMs);
  }

  subscribe();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    stop();
  };
}
