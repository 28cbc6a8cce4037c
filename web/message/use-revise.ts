import { useClient } from 'urql';
import type { EditPlace } from '../composer/draft-store.ts';
import { returnToComposer } from '../composer/quote.ts';
import { errorSentence, refusalSentence } from '../graphql/errors.ts';
import { threadPage } from '../graphql/first-pages.ts';
import { graphql } from '../graphql/generated/gql.ts';
import { m } from '../lib/messages.ts';
import { newKey } from '../lib/new-key.ts';
import { showToast } from '../lib/toast.ts';
import { stopEditing } from './editing.ts';
import { useThreadActions } from './thread-actions.ts';

const ReviseMessage = graphql(`
  mutation ReviseMessage($input: ReviseMessageInput!, $last: Int!) {
    reviseMessage(input: $input) {
      __typename
      ... on ReviseMessagePayload {
        revisedMessage {
          id
        }
        conversation {
          ...ShownThread
        }
      }
      ... on ValidationError {
        code
        message
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
      }
    }
  }
`);

/** Gives a message another text, and keeps what follows it; no model is asked. Refused, the text is still to be edited. */
export function useRevise(place: EditPlace): (text: string) => Promise<void> {
  const client = useClient();
  const actions = useThreadActions();
  return async (text) => {
    const input = { idempotencyKey: newKey(), messageId: place.messageId, text };
    const { data, error } = await client.mutation(ReviseMessage, { input, ...threadPage });
    const result = data?.reviseMessage;
    if (result?.__typename !== 'ReviseMessagePayload') {
      showToast(error ? errorSentence(error) : refusalSentence(result, m.errorServer()));
      return;
    }
    stopEditing(place);
    returnToComposer();
    actions?.arrive(result.revisedMessage.id, result.conversation);
  };
}
