import { useCallback } from 'react';
import { type Client, type CombinedError, useClient } from 'urql';
import { errorSentence, isPassing } from '../graphql/errors.ts';
import { graphql } from '../graphql/generated/gql.ts';
import type { SendMessageInput, SendMessageMutation } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';

export const SendMessage = graphql(`
  mutation SendMessage($input: SendMessageInput!) {
    sendMessage(input: $input) {
      __typename
      ... on SendMessagePayload {
        conversation {
          id
          title
          updatedAt
          model {
            id
            displayName
            provider
          }
        }
        userMessage {
          id
          ...ThreadMessage
        }
        assistantMessage {
          id
          ...ThreadMessage
        }
        generation {
          id
          status
        }
      }
      ... on ValidationError {
        code
        message
        issues {
          path
          message
        }
      }
      ... on NotFoundError {
        code
        message
      }
      ... on ConflictError {
        code
        message
      }
      ... on LimitError {
        code
        message
        retryAt
      }
      ... on ModelUnavailableError {
        code
        message
      }
    }
  }
`);

type SendResult = SendMessageMutation['sendMessage'];
export type Sent = Extract<SendResult, { __typename: 'SendMessagePayload' }>;
export type SendOutcome =
  | { sent: Sent; problem: null }
  /** `isBehind`: the thread has moved on elsewhere, and this page does not show it yet. */
  | { sent: null; problem: SendProblem; isBehind: boolean };

/** Why nothing was sent. The quiet one explains, and is over with the answer that was in the way. */
export type SendProblem = { kind: 'error' | 'quiet'; text: string };

/** Waits between tries of the very same request: a lost answer or a restarting server should not be anybody's work. */
const retryWaitsMs = [400, 1_200, 3_000, 6_000];

/** Sends a message exactly once, however often the request has to be repeated. Resolves in every case. */
export function useSendMessage(): (input: SendMessageInput) => Promise<SendOutcome> {
  const client = useClient();
  return useCallback((input: SendMessageInput) => send(client, input), [client]);
}

async function send(client: Client, input: SendMessageInput): Promise<SendOutcome> {
  let error: CombinedError | undefined;
  for (const waitMs of [...retryWaitsMs, null]) {
    const result = await client.mutation(SendMessage, { input }).toPromise();
    error = result.error;
    if (result.data) return outcomeOf(result.data.sendMessage);
    if (!error || !isPassing(error) || waitMs === null || !navigator.onLine) break;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  return refused(error ? errorSentence(error) : m.errorServer());
}

const refused = (reason: string): SendOutcome => ({
  sent: null,
  problem: { kind: 'error', text: m.notSent(reason) },
  isBehind: false,
});

function outcomeOf(result: SendResult): SendOutcome {
  switch (result.__typename) {
    case 'SendMessagePayload':
      return { sent: result, problem: null };
    case 'ValidationError':
      return refused(result.issues.map(({ message }) => message).join(' ') || result.message);
    case 'ConflictError':
      return { sent: null, problem: { kind: 'quiet', text: m.conflict() }, isBehind: true };
    case 'LimitError':
      return refused(`${result.message} ${m.retryAt(timeOf(result.retryAt))}`);
    default:
      return refused(result.message ?? m.errorServer());
  }
}

const timeOf = (instant: string): string => new Date(instant).toLocaleTimeString([], { timeStyle: 'short' });
