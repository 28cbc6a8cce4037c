import { onTestFinished } from 'vitest';
import type { Person } from './person.ts';

export type ViewerEvent = { __typename: string; eventId: string } & Record<string, any>;

/** Numbers and names alone. */
export const numbersOnly =
  'subscription Feed($after: ID) { viewerEvents(after: $after) { __typename ' +
  [
    'ConversationChanged',
    'ConversationDeleted',
    'MessageAdded',
    'GenerationChanged',
    'ProjectChanged',
    'ProjectDeleted',
    'ResyncRequired',
  ]
    .map((name) => `... on ${name} { eventId }`)
    .join(' ') +
  ' } }';

const document = `subscription Feed($after: ID) {
  viewerEvents(after: $after) {
    __typename
    ... on ConversationChanged { eventId conversation { id title archived pinned unread project { name } } }
    ... on ConversationDeleted { eventId conversationId }
    ... on MessageAdded { eventId message { id role } }
    ... on GenerationChanged { eventId generation { id status } }
    ... on ProjectChanged { eventId project { id name } }
    ... on ProjectDeleted { eventId projectId }
    ... on ResyncRequired { eventId }
  }
}`;

const guardMs = 10_000;

/** Reads a person's feed of events and keeps every one in order. */
export function feedOf(person: Person, after: string | null = null, query = document) {
  const events: ViewerEvent[] = [];
  const errors: unknown[] = [];
  const watchers = new Set<() => void>();
  const stop = person.socket().subscribe(
    { query, variables: { after } },
    {
      next: ({ data, errors: failed }) => {
        if (failed) errors.push(...failed);
        if (data) events.push((data as { viewerEvents: ViewerEvent }).viewerEvents);
        for (const watch of watchers) watch();
      },
      error: (error) => errors.push(error),
      complete: () => {},
    },
  );
  onTestFinished(stop);

  /** Waits until an event fits. */
  function sees(fits: (event: ViewerEvent) => boolean): Promise<ViewerEvent> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = events.find(fits);
        if (!found) return;
        watchers.delete(look);
        clearTimeout(guard);
        resolve(found);
      };
      const guard = setTimeout(
        () => reject(new Error(`not told: ${JSON.stringify({ events, errors }, null, 1)}`)),
        guardMs,
      );
      watchers.add(look);
      look();
    });
  }

  return { events, errors, sees, stop };
}

/** Where a person's feed stands now. */
export async function latestEvent(person: Person): Promise<string> {
  return (await person.asks('{ viewer { latestEventId } }')).viewer.latestEventId;
}

export const numberOf = ({ eventId }: { eventId: string }) => Number(eventId.replace('event-', ''));
