import { PanelLeftIcon, SquarePenIcon } from 'lucide-react';
import { Link } from 'wouter';
import { ChatMenu } from '../conversation/chat-menu.tsx';
import { m } from '../lib/messages.ts';
import { homePath } from '../lib/paths.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** `onOpenSidebar` is null while the sidebar is in view. */
type Props = { title: string | null; conversationId: string | null; onOpenSidebar: (() => void) | null };

export function ChatHeader({ title, conversationId, onOpenSidebar }: Props) {
  return (
    <header className="chat-header">
      {onOpenSidebar && (
        <IconButton label={m.openSidebar()} onClick={onOpenSidebar}>
          <PanelLeftIcon size={18} />
        </IconButton>
      )}
      {title !== null && (
        <h1 key={title} className="row-title min-w-0 flex-1 truncate text-sm font-medium" dir="auto">
          {title || m.untitled()}
        </h1>
      )}
      {conversationId && <ChatMenu conversationId={conversationId} />}
      {onOpenSidebar && (
        <Link href={homePath} className="icon-link ml-auto" aria-label={m.newChat()} title={m.newChat()}>
          <SquarePenIcon size={18} aria-hidden />
        </Link>
      )}
    </header>
  );
}
