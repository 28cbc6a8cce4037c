import { useCallback } from 'react';
import { type AnyVariables, type Client, type CombinedError, type TypedDocumentNode, useClient } from 'urql';
import { errorSentence, isPassing } from '../graphql/errors.ts';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { graphql } from '../graphql/generated/gql.ts';
import type {
  ContinueMessageInput,
  EditMessageInput,
  RegenerateMessageInput,
  SendMessageInput,
  SendMessageMutation,
  TurnAddedFragment,
} from '../graphql/generated/graphql.ts';
import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';

/** What each of the four ways to ask a model brings: enough for lists, head and thread to show it at once. */
const TurnAdded = graphql(`
  fragment TurnAdded on SendMessagePayload {
    conversation {
      id
      title
      updatedAt
      pinned
      archived
      temporaryUntil
      deletedAt
      unread
      project {
        id
      }
      activeGenerations {
        id
        status
      }
      forkedFrom {
        id
        conversation {
          id
          title
        }
      }
      model {
        id
        displayName
        provider
      }
      activeLeaf {
        id
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
`);

export const SendMessage = graphql(`
  mutation SendMessage($input: SendMessageInput!) {
    sendMessage(input: $input) {
      __typename
      ...TurnAdded
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

const EditMessage = graphql(`
  mutation EditMessage($input: EditMessageInput!) {
    editMessage(input: $input) {
      __typename
      ...TurnAdded
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

const RegenerateMessage = graphql(`
  mutation RegenerateMessage($input: RegenerateMessageInput!) {
    regenerateMessage(input: $input) {
      __typename
      ...TurnAdded
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

const ContinueMessage = graphql(`
  mutation ContinueMessage($input: ContinueMessageInput!) {
    continueMessage(input: $input) {
      __typename
      ...TurnAdded
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

/** One of the four ways to ask a model for an answer. */
export type TurnRequest =
  | { kind: 'sendMessage'; input: SendMessageInput }
  | { kind: 'editMessage'; input: EditMessageInput }
  | { kind: 'regenerateMessage'; input: RegenerateMessageInput }
  | { kind: 'continueMessage'; input: ContinueMessageInput };

const documents = {
  sendMessage: SendMessage,
  editMessage: EditMessage,
  regenerateMessage: RegenerateMessage,
  continueMessage: ContinueMessage,
};

type Result = SendMessageMutation['sendMessage'];

export type SendOutcome =
  | { sent: TurnAddedFragment; problem: null }
  /** `isBehind`: the thread has moved on elsewhere, and this page does not show it yet. */
  | { sent: null; problem: SendProblem | null; isBehind: boolean };

/** Why nothing was sent. The quiet one explains, and is over with the answer that was in the way. */
export type SendProblem = { kind: 'error' | 'quiet'; text: string };

/** Waits between tries of the very same request: a lost answer or a restarting server should not be anybody's work. */
const retryWaitsMs = [400, 1_200, 3_000, 6_000];

/** Resolves when there is a connection: false when its writer has taken the message back meanwhile. */
type Ready = () => Promise<boolean>;

/** Asks exactly once, however often the request has to be repeated. Resolves in every case. */
export function useSendMessage(): (request: TurnRequest, ready: Ready) => Promise<SendOutcome> {
  const client = useClient();
  return useCallback((request: TurnRequest, ready: Ready) => send(client, request, ready), [client]);
}

const withdrawn: SendOutcome = { sent: null, problem: null, isBehind: false };

async function send(client: Client, { kind, input }: TurnRequest, ready: Ready): Promise<SendOutcome> {
  const document = documents[kind] as TypedDocumentNode<Record<string, Result>, AnyVariables>;
  let error: CombinedError | undefined;
  for (const waitMs of [...retryWaitsMs, null]) {
    if (!(await ready())) return withdrawn;
    const result = await client.mutation(document, { input }).toPromise();
    error = result.error;
    const answer = result.data?.[kind];
    if (answer) return outcomeOf(answer);
    if (!error || !isPassing(error) || waitMs === null) break;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  return refused(error ? errorSentence(error) : m.errorServer());
}

const refused = (reason: string): SendOutcome => ({
  sent: null,
  problem: { kind: 'error', text: m.notSent({ reason }) },
  isBehind: false,
});

function outcomeOf(result: Result): SendOutcome {
  switch (result.__typename) {
    case 'SendMessagePayload':
      return { sent: getFragmentData(TurnAdded, result), problem: null };
    case 'ValidationError':
      return refused(result.issues.map(({ message }) => message).join(' ') || result.message);
    case 'ConflictError':
      return { sent: null, problem: { kind: 'quiet', text: m.conflict() }, isBehind: true };
    case 'LimitError':
      return refused(`${result.message} ${m.retryAt({ time: timeOf(result.retryAt) })}`);
    default:
      return refused(result.message ?? m.errorServer());
  }
}

const timeOf = (instant: string): string => formatDate(instant, { timeStyle: 'short' });
