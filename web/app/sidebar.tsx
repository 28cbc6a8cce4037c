import { PanelLeftIcon, SearchIcon, SquarePenIcon } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useModels } from '../composer/use-models.ts';
import { ConversationList } from '../conversation/conversation-list.tsx';
import { m } from '../lib/messages.ts';
import { homePath } from '../lib/paths.ts';
import { keysOf } from '../lib/shortcuts.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Mark } from '../ui/mark.tsx';
import { AccountMenu } from '../user/account-menu.tsx';
import { useViewer } from '../user/viewer.ts';

const none: never[] = [];

type Props = {
  currentId: string | null;
  onSignOut: () => void;
  onClose: () => void;
  onNavigate: () => void;
  onLeave: () => void;
  onSearch: () => void;
  onGo: (path: string) => void;
};

export function Sidebar({ currentId, onSignOut, onClose, onNavigate, onLeave, onSearch, onGo }: Props) {
  const viewer = useViewer();
  const { models } = useModels();
  const [path] = useLocation();
  // On a phone a chosen link closes the drawer; its own click handler has run by then.
  const closeOnLink = (event: React.MouseEvent) => {
    if ((event.target as Element).closest('a')) onNavigate();
  };
  return (
    <div className="flex h-full min-h-0 flex-col" onClickCapture={closeOnLink}>
      <div className="flex h-14 shrink-0 items-center justify-between pe-2 ps-4">
        <span className="flex items-center gap-2 font-semibold tracking-tight">
          <Mark size={24} />
          {m.appName()}
        </span>
        <IconButton label={m.closeSidebar()} onClick={onClose}>
          <PanelLeftIcon size={18} />
        </IconButton>
      </div>
      <div className="shrink-0 px-2 pb-2">
        <Link href={homePath} className="new-chat" aria-current={path === homePath ? 'page' : undefined}>
          <SquarePenIcon size={17} aria-hidden />
          {m.newChat()}
        </Link>
        <button
          type="button"
          className="new-chat search-button"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={onSearch}
        >
          <SearchIcon size={17} aria-hidden />
          {m.search()}
          <kbd aria-hidden className="search-key" data-keys={keysOf('search')} />
        </button>
      </div>
      <nav aria-label={m.sidebar()} className="sidebar-scroll">
        <ConversationList currentId={currentId} models={models ?? none} onLeave={onLeave} />
      </nav>
      <div className="shrink-0 border-t border-line p-2">
        <AccountMenu viewer={viewer} onGo={onGo} onSignOut={onSignOut} />
      </div>
    </div>
  );
}
