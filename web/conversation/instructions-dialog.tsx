import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import { graphql } from '../graphql/generated/gql.ts';
import { wholeNumber } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { useUnsaved } from '../lib/use-unsaved.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/text-area.tsx';

const ConversationInstructions = graphql(`
  query ConversationInstructions($id: ID!) {
    node(id: $id) {
      id
      ... on Conversation {
        systemPrompt
        revision
      }
    }
  }
`);

const SetInstructions = graphql(`
  mutation SetInstructions($input: UpdateConversationInput!) {
    updateConversation(input: $input) {
      __typename
      ... on UpdateConversationPayload {
        conversation {
          id
          systemPrompt
          revision
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
    }
  }
`);

const longest = 20_000;

type Typed = { text: string; ifRevision: number };

/** The default export, because the menu loads it when it is asked for. */
export default function InstructionsDialog({
  conversationId,
  onClose,
}: {
  conversationId: string;
  onClose: () => void;
}) {
  const [{ data }] = useQuery({ query: ConversationInstructions, variables: { id: conversationId } });
  const [{ fetching }, save] = useMutation(SetInstructions);
  /** What was typed, and the revision that its writer saw: a save over another device's would be refused. */
  const unsaved = useUnsaved<Typed | null>(`instructions ${conversationId}`, null);
  const typed = unsaved.values;
  const [error, setError] = useState<string | null>(null);
  const node = data?.node?.__typename === 'Conversation' ? data.node : null;
  const text = typed?.text ?? node?.systemPrompt ?? '';

  const end = () => {
    unsaved.forget();
    onClose();
  };
  const submit = async () => {
    if (!typed) return end();
    const systemPrompt = text.trim() === '' ? '' : text;
    const answer = await save({ input: { conversationId, systemPrompt, ifRevision: typed.ifRevision } });
    const result = answer.data?.updateConversation;
    if (result?.__typename === 'UpdateConversationPayload') return end();
    setError(refusalSentence(result, m.saveFailed()));
  };
  return (
    <Dialog title={m.chatInstructions()} onClose={onClose} isDirty={unsaved.hasChanged}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className="mb-3 text-ink-soft">{m.chatInstructionsLead()}</p>
        <TextArea
          label={m.chatInstructions()}
          rows={7}
          maxLength={longest}
          value={text}
          error={error}
          hint={m.instructionsHint({ left: wholeNumber(longest - text.length) })}
          disabled={node === null}
          onChange={(value) =>
            node && unsaved.change({ text: value, ifRevision: typed?.ifRevision ?? node.revision })
          }
        />
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={end}>{m.cancel()}</Button>
          <Button type="submit" kind="primary" disabled={node === null || fetching}>
            {m.save()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
