import { useEffect, useState } from 'react';
import { Provider, useClient, useQuery } from 'urql';
import { navigate } from 'wouter/use-browser-location';
import { removeDrafts } from '../composer/draft-store.ts';
import { removeQueued } from '../composer/queue.ts';
import { forgetSends } from '../composer/sends.ts';
import { forgetListView } from '../conversation/list-view.ts';
import { StreamsProvider } from '../generation/streams-context.ts';
import { threadPage } from '../graphql/first-pages.ts';
import { conversationIdIn, homePath, shareTokenIn } from '../lib/paths.ts';
import { forgetUnsaved } from '../lib/use-unsaved.ts';
import { ThreadPage } from '../message/thread-document.ts';
import { forgetChats } from '../offline/kept-chats.ts';
import { Later, part, usePreload } from '../ui/later.tsx';
import { Toaster } from '../ui/toaster.tsx';
import { signOut } from '../user/auth-api.ts';
import { rememberPerson } from '../user/known-here.ts';
import { LeaveProvider } from '../user/leave-for-good.ts';
import { ViewerDocument, ViewerProvider } from '../user/viewer.ts';
import { forgetAsks } from './kept-asks.ts';
import { PageBoundary } from './page-boundary.tsx';
import { useSession } from './session.ts';
import { Shell } from './shell.tsx';
import { Unreachable } from './unreachable.tsx';

const authPage = part(() => import('../user/auth-page.tsx'));
const sharePage = part(() => import('../share/share-page.tsx'));

export function App() {
  const { session, wasSignedOut, renew } = useSession();
  const shareToken = shareTokenIn(location.pathname);
  if (!session) return null;
  return (
    <PageBoundary>
      <Provider value={session.client}>
        {shareToken === null ? (
          <StreamsProvider value={session.streams}>
            <Gate wasSignedOut={wasSignedOut} onRenew={renew} />
          </StreamsProvider>
        ) : (
          <Later part={sharePage} props={{ token: shareToken }} />
        )}
      </Provider>
      <Toaster />
    </PageBoundary>
  );
}

type GateProps = { wasSignedOut: boolean; onRenew: () => void };

/** Signed in: the application. Not: the door. */
function Gate({ wasSignedOut, onRenew }: GateProps) {
  const [{ data, error }, load] = useQuery({ query: ViewerDocument });
  const [wasDeleted, setWasDeleted] = useState(false);
  useEarlyThread();
  // When a session ends after a deployment, its chunk would be gone.
  usePreload(authPage);
  if (!data) {
    if (!error) return null;
    return <Unreachable onRetry={() => load({ requestPolicy: 'network-only' })} />;
  }

  const { viewer, server } = data;
  const enter = () => {
    forgetSends();
    forgetListView();
    forgetUnsaved();
    onRenew();
  };
  if (!viewer) {
    const isSignUpOpen = server.signupsEnabled;
    const onSignedIn = () => {
      setWasDeleted(false);
      enter();
    };
    return <Later part={authPage} props={{ isSignUpOpen, wasSignedOut, wasDeleted, onSignedIn }} />;
  }
  const leave = async () => {
    await signOut();
    removeDrafts(viewer.id);
    removeQueued(viewer.id);
    forgetAsks(viewer.id);
    void forgetChats();
    rememberPerson();
    enter();
  };
  const leaveForGood = async () => {
    setWasDeleted(true);
    await leave();
    navigate(homePath, { replace: true });
  };
  return (
    <ViewerProvider value={viewer}>
      <LeaveProvider value={leaveForGood}>
        <Shell onSignOut={leave} />
      </LeaveProvider>
    </ViewerProvider>
  );
}

/** The thread of the address is asked for beside who is asking, and not after it. */
function useEarlyThread(): void {
  const client = useClient();
  useEffect(() => {
    const id = conversationIdIn(location.pathname);
    if (id !== null) void client.query(ThreadPage, { id, ...threadPage }, { isEarly: true }).toPromise();
  }, [client]);
}
