import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import { credentialTopic, type Viewer } from '../platform/viewer.ts';
import { isTokenLive, viewerOfToken } from './api-tokens.ts';
import type { SignIn } from './sign-in.ts';

/**
 * The one place where a credential becomes a viewer, for HTTP, SSE and WebSocket alike: a session cookie, or a token
 * in `Authorization: Bearer`, in the socket's `connectionParams.token` or in the address of an EventSource. Two at once are refused, since which of them
 * counts would be a guess.
 */
export type CredentialSource = {
  headers: IncomingHttpHeaders;
  connectionParams?: Record<string, unknown> | undefined;
  /** `access_token` of the address: for an EventSource, which cannot send headers, and for nothing else. */
  inAddress?: string | null;
};

export type CredentialParts = { db: Db; signIn: SignIn; bell: Bell };

export type Credentials = {
  /** The viewer, or null without a credential. Throws CredentialError for two credentials or one that is not good. */
  authenticate: (source: CredentialSource) => Promise<Viewer | null>;
  /**
   * Calls `onEnd` when the viewer's session or token is over, by revocation or by time, or the role has changed; returns
   * the function that ends the watch.
   */
  watch: (viewer: Viewer, headers: IncomingHttpHeaders, onEnd: () => void) => () => void;
};

export function createCredentials(parts: CredentialParts): Credentials {
  // Apart: the word of a session, which a cookie brings signed, must not do as a token.
  const recalls = { session: createRecall(parts.bell), token: createRecall(parts.bell) };
  return {
    authenticate: (source) => authenticate(parts, recalls, source),
    watch: (viewer, headers, onEnd) => watchCredential(parts, viewer, headers, onEnd),
  };
}

/** Whom a credential was good for a moment ago, so that a burst of requests asks the database once. */
type Recall = (secret: string, find: () => Promise<Viewer | null>) => Promise<Viewer | null>;

/** As long as a revocation may go unheard: where the bell is lost, or rings while the credential is being looked up. */
const recallMs = 1_000;

function createRecall(bell: Bell): Recall {
  const viewers = new Map<string, Viewer>();
  return async (secret, find) => {
    const known = viewers.get(secret);
    if (known) return known;
    const viewer = await find();
    if (!viewer || viewers.has(secret)) return viewer;
    viewers.set(secret, viewer);
    const forget = () => {
      viewers.delete(secret);
      clearTimeout(timer);
      unlisten();
    };
    const timer = setTimeout(forget, Math.min(recallMs, lifetimeMs(viewer))).unref();
    const unlisten = bell.listen(credentialTopic(viewer.credential), forget);
    return viewer;
  };
}

