/** Who is asking: the signed-in user behind a request or a socket. */
export type Viewer = { userId: string; role: 'MEMBER' | 'ADMIN'; sessionId: string; sessionExpiresAt: Date };

/** The one scope of every list, node, count and subscription: rows that belong to the viewer. */
export const ownedBy = (viewer: Viewer | null) => ({ userId: viewer?.userId ?? nobody });

/** Rings when the viewer's feed of events has grown (feed/), in whichever tab or process. */
export const feedTopic = (userId: string) => `feed:${userId}`;

/** Rings when the viewer's account goes or is about to, so that what runs for it looks whether it may go on. */
export const accountTopic = (userId: string) => `account:${userId}`;

/** An id that no row has: an anonymous request runs the same queries and finds nothing. */
export const nobody = '00000000-0000-0000-0000-000000000000';
