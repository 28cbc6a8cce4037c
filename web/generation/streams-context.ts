import { createContext, useCallback, useContext, useEffect, useSyncExternalStore } from 'react';
import type { GenerationStatus } from '../graphql/generated/graphql.ts';
import { isFinal, type LiveGeneration, type Streams } from './streams.ts';

type GenerationRef = { id: string; status: GenerationStatus; createdAt?: string } | null | undefined;

const StreamsContext = createContext<Streams | null>(null);

export const StreamsProvider = StreamsContext.Provider;

export function useStreams(): Streams {
  const streams = useContext(StreamsContext);
  if (!streams) throw new Error('useStreams needs a StreamsProvider above it.');
  return streams;
}

const nothing = () => {};

function useSelected<T>(id: string | undefined, select: (live: LiveGeneration | null) => T): T {
  const streams = useStreams();
  const subscribe = useCallback(
    (listener: () => void) => (id ? streams.subscribe(id, listener) : nothing),
    [streams, id],
  );
  return useSyncExternalStore(subscribe, () => select(id ? streams.get(id) : null));
}

const itself = (live: LiveGeneration | null) => live;

/** The live state of a generation, and sees to it that an unfinished one is followed. Renders with each frame of text. */
export function useLiveGeneration(generation: GenerationRef): LiveGeneration | null {
  const streams = useStreams();
  const id = generation?.id;
  const askedAt = generation?.createdAt;
  const isRunning = generation != null && !isFinal(generation.status);
  useEffect(() => {
    if (id && isRunning) streams.follow(id, askedAt);
  }, [streams, id, isRunning, askedAt]);
  return useSelected(id, itself);
}

/** How a generation ended, and sees to it that it is followed; null until then. Renders only when that changes. */
export function useEnding(id: string): GenerationStatus | null {
  const streams = useStreams();
  useEffect(() => streams.follow(id), [streams, id]);
  return useSelected(id, (live) => live?.ended?.status ?? null);
}

/** Whether a generation still writes. Renders only when that changes. */
export function useIsRunning(generation: GenerationRef): boolean {
  const hasEnded = useSelected(generation?.id, (live) => live?.ended != null);
  return generation != null && !isFinal(generation.status) && !hasEnded;
}
