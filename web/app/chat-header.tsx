import { GitBranchIcon, PanelLeftIcon, SquarePenIcon } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { type ChatHead, ChatMenu, type Shareable } from '../conversation/chat-menu.tsx';
import { RenameField } from '../conversation/rename-field.tsx';
import { useConversationActions } from '../conversation/use-conversation-actions.ts';
import { m } from '../lib/messages.ts';
import { homePath, messagePath } from '../lib/paths.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Later, part } from '../ui/later.tsx';

const treeDialog = part(() => import('../message/tree-dialog.tsx'));

type Head = ChatHead & {
  forkedFrom?: { id: string; conversation: { id: string; title: string } } | null;
};

type Props = {
  title: string | null;
  conversation?: Head | null;
  /** The message that the address points at. */
  messageId?: string | null;
  /** Null while the sidebar is in view. */
  onOpenSidebar: (() => void) | null;
  onShow?: (messageId: string) => void;
  onPrint?: () => void;
  /** What sharing would end with; null for what cannot be shared. */
  share?: Shareable | null;
};

export function ChatHeader(props: Props) {
  const { title, conversation, messageId = null, onOpenSidebar, onShow, onPrint, share = null } = props;
  const [isTreeOpen, setIsTreeOpen] = useState(false);
  const closeTree = () => setIsTreeOpen(false);
  const [isRenaming, setIsRenaming] = useState(false);
  const { rename } = useConversationActions();
  const endRenaming = (id: string, newTitle: string | null) => {
    setIsRenaming(false);
    if (newTitle !== null) void rename(id, newTitle);
  };
  const origin = conversation?.forkedFrom;
  return (
    <header className="chat-header">
      {onOpenSidebar && (
        <IconButton label={m.openSidebar()} onClick={onOpenSidebar}>
          <PanelLeftIcon size={18} />
        </IconButton>
      )}
      {title !== null && (
        <div className="min-w-0 flex-1">
          {isRenaming && conversation ? (
            <RenameField title={title} onEnd={(newTitle) => endRenaming(conversation.id, newTitle)} />
          ) : (
            <h1 key={title} className="row-title truncate text-sm font-medium" dir="auto">
              {title || m.untitled()}
            </h1>
          )}
          {origin && (
            <p className="truncate text-xs text-ink-soft">
              {m.forkedFrom()}{' '}
              <Link href={messagePath(origin.conversation.id, origin.id)} className="link">
                {origin.conversation.title || m.untitled()}
              </Link>
            </p>
          )}
        </div>
      )}
      <div className="ms-auto flex items-center">
        {conversation && (
          <ChatMenu onRename={() => setIsRenaming(true)} {...{ conversation, messageId, onPrint, share }} />
        )}
        {conversation && onShow && (
          <IconButton label={m.tree()} aria-haspopup="dialog" onClick={() => setIsTreeOpen(true)}>
            <GitBranchIcon size={18} />
          </IconButton>
        )}
        {onOpenSidebar && (
          <Link href={homePath} className="icon-link" aria-label={m.newChat()} title={m.newChat()}>
            <SquarePenIcon size={18} aria-hidden />
          </Link>
        )}
      </div>
      {isTreeOpen && conversation && onShow && (
        <Later
          part={treeDialog}
          props={{ conversationId: conversation.id, onChoose: onShow, onClose: closeTree }}
          onMissing={closeTree}
        />
      )}
    </header>
  );
}
