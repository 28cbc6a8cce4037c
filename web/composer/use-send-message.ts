import { useCallback } from 'react';
import { type AnyVariables, type Client, type CombinedError, type TypedDocumentNode, useClient } from 'urql';
import { errorSentence, isPassing, refusalSentence } from '../graphql/errors.ts';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import type { SendMessageMutation, TurnAddedFragment } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { TurnAdded, type TurnRequest, turnDocuments } from './turn-documents.ts';

type Result = SendMessageMutation['sendMessage'];

export type SendOutcome =
  | { sent: TurnAddedFragment; problem: null }
  /** `isBehind`: the thread has moved on elsewhere, and this page does not show it yet. */
  | { sent: null; problem: SendProblem | null; isBehind: boolean };

/** Why nothing was sent. The quiet one explains, and is over with the answer that was in the way. */
export type SendProblem = { kind: 'error' | 'quiet'; text: string; retryAt?: string };

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
  const document = turnDocuments[kind] as TypedDocumentNode<Record<string, Result>, AnyVariables>;
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

const refused = (reason: string, retryAt?: string): SendOutcome => ({
  sent: null,
  problem: { kind: 'error', text: m.notSent({ reason }), retryAt },
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
      return refused(refusalSentence(result, m.errorServer()), result.retryAt);
    default:
      return refused(refusalSentence(result, m.errorServer()));
  }
}
