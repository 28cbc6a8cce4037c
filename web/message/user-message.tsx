import { PencilIcon } from 'lucide-react';
import { memo } from 'react';
import { useDraft } from '../composer/draft-store.ts';
import { emptyDraft } from '../composer/drafts.ts';
import type { FragmentType } from '../graphql/generated/fragment-masking.ts';
import { getFragmentData } from '../graphql/generated/fragment-masking.ts';
import { graphql } from '../graphql/generated/gql.ts';
import type { UserMessageViewFragment } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Later } from '../ui/later.tsx';
import { useViewer } from '../user/viewer.ts';
import { BranchNav } from './branch-nav.tsx';
import { CopyButton } from './copy-button.tsx';
import { editBox } from './edit-part.ts';
import { startEditing } from './editing.ts';
import { MessageMenu } from './message-menu.tsx';
import { MessageTime } from './message-time.tsx';
import { useThreadActions } from './thread-actions.ts';
import { UserText } from './user-text.tsx';

export const UserMessageView = graphql(`
  fragment UserMessageView on Message {
    id
    text
    createdAt
  }
`);

export function readUserMessage(message: FragmentType<typeof UserMessageView>): UserMessageViewFragment {
  return getFragmentData(UserMessageView, message);
}

type Props = {
  /** Null while it is being sent. */
  id: string | null;
  text: string;
  createdAt?: string;
  siblingIds?: readonly string[];
};

const none: readonly string[] = [];

/** What a person wrote, also before the server has it. Shown as typed: people do not expect their text to be parsed. */
export const UserMessage = memo(function UserMessage({ id, text, createdAt, siblingIds = none }: Props) {
  const actions = useThreadActions();
  const place = { viewerId: useViewer().id, messageId: id ?? 'pending' };
  const hasDraft = useDraft(place) !== emptyDraft;
  const isEditing = id !== null && actions !== null && hasDraft;
  return (
    <article
      className="group/message flex flex-col items-end"
      data-role="user"
      data-sending={id === null}
      data-message={id}
      aria-labelledby={`said-${id}`}
    >
      <h2 id={`said-${id}`} className="sr-only">
        {m.youSaid()}
      </h2>
      {isEditing ? (
        <Later part={editBox} props={{ place, original: text }} meanwhile={<UserText text={text} />} />
      ) : (
        <UserText text={text} />
      )}
      <div className="message-actions" data-hidden={isEditing}>
        {id && <BranchNav messageId={id} siblingIds={siblingIds} />}
        <CopyButton text={() => text} label={m.copy()} />
        {id && actions && (
          <IconButton label={m.edit()} size="small" onClick={() => startEditing(place, text)}>
            <PencilIcon size={15} />
          </IconButton>
        )}
        {id && <MessageMenu messageId={id} text={() => text} onEdit={() => startEditing(place, text)} />}
        {createdAt && <MessageTime at={createdAt} />}
      </div>
    </article>
  );
});
