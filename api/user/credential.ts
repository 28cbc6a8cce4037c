import type { IncomingHttpHeaders } from 'node:http';
import type { Bell } from '../platform/bell.ts';
import type { Viewer } from '../platform/viewer.ts';
import { type SignIn, sessionTopic } from './sign-in.ts';

/**
 * The one place where a credential becomes a viewer, for HTTP, SSE and WebSocket alike: a session cookie, or a token
 * in `Authorization: Bearer` or in the socket's `connectionParams.token`. Two at once are refused, since which of them
 * counts would be a guess.
 */
export type CredentialSource = {
  headers: IncomingHttpHeaders;
  connectionParams?: Record<string, unknown> | undefined;
};

/** A credential was sent and is not good. Not a DomainError: it ends the request or the socket, on any transport. */
export class CredentialError extends Error {}

const sessionCookie = /(?:^|;\s*)(?:__Host-)?parley=/;

/** The viewer, or null without a credential. Throws CredentialError for two credentials or an unknown token. */
export async function authenticate(signIn: SignIn, source: CredentialSource): Promise<Viewer | null> {
  const { cookie = '', authorization } = source.headers;
  // Other schemes, e.g. the basic authentication of a proxy in front, are not ours.
  const bearer = authorization?.match(/^Bearer\s+(.*)$/i)?.[1];
  const token = source.connectionParams?.token ?? bearer;
  const hasCookie = sessionCookie.test(cookie);
  if (token !== undefined && hasCookie) {
    throw new CredentialError(
      'Two credentials at once: send either the session cookie or a token, not both.',
    );
  }
  if (token !== undefined) throw new CredentialError('This token is unknown.');
  if (!hasCookie) return null;
  const session = await sessionOf(signIn, cookie);
  if (!session) return null;
  noteUse(signIn, session);
  return session.viewer;
}

export type SessionWatch = { signIn: SignIn; bell: Bell; headers: IncomingHttpHeaders; onEnd: () => void };

/** Longer delays overflow a timer; a session that lasts longer is looked at again on reconnect. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Calls `onEnd` when the viewer's session is over, by sign-out or by time; returns the function that ends the watch.
 * A ring is only a hint (after a lost database connection everybody is woken), so the session itself is asked.
 */
export function watchSession(viewer: Viewer, { signIn, bell, headers, onEnd }: SessionWatch): () => void {
  const look = () =>
    sessionOf(signIn, headers.cookie ?? '').then(
      (found) => found?.viewer.sessionId === viewer.sessionId || onEnd(),
      // The database is gone again: when it is back, so is the ring.
      () => {},
    );
  const lifetimeMs = viewer.sessionExpiresAt.getTime() - Date.now();
  const timer = setTimeout(onEnd, Math.min(lifetimeMs, maxTimerMs));
  const unlisten = bell.listen(sessionTopic(viewer.sessionId), look);
  return () => {
    clearTimeout(timer);
    unlisten();
  };
}

type Session = { viewer: Viewer; lastUsedAt: Date };

async function sessionOf(signIn: SignIn, cookie: string): Promise<Session | null> {
  const found = await signIn.api.getSession({
    headers: new Headers({ cookie }),
    query: { disableRefresh: true },
  });
  if (!found) return null;
  const { user, session } = found;
  const role = user.role === 'ADMIN' ? 'ADMIN' : 'MEMBER';
  const viewer = {
    userId: user.id,
    role,
    sessionId: session.id,
    sessionExpiresAt: session.expiresAt,
  } as const;
  return { viewer, lastUsedAt: session.lastUsedAt ?? session.createdAt };
}

const noteEveryMs = 60_000;

/** Keeps when a session was used, to the minute, and makes nobody wait for it. */
function noteUse(signIn: SignIn, { viewer, lastUsedAt }: Session): void {
  const minuteAgo = new Date(Date.now() - noteEveryMs);
  if (lastUsedAt > minuteAgo) return;
  const where = [
    { field: 'id', value: viewer.sessionId },
    { field: 'lastUsedAt', operator: 'lt' as const, value: minuteAgo },
  ];
  signIn.$context
    .then(({ adapter }) =>
      adapter.updateMany({ model: 'session', where, update: { lastUsedAt: new Date() } }),
    )
    // Without a database the next use tells.
    .catch(() => {});
}
