import type { ApiScope } from './prisma/client/enums.ts';

/** What a token may be allowed, one by one; READ and WRITE stand for several of these. */
export type Scope = Exclude<ApiScope, 'READ' | 'WRITE'>;

/** What the viewer showed: the session of a browser, which may do everything, or a token with its scopes. */
export type Credential =
  | { kind: 'session'; id: string; expiresAt: Date }
  | { kind: 'token'; id: string; expiresAt: Date | null; scopes: ReadonlySet<Scope> };

/** Who is asking: the user behind a request or a socket, and by what. */
export type Viewer = { userId: string; role: 'MEMBER' | 'ADMIN'; credential: Credential };

/** The API token that asks; null for a person at the client. */
export const tokenIdOf = ({ credential }: Viewer): string | null =>
  credential.kind === 'token' ? credential.id : null;

/** The one scope of every list, node, count and subscription: rows that belong to the viewer. */
export const ownedBy = (viewer: Viewer | null) => ({ userId: viewer?.userId ?? nobody });

/** Rings when the viewer's feed of events has grown (feed/), in whichever tab or process. */
export const feedTopic = (userId: string) => `feed:${userId}`;

/** Rings when the viewer's account goes or is about to, so that what runs for it looks whether it may go on. */
export const accountTopic = (userId: string) => `account:${userId}`;

/** Rings when a session or a token ends, so that its sockets and event streams can be closed. */
export const credentialTopic = ({ kind, id }: Pick<Credential, 'kind' | 'id'>) => `${kind}:${id}`;

/** An id that no row has: an anonymous request runs the same queries and finds nothing. */
export const nobody = '00000000-0000-0000-0000-000000000000';
