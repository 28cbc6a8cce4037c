import type { Client } from 'urql';
import type { GenerationStatus } from '../graphql/generated/graphql.ts';
import { FollowGeneration, GenerationState } from './documents.ts';
import { createPainter } from './paint.ts';
import { type Ended, type GenerationEvent, nothingRead, type Reading, reduce } from './reduce.ts';

const stallMs = 10_000;
const longestRetryMs = 10_000;
const endedKept = 20;

/** What a component sees of a generation that this page follows. */
export type LiveGeneration = {
  text: string;
  ended: Ended | null;
  startedAt: number;
  /** The stream cannot be read at the moment; it is asked for again. */
  isLost: boolean;
};

export type Streams = ReturnType<typeof createStreams>;

type Follow = { live: LiveGeneration } & Reader;
/** `hurry` asks again at once for a stream that cannot be read at the moment. */
type Reader = { close: () => void; hurry: () => void };

export const isFinal = (status: GenerationStatus): boolean => status !== 'QUEUED' && status !== 'STREAMING';

/**
 * Every generation that this page follows. Lives outside React, so that streams go on across routes, and outside
 * graphcache, which would read the whole thread again for each token.
 */
export function createStreams(client: Client) {
  const follows = new Map<string, Follow>();
  const listeners = new Map<string, Set<() => void>>();

  /** `askedAt`: by the clock of the server. */
  function follow(generationId: string, askedAt?: string): void {
    if (follows.has(generationId)) return;
    const entry: Follow = {
      live: { text: '', ended: null, startedAt: startOf(askedAt), isLost: false },
      close: () => {},
      hurry: () => {},
    };
    follows.set(generationId, entry);
    const reader = read(client, generationId, (live) => {
      entry.live = { ...entry.live, ...live };
      for (const listener of listeners.get(generationId) ?? []) listener();
      if (live.ended) forgetOldest();
    });
    Object.assign(entry, reader);
  }

  /** Ended ones are kept a while: a query that was answered before the ending must not bring the spinner back. */
  function forgetOldest(): void {
    const ended = [...follows].filter(([id, { live }]) => live.ended && !listeners.has(id));
    for (const [id] of ended.slice(0, -endedKept)) follows.delete(id);
  }

  function subscribe(generationId: string, listener: () => void): () => void {
    const others = listeners.get(generationId) ?? new Set();
    listeners.set(generationId, others.add(listener));
    return () => {
      others.delete(listener);
      if (others.size === 0) listeners.delete(generationId);
    };
  }

  return {
    follow,
    subscribe,
    get: (generationId: string): LiveGeneration | null => follows.get(generationId)?.live ?? null,
    hurry: (generationId: string): void => follows.get(generationId)?.hurry(),
    close(): void {
      for (const entry of follows.values()) entry.close();
      follows.clear();
    },
  };
}

/** No answer takes longer (G9): what seems to says that the clocks differ, and then it is counted from now on. */
const longestAnswerMs = 16 * 60_000;

function startOf(askedAt: string | undefined): number {
  const now = Date.now();
  const start = askedAt === undefined ? now : Date.parse(askedAt);
  return start <= now && now - start <= longestAnswerMs ? start : now;
}

const vanished: Ended = { status: 'INTERRUPTED', finishReason: null, failureMessage: null };

type Show = (live: Pick<LiveGeneration, 'text' | 'ended' | 'isLost'>) => void;

/** Reads one generation to its ending, whatever happens to the socket, and shows it at most once a frame. */
function read(client: Client, id: string, show: Show): Reader {
  let reading: Reading = nothingRead;
  let isLost = false;
  let isClosed = false;
  let failures = 0;
  let stop = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const painter = createPainter(() => show({ text: reading.text, ended: null, isLost }));

  function subscribe(after: number | null): void {
    stop();
    expectEvent();
    const { unsubscribe } = client
      .subscription(FollowGeneration, { id, after })
      .subscribe(({ data, error }) => {
        if (data) take(data.generation);
        else if (error) void lose();
      });
    stop = unsubscribe;
  }

  /** A socket can be open and silent; asking again from the last chunk costs little and cannot double a word. */
  function expectEvent(): void {
    clearTimeout(timer);
    timer = setTimeout(() => subscribe(reading.seq), stallMs);
  }

  function take(event: GenerationEvent): void {
    const next = reduce(reading, event);
    if (next === 'gap') {
      subscribe(null);
      return;
    }
    failures = 0;
    isLost = false;
    reading = next;
    if (next.ended) end(next.ended);
    else {
      expectEvent();
      painter.request();
    }
  }

  /** The server refused the stream: look how the generation stands, and only then try to follow it again. */
  async function lose(): Promise<void> {
    clearTimeout(timer);
    stop();
    const { data } = await client.query(GenerationState, { id }, { requestPolicy: 'network-only' });
    if (isClosed) return;
    const node = data?.node;
    if (node?.__typename === 'Generation' && isFinal(node.status)) {
      reading = { ...reading, text: node.message.text };
      return end(node);
    }
    // The server does not know it any more: it will not come back, and what arrived stays.
    if (data && !node) return end(vanished);
    failures += 1;
    isLost = failures > 1;
    painter.request();
    timer = setTimeout(() => subscribe(null), Math.min(longestRetryMs, 1_000 * 2 ** failures));
  }

  function end(ended: Ended): void {
    close();
    show({ text: reading.text, ended, isLost: false });
  }

  function close(): void {
    isClosed = true;
    clearTimeout(timer);
    painter.cancel();
    stop();
  }

  subscribe(null);
  return { close, hurry: () => isClosed || subscribe(null) };
}
