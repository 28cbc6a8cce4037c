import { Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql';
import { createCache } from './cache.ts';
import { errorCode } from './errors.ts';
import { openSocket } from './socket.ts';

const answerWithinMs = 30_000;

/**
 * Client, cache and socket of one sign-in. The socket took its cookie at the upgrade and the cache holds one person's
 * chats, so signing in or out closes this and opens another.
 */
export function openClient(onSignedOut: () => void): { client: Client; close: () => void } {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = openSocket(`${scheme}://${location.host}/graphql`);
  const client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetch: fetchInTime,
    exchanges: [
      mapExchange({
        onError: (error) => {
          if (errorCode(error) === 'UNAUTHENTICATED') onSignedOut();
        },
      }),
      createCache(),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.client.subscribe({ ...request, query: request.query ?? '' }, sink),
          }),
        }),
      }),
    ],
  });
  return { client, close: socket.close };
}

export const fetchInTime: typeof fetch = (input, init) => {
  const deadline = AbortSignal.timeout(answerWithinMs);
  const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  return fetch(input, { ...init, signal });
};
