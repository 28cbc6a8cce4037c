import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useAllQueued } from '../composer/queue.ts';
import { focusComposer } from '../composer/quote.ts';
import { chooseNewChatModel, useModels } from '../composer/use-models.ts';
import { useConversationActions } from '../conversation/use-conversation-actions.ts';
import { forgetEarly } from '../graphql/early.ts';
import { m } from '../lib/messages.ts';
import {
  conversationIdIn,
  homePath,
  messageIdIn,
  settingsPath,
  settingsTabIn,
  usagePath,
} from '../lib/paths.ts';
import { readStored, writeStored } from '../lib/storage.ts';
import { useIsPhone } from '../lib/use-media.ts';
import { copyLast } from '../message/copy-last.ts';
import { preloadMarkdown } from '../message/message-text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Later, part } from '../ui/later.tsx';
import { useViewer } from '../user/viewer.ts';
import { ChatPage } from './chat-page.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { SearchDoor } from './search-door.tsx';
import { Sidebar } from './sidebar.tsx';
import { useFeed } from './use-feed.ts';
import { useLongPress } from './use-long-press.ts';
import { useNewVersion } from './use-new-version.ts';
import { useResumeSends } from './use-resume-sends.ts';
import { useSharedText } from './use-shared-text.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useSwipe } from './use-swipe.ts';

// Seldom seen: they come when they are asked for.
const settingsPage = part(() => import('../settings/settings-page.tsx'));
const usagePage = part(() => import('../usage/usage-page.tsx'));
const sendQueued = part(() => import('./send-queued.tsx'));
const shortcutsDialog = part(() => import('../settings/shortcuts-dialog.tsx'));

const nothing = () => {};
const closedSidebar = 'parley:sidebar-closed';

/** The signed-in page: conversations at the side, one of them in the middle. */
export function Shell({ onSignOut }: { onSignOut: () => void }) {
  const [path, navigate] = useLocation();
  const isPhone = useIsPhone();
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const [isSidebarOpen, setIsSidebarOpen] = useState(() => readStored(closedSidebar) === null);
  const conversationId = conversationIdIn(path);
  const [isSearching, setIsSearching] = useState(false);
  const [isListing, setIsListing] = useState(false);
  const queue = useAllQueued(useViewer().id);
  const endListing = () => setIsListing(false);
  const toggleSearch = useCallback((isOpen: boolean) => {
    // Two modal layers at once would be one too many for Esc.
    setIsDrawerOpen(false);
    setIsSearching(isOpen);
  }, []);
  const settingsTab = settingsTabIn(path);
  const openSidebar = (isShown: boolean) => (isShown ? null : () => setSidebar(true));
  usePreloads();
  useEndOfEarly();
  useFeed();
  useResumeSends(navigate);
  useSharedText(useViewer().id);
  useNewVersion();
  useLongPress();
  useSwipe((direction) => isPhone && !isSearching && setIsDrawerOpen(direction === 'forward'));

  const setSidebar = (isOpen: boolean) => {
    if (isPhone) return setIsDrawerOpen(isOpen);
    setIsSidebarOpen(isOpen);
    writeStored(closedSidebar, isOpen ? null : 'yes');
  };
  const sidebar = (
    <Sidebar
      currentId={conversationId}
      onSignOut={onSignOut}
      onClose={() => setSidebar(false)}
      onNavigate={() => setIsDrawerOpen(false)}
      onLeave={() => navigate(homePath)}
      onSearch={() => toggleSearch(true)}
      onGo={(to) => {
        setIsDrawerOpen(false);
        navigate(to);
      }}
    />
  );
  const { models } = useModels();
  const { setModel } = useConversationActions();
  const isSidebarShown = !isPhone && isSidebarOpen;
  const page = { onOpenSidebar: openSidebar(isSidebarShown) };
  const toggleSidebar = () => setSidebar(isPhone ? !isDrawerOpen : !isSidebarOpen);
  const does = {
    navigate,
    openSidebar: () => setSidebar(true),
    toggleSidebar,
    signOut: onSignOut,
    showShortcuts: () => setIsListing(true),
    models: models ?? [],
    chooseModel: (id: string) => (conversationId ? setModel(conversationId, id) : chooseNewChatModel(id)),
  };
  useShortcuts({
    search: () => toggleSearch(!isSearching),
    newChat: () => {
      navigate(homePath);
      focusComposer();
    },
    sidebar: toggleSidebar,
    settings: () => navigate(settingsPath('general')),
    list: () => setIsListing(!isListing),
    focus: focusComposer,
    copyAnswer: () => copyLast('answer'),
    copyCode: () => copyLast('code'),
  });
  return (
    <div className="shell">
      <button type="button" className="skip-link" onClick={focusComposer}>
        {m.skipToMessage()}
      </button>
      {isSidebarShown && <aside className="sidebar">{sidebar}</aside>}
      {isPhone && isDrawerOpen && (
        <Dialog isDrawer title={m.sidebar()} onClose={() => setIsDrawerOpen(false)}>
          {sidebar}
        </Dialog>
      )}
      <main className="relative flex min-w-0 flex-1 flex-col">
        <ConnectionNotice />
        {settingsTab && <Later part={settingsPage} props={{ tab: settingsTab, ...page }} />}
        {path === usagePath && <Later part={usagePage} props={page} />}
        {!settingsTab && path !== usagePath && (
          <ChatPage
            conversationId={conversationId}
            messageId={messageIdIn(path)}
            onOpenSidebar={page.onOpenSidebar}
            onGo={(path) => navigate(path)}
          />
        )}
      </main>
      <SearchDoor isOpen={isSearching} does={does} onToggle={toggleSearch} />
      {queue.length > 0 && <Later part={sendQueued} props={{ queue }} onMissing={nothing} />}
      {isListing && <Later part={shortcutsDialog} props={{ onClose: endListing }} onMissing={endListing} />}
    </div>
  );
}

/** All that is mounted has taken its early answer when the effects are done: the feed goes on from there. */
function useEndOfEarly(): void {
  useEffect(() => {
    const timer = setTimeout(forgetEarly);
    return () => clearTimeout(timer);
  }, []);
}

/** The markdown chunk is fetched once the page is at rest, so that the first answer finds it there. */
function usePreloads(): void {
  useEffect(() => {
    const timer = setTimeout(preloadMarkdown, 600);
    return () => clearTimeout(timer);
  }, []);
}
