import { PencilIcon } from 'lucide-react';
import { memo } from 'react';
import type { FragmentType } from '../graphql/generated/fragment-masking.ts';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { graphql } from '../graphql/generated/gql.ts';
import type { UserMessageViewFragment } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { BranchNav } from './branch-nav.tsx';
import { CopyButton } from './copy-button.tsx';
import { EditBox } from './edit-box.tsx';
import { startEditing, stopEditing, useEditing } from './editing.ts';
import { MessageMenu } from './message-menu.tsx';
import { useThreadActions } from './thread-actions.ts';
import { UserText } from './user-text.tsx';

export const UserMessageView = graphql(`
  fragment UserMessageView on Message {
    id
    text
  }
`);

export function readUserMessage(message: FragmentType<typeof UserMessageView>): UserMessageViewFragment {
  return getFragmentData(UserMessageView, message);
}

type Props = {
  /** Null while it is being sent. */
  id: string | null;
  text: string;
  siblingIds?: readonly string[];
};

const none: readonly string[] = [];

/** What a person wrote, also before the server has it. Shown as typed: people do not expect their text to be parsed. */
export const UserMessage = memo(function UserMessage({ id, text, siblingIds = none }: Props) {
  const actions = useThreadActions();
  const isEditing = useEditing(({ messageId }) => id !== null && messageId === id);
  const save = async (newText: string) => {
    const isDone = (id && (await actions?.edit(id, newText))) ?? false;
    if (isDone) stopEditing();
    return Boolean(isDone);
  };
  return (
    <article
      className="group/message flex flex-col items-end"
      data-role="user"
      data-sending={id === null}
      data-message={id}
    >
      <h2 className="sr-only">{m.youSaid()}</h2>
      {isEditing ? <EditBox text={text} onSave={save} onCancel={stopEditing} /> : <UserText text={text} />}
      <div className="message-actions" data-hidden={isEditing}>
        {id && <BranchNav messageId={id} siblingIds={siblingIds} />}
        <CopyButton text={() => text} label={m.copy()} />
        {id && actions && (
          <IconButton label={m.edit()} size="small" onClick={() => startEditing(id)}>
            <PencilIcon size={15} />
          </IconButton>
        )}
        {id && <MessageMenu messageId={id} />}
      </div>
    </article>
  );
});