const lifetimeMs = ({ credential }: Viewer) =>
  (credential.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();

/** A credential was sent and is not good. Not a DomainError: it ends the request or the socket, on any transport. */
export class CredentialError extends Error {}

/** Finds a cookie that is meant to be a session, good or not. */
export const sessionCookie = /(?:^|;\s*)(?:__Host-)?parley=/;

async function authenticate(
  parts: CredentialParts,
  recalls: { session: Recall; token: Recall },
  source: CredentialSource,
): Promise<Viewer | null> {
  const { cookie = '', authorization } = source.headers;
  // Other schemes, e.g. the basic authentication of a proxy in front, are not ours.
  const bearer = authorization?.match(/^Bearer\s*(.*)$/i)?.[1];
  if (authorization?.startsWith('parley_'))
    throw new CredentialError('Send the token as `Authorization: Bearer <token>`.');
  const given = source.connectionParams?.token ?? source.inAddress ?? undefined;
  const token = given ?? bearer;
  const hasCookie = sessionCookie.test(cookie);
  if (token !== undefined && hasCookie) {
    throw new CredentialError(
      'Two credentials at once: send either the session cookie or a token, not both.',
    );
  }
  if (given !== undefined && bearer !== undefined && given !== bearer) {
    throw new CredentialError(
      'Two tokens at once: send one in the header, in connectionParams or in the address.',
    );
  }
  if (token !== undefined) {
    const find = () => viewerOfToken(parts.db, token);
    const viewer = await (typeof token === 'string' ? recalls.token(token, find) : find());
    if (!viewer) throw new CredentialError('This token is unknown, was revoked or has expired.');
    return viewer;
  }
  const session = hasCookie ? await signedToken(parts.signIn, cookie) : null;
  return session === null ? null : recalls.session(session, () => viewerOfSession(parts.db, session));
}

/** Longer delays overflow a timer; a credential that lasts longer is looked at again on reconnect. */
const maxTimerMs = 2 ** 31 - 1;

/** Plain requests are answered by then, so it is only asked for what stays open. */
const lookAgainMs = 800;

/** A ring is only a hint (after a lost database connection everybody is woken), so it is asked for itself. */
function watchCredential(
  { signIn, db, bell }: CredentialParts,
  viewer: Viewer,
  headers: IncomingHttpHeaders,
  onEnd: () => void,
): () => void {
  const { credential, role } = viewer;
  const isLive = async () => {
    if (credential.kind === 'token') return isTokenLive(db, credential.id, role);
    const session = await signedToken(signIn, headers.cookie ?? '');
    const now = session === null ? null : await viewerOfSession(db, session);
    return now?.credential.id === credential.id && now.role === role;
  };
  const look = () =>
    isLive().then(
      (is) => is || onEnd(),
      // The database is gone again: when it is back, so is the ring.
      () => {},
    );
  const timer = setTimeout(onEnd, Math.min(lifetimeMs(viewer), maxTimerMs));
  const unlisten = bell.listen(credentialTopic(credential), look);
  // It may have ended since it was looked up, when nobody listened yet.
  const again = setTimeout(look, lookAgainMs).unref();
  return () => {
    clearTimeout(timer);
    clearTimeout(again);
    unlisten();
  };
}

type SessionRow = { id: string; expires_at: Date; user_id: string; role: Viewer['role']; is_noted: boolean };

const sessionSql = `
  SELECT s.id, s.expires_at, s.user_id, u.role, s.last_used_at > now() - interval '1 minute' AS is_noted
  FROM session s JOIN "user" u ON u.id = s.user_id WHERE s.token = $1 AND s.expires_at > now()`;

const noteSql = `
  UPDATE session SET last_used_at = now() WHERE id = $1 AND last_used_at < now() - interval '1 minute'`;

/**
 * Whose session this is, in one statement: better-auth's own way takes two through its adapter. Keeps when it was used,
 * to the minute.
 */
async function viewerOfSession(db: Db, token: string): Promise<Viewer | null> {
  const { rows } = await db.pool.query<SessionRow>({ name: 'session', text: sessionSql, values: [token] });
  const [row] = rows;
  if (!row) return null;
  // Nobody waits for it; without a database the next use tells.
  if (!row.is_noted) db.pool.query(noteSql, [row.id]).catch(() => {});
  const credential = { kind: 'session', id: row.id, expiresAt: row.expires_at } as const;
  return { userId: row.user_id, role: row.role, credential };
}

/** The token in the cookie if better-auth has signed it: `<token>.<HMAC-SHA256 in base64>`, percent-encoded. */
async function signedToken(signIn: SignIn, cookie: string): Promise<string | null> {
  const { secret, authCookies } = await signIn.$context;
  // By its exact name: without `__Host-`, a neighbouring domain could have set it.
  const start = `${authCookies.sessionToken.name}=`;
  const pair = cookie.split(/;\s*/).find((each) => each.startsWith(start));
  const value = decoded(pair?.slice(start.length) ?? '');
  const at = value.lastIndexOf('.');
  if (at < 1) return null;
  const token = value.slice(0, at);
  const signature = createHmac('sha256', secret).update(token).digest();
  const given = Buffer.from(value.slice(at + 1), 'base64');
  return given.length === signature.length && timingSafeEqual(given, signature) ? token : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
