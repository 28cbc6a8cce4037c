import { useEffect, useRef, useState } from 'react';
import type { Client } from 'urql';
import { createStreams, type Streams } from '../generation/streams.ts';
import { openClient } from '../graphql/client.ts';

export type Session = { client: Client; streams: Streams; close: () => void };

const fewestMsBetween = 5_000;

function openSession(onSignedOut: () => void): Session {
  const { client, close } = openClient({ onSignedOut, onAnswerBegun: (id) => streams.follow(id) });
  const streams = createStreams(client);
  return {
    client,
    streams,
    close() {
      streams.close();
      close();
    },
  };
}

type SignIn = { count: number; wasSignedOut: boolean };

/**
 * Client, cache, socket and streams of one sign-in. `renew` replaces them all, here and in the other tabs of this
 * browser, whose cookie has changed just the same.
 */
export function useSession(): { session: Session | null; wasSignedOut: boolean; renew: () => void } {
  const [signIn, setSignIn] = useState<SignIn>({ count: 0, wasSignedOut: false });
  const [session, setSession] = useState<Session | null>(null);
  const channel = useRef<BroadcastChannel>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each sign-in opens its own session.
  useEffect(() => {
    const openedAt = Date.now();
    const opened = openSession(() => {
      // A server that refuses a session it has just confirmed must not make the page spin.
      if (Date.now() - openedAt < fewestMsBetween) return;
      setSignIn(({ count }) => ({ count: count + 1, wasSignedOut: true }));
    });
    setSession(opened);
    return opened.close;
  }, [signIn.count]);

  useEffect(() => {
    channel.current = new BroadcastChannel('parley:session');
    channel.current.onmessage = () => setSignIn(({ count }) => ({ count: count + 1, wasSignedOut: false }));
    return () => channel.current?.close();
  }, []);

  const renew = () => {
    channel.current?.postMessage('changed');
    setSignIn(({ count }) => ({ count: count + 1, wasSignedOut: false }));
  };
  return { session, wasSignedOut: signIn.wasSignedOut, renew };
}
