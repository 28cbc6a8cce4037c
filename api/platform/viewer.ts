/** Who is asking: the signed-in user behind a request or a socket. */
export type Viewer = { userId: string; role: 'MEMBER' | 'ADMIN'; sessionId: string; sessionExpiresAt: Date };

/** The one scope of every list, node, count and subscription: rows that belong to the viewer. */
export const ownedBy = (viewer: Viewer | null) => ({ userId: viewer?.userId ?? nobody });

/** An id that no row has: an anonymous request runs the same queries and finds nothing. */
const nobody = '00000000-0000-0000-0000-000000000000';
