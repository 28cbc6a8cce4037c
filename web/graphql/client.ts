import { Client, fetchExchange, mapExchange, type OperationResult, subscriptionExchange } from 'urql';
import { createCache } from './cache.ts';
import { answerWithinMs, earlyAnswer, forgetEarly } from './early.ts';
import { errorCode } from './errors.ts';
import { openSocket } from './socket.ts';

type Listeners = {
  onSignedOut: () => void;
  /** A generation was started from here. Told before the cache knows, which draws the thread anew. */
  onAnswerBegun: (generationId: string) => void;
};

/**
 * Client, cache and socket of one sign-in. The socket took its cookie at the upgrade and the cache holds one person's
 * chats, so signing in or out closes this and opens another.
 */
export function openClient({ onSignedOut, onAnswerBegun }: Listeners): { client: Client; close: () => void } {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = openSocket(`${scheme}://${location.host}/graphql`);
  const client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetch: fetchInTime,
    exchanges: [
      mapExchange({
        // What is asked before it is known who asks may well be refused.
        onError: (error, { context }) => {
          if (errorCode(error) === 'UNAUTHENTICATED' && !context.isEarly) onSignedOut();
        },
      }),
      createCache(),
      mapExchange({
        onResult(result) {
          const begun = begunGeneration(result);
          if (begun !== null) onAnswerBegun(begun);
          return withoutLostViewer(result);
        },
      }),
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
  const close = () => {
    forgetEarly();
    socket.close();
  };
  return { client, close };
}

function begunGeneration({ operation, data }: OperationResult): string | null {
  if (operation.kind !== 'mutation') return null;
  const payloads = Object.values<{ __typename?: string; generation?: { id: string } } | null>(data ?? {});
  return payloads.find((payload) => payload?.__typename === 'SendMessagePayload')?.generation?.id ?? null;
}

/**
 * A failure below `viewer` comes with `viewer: null`, which the cache would take for having been signed out: then
 * nothing of the answer counts but its error.
 */
function withoutLostViewer(result: OperationResult): OperationResult {
  const isLost =
    result.data?.viewer === null && result.error?.graphQLErrors.some(({ path }) => path?.[0] === 'viewer');
  return isLost ? { ...result, data: undefined } : result;
}

export const fetchInTime: typeof fetch = async (input, init) => {
  const deadline = AbortSignal.timeout(answerWithinMs);
  const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  const early = await earlyAnswer(init?.body);
  return early ?? fetch(input, { ...init, signal });
};
