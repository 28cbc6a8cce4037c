import { LogOutIcon } from 'lucide-react';
import { useMutation, useQuery } from 'urql';
import type { SessionsQuery } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { RevokeOtherSessions, RevokeSession, Sessions } from './account-documents.ts';

type Session = NonNullable<SessionsQuery['viewer']>['sessions']['nodes'][number];

export function SessionsTab() {
  const [{ data, error }] = useQuery({ query: Sessions, requestPolicy: 'cache-and-network' });
  const { revoke, revokeOthers, isBusy } = useRevoke();
  const sessions = data?.viewer?.sessions;
  if (!sessions && error) return <p role="alert">{m.loadFailed()}</p>;
  if (!sessions) return <Skeleton label={m.loading()} widths={['80%', '70%']} />;
  const hidden = sessions.totalCount - sessions.nodes.length;
  return (
    <>
      <p className="text-ink-soft">{m.sessionsLead()}</p>
      <ul className="preset-list">
        {sessions.nodes.map((session) => (
          <SessionCard key={session.id} session={session} onRevoke={() => void revoke(session)} />
        ))}
      </ul>
      {hidden > 0 && <p className="text-ink-soft">{m.sessionsMore({ count: hidden })}</p>}
      <div>
        <Button disabled={isBusy || sessions.totalCount < 2} onClick={() => void revokeOthers()}>
          <LogOutIcon size={16} aria-hidden />
          {m.sessionsRevokeOthers()}
        </Button>
      </div>
    </>
  );
}

function SessionCard({ session, onRevoke }: { session: Session; onRevoke: () => void }) {
  const { current, ipAddress, createdAt, lastUsedAt } = session;
  const facts = [
    ipAddress,
    m.sessionUsed({ time: when(lastUsedAt) }),
    m.sessionSince({ time: when(createdAt) }),
  ];
  return (
    <li className="preset-card min-h-15">
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2">
          <bdi className="font-medium break-words">{nameOf(session)}</bdi>
          {current && <span className="badge">{m.sessionCurrent()}</span>}
        </span>
        <span className="block text-sm text-ink-soft">{facts.filter(Boolean).join(' · ')}</span>
      </span>
      {!current && (
        <IconButton label={m.sessionRevoke({ device: nameOf(session) })} onClick={onRevoke}>
          <LogOutIcon size={16} />
        </IconButton>
      )}
    </li>
  );
}

const nameOf = ({ deviceName }: Session): string => deviceName ?? m.sessionUnknown();

const when = (time: string): string =>
  new Date(time).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });

function useRevoke() {
  const [one, revokeOne] = useMutation(RevokeSession);
  const [others, revokeAll] = useMutation(RevokeOtherSessions);
  const revoke = async (session: Session) => {
    const result = (await revokeOne({ input: { sessionId: session.id } })).data?.revokeSession;
    // Whoever is not there any more is signed out, too.
    const isOut = result?.__typename === 'RevokeSessionPayload' || result?.__typename === 'NotFoundError';
    showToast(isOut ? m.sessionRevoked({ device: nameOf(session) }) : m.saveFailed());
  };
  const revokeOthers = async () => {
    const result = (await revokeAll({})).data?.revokeOtherSessions;
    const isDone = result?.__typename === 'RevokeOtherSessionsPayload';
    showToast(isDone ? m.sessionsRevoked({ count: result.revokedSessionIds.length }) : m.saveFailed());
  };
  return { revoke, revokeOthers, isBusy: one.fetching || others.fetching };
}
