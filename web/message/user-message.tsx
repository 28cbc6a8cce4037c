import { memo } from 'react';
import type { FragmentType } from '../graphql/generated/fragment-masking.ts';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { graphql } from '../graphql/generated/gql.ts';
import type { UserMessageViewFragment } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { CopyButton } from './copy-button.tsx';

export const UserMessageView = graphql(`
  fragment UserMessageView on Message {
    id
    text
    parent {
      id
    }
  }
`);

export function readUserMessage(message: FragmentType<typeof UserMessageView>): UserMessageViewFragment {
  return getFragmentData(UserMessageView, message);
}

/** What a person wrote, also before the server has it. Shown as typed: people do not expect their text to be parsed. */
export const UserMessage = memo(function UserMessage({
  text,
  isSending = false,
}: {
  text: string;
  isSending?: boolean;
}) {
  return (
    <article className="group/message flex flex-col items-end" data-role="user" data-sending={isSending}>
      <h2 className="sr-only">{m.youSaid()}</h2>
      <div className="user-bubble" dir="auto">
        {text}
      </div>
      <div className="message-actions">
        <CopyButton text={() => text} label={m.copy()} />
      </div>
    </article>
  );
});
