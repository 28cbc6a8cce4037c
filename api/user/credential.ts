import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '../platform/viewer.ts';
import type { SignIn } from './sign-in.ts';

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
  const token = source.connectionParams?.token ?? authorization;
  const hasCookie = sessionCookie.test(cookie);
  if (token !== undefined && hasCookie) {
    throw new CredentialError(
      'Two credentials at once: send either the session cookie or a token, not both.',
    );
  }
  if (token !== undefined) throw new CredentialError('This token is unknown.');
  return hasCookie ? viewerOf(signIn, cookie) : null;
}

async function viewerOf(signIn: SignIn, cookie: string): Promise<Viewer | null> {
  const found = await signIn.api.getSession({
    headers: new Headers({ cookie }),
    query: { disableRefresh: true },
  });
  if (!found) return null;
  const { user, session } = found;
  const role = user.role === 'ADMIN' ? 'ADMIN' : 'MEMBER';
  return { userId: user.id, role, sessionId: session.id, sessionExpiresAt: session.expiresAt };
}
